package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"hotreply/internal/clock"
)

// A TimeoutError is a server that took too long to answer, or to go on.
type TimeoutError struct {
	Target string
	Limit  time.Duration
}

func (e *TimeoutError) Error() string {
	return fmt.Sprintf("%s was silent for %s", e.Target, e.Limit)
}

// Name is what rules see as error.name.
func (*TimeoutError) Name() string { return "TimeoutError" }

// Code is what rules see as error.code.
func (*TimeoutError) Code() string { return "TIMEOUT" }

// Hint says where the limit comes from.
func (*TimeoutError) Hint() string { return "raise timeout under [http] in config.toml" }

// patience bounds every wait for a server by the client's timeout.
type patience struct {
	ctx    context.Context // of the request
	cancel context.CancelCauseFunc
	late   *TimeoutError
	clock  clock.Clock
}

func (c *Client) patience(ctx context.Context, cancel context.CancelCauseFunc, req *http.Request) patience {
	return patience{ctx, cancel, &TimeoutError{Target: req.URL.Host, Limit: c.timeout}, c.clock}
}

// wait runs f, which blocks on the network, for no longer than the limit. What
// ended the request is the error, however the network put it.
func (p patience) wait(f func() error) error {
	defer p.clock.AfterFunc(p.late.Limit, func() { p.cancel(p.late) })()
	err := f()
	if err != nil && !errors.Is(err, io.EOF) {
		if cause := context.Cause(p.ctx); cause != nil {
			return cause
		}
	}
	return err
}

// patientBody is a body of which every read is bounded.
type patientBody struct {
	io.ReadCloser
	patience patience
}

func (b *patientBody) Read(p []byte) (n int, err error) {
	err = b.patience.wait(func() (err error) {
		n, err = b.ReadCloser.Read(p)
		return err
	})
	return n, err
}

func (b *patientBody) Close() error {
	err := b.ReadCloser.Close()
	b.patience.cancel(nil)
	return err
}
