package ilink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// The CDN takes plain HTTP requests without any of the API's headers: POST of
// ciphertext of known length, answered by a reference in a header, and GET
// (openclaw-weixin 2.4.9, cdn/cdn-upload.ts and cdn/pic-decrypt.ts).
const (
	cdnTries = 3 // in all, on 5xx and failures of the network; never on 4xx
	cdnStall = 60 * time.Second
	cdnRate  = 32 << 10 // bytes a second that a transfer must reach on average
)

// The codes that the CDN names in x-error-code (dsh-wechat-bridge, 2026-08).
const cdnIllegalContent = "-5102031"

// errStalled ends a transfer that does not move.
var errStalled = errors.New("no bytes moved for " + cdnStall.String())

// errTooSlow ends a transfer that takes longer than its size allows.
var errTooSlow = errors.New("transfer is too slow")

// cdnClient sends a request for media. Redirects are followed for downloads
// alone, and only to hosts of the service.
func (c *Client) cdnClient() *http.Client {
	client := *c.http()
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if r.Method != http.MethodGet || len(via) > 3 {
			return http.ErrUseLastResponse
		}
		_, err := c.serviceURL("redirect", r.URL.String(), c.cdnURL())
		return err
	}
	return &client
}

// cdnAddress builds an address from a parameter that the service gave.
func (c *Client) cdnAddress(path string, query url.Values) (string, error) {
	return joinURL(c.cdnURL(), path, query)
}

// patience ends a context when a transfer of size bytes stalls or takes too
// long: two minutes, and a second more for each 32 KiB. touch tells that bytes
// moved.
func patience(ctx context.Context, k clock.Clock, size int64) (_ context.Context, touch, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	var moved atomic.Int64
	moved.Store(k.Now().UnixNano())
	total := 2*cdnStall + time.Duration(size/cdnRate)*time.Second
	stopTotal := k.AfterFunc(total, func() { cancel(errTooSlow) })
	var watch func(time.Duration)
	var stopWatch atomic.Pointer[func() bool]
	watch = func(d time.Duration) {
		again := k.AfterFunc(d, func() {
			idle := k.Now().Sub(time.Unix(0, moved.Load()))
			if idle >= cdnStall {
				cancel(errStalled)
			} else if ctx.Err() == nil {
				watch(cdnStall - idle)
			}
		})
		stopWatch.Store(&again)
	}
	watch(cdnStall)
	stop = func() {
		cancel(nil)
		stopTotal()
		(*stopWatch.Load())()
	}
	return ctx, func() { moved.Store(k.Now().UnixNano()) }, stop
}

// again tells whether a failed try is worth another, and waits for it. The
// caller's own context ending is not: then err is that.
func (c *Client) again(ctx context.Context, op string, try int, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var host *HostError
	if try >= cdnTries || errors.As(err, &host) {
		return err
	}
	c.logger().Debug("CDN failed, trying again", "op", op, "attempt", try, "err", err)
	_ = wait.For(ctx, c.clock(), Backoff(try))
	return ctx.Err()
}

// cdnFailed is what a transfer ends with that brought no answer.
func (c *Client) cdnFailed(ctx context.Context, op string, err error) error {
	e := c.failed(ctx, call{op: op}, true, err)
	return &MediaError{
		Reason: MediaCDNStatus, Detail: op + " failed", Err: e,
		Advice: "the network or the CDN did not answer; try again",
	}
}

// cdnRefused is the error of an answer that is not 200. final tells that
// asking again would bring the same.
func cdnRefused(op string, resp *http.Response) (final bool, err error) {
	text := resp.Header.Get("x-error-message")
	if text == "" {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
		text = excerpt(body)
	}
	e := &MediaError{Reason: MediaCDNStatus, Status: resp.StatusCode, Detail: fmt.Sprintf("%s: the CDN answered %d %s", op, resp.StatusCode, text)}
	switch {
	case strings.Contains(strings.ToLower(text), "probe preview"):
		e.Reason = MediaProbePreview
	case resp.Header.Get("x-error-code") == cdnIllegalContent:
		e.Reason, e.Advice = MediaUnsupported, "the service judges the content as not allowed; send something else"
	case resp.StatusCode == http.StatusRequestEntityTooLarge:
		e.Reason, e.Advice = MediaTooLarge, "the service takes no file of this size; send a link"
	case op == opDownload && (resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone):
		e.Reason = MediaGone
	}
	return resp.StatusCode >= 300 && resp.StatusCode < 500, e
}

func tooLarge(size, limit int64) error {
	return &MediaError{
		Reason: MediaTooLarge, Size: size, Limit: limit,
		Detail: fmt.Sprintf("%d bytes are more than the limit of %d", size, limit),
	}
}

const (
	opDownload = "download"
	opUpload   = "upload"
	opAnnounce = "getuploadurl"
)

// progress reports how far a transfer is, at most ten times a second, and at
// its end.
type progress struct {
	report func(done, total int64)
	k      clock.Clock
	total  int64
	last   time.Time
}

func (p *progress) at(done int64) {
	if p.report == nil {
		return
	}
	now := p.k.Now()
	if done != p.total && now.Sub(p.last) < 100*time.Millisecond {
		return
	}
	p.last = now
	p.report(done, p.total)
}

// rangeFrom asks for a body from an offset on.
func rangeFrom(offset int64) string { return "bytes=" + strconv.FormatInt(offset, 10) + "-" }
