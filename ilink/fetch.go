package ilink

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// fetch is the ciphertext of one download: a reader that asks again where a
// connection broke.
type fetch struct {
	c         *Client
	ctx       context.Context // of the whole download; a fetch lives no longer
	cancel    func()          // ends ctx
	addresses []string        // those still to be tried
	o         DownloadOptions

	body     io.ReadCloser
	size     int64 // of the ciphertext, -1 if not known
	done     int64
	try      int // tries since a byte was gained
	touch    func()
	stop     func()
	cause    func() error // why the request was given up, nil if it was not
	progress progress
}

// start makes the request for the bytes from done on, with further tries and
// addresses as needed.
func (f *fetch) start() error {
	for {
		final, err := f.request()
		var refused *MediaError
		switch {
		case err == nil:
			return nil
		case final && len(f.addresses) > 1:
			f.addresses = f.addresses[1:]
			continue
		case final:
			return err
		case errors.As(err, &refused):
		default:
			err = f.c.cdnFailed(f.ctx, opDownload, err)
		}
		if err := f.c.again(f.ctx, opDownload, f.try, err); err != nil {
			return err
		}
		f.try++
	}
}

// request asks once. final tells that asking this address again is no use.
func (f *fetch) request() (final bool, err error) {
	size := f.size
	if size < 0 {
		size = cmp.Or(f.o.MaxSize, 1<<36)
	}
	ctx, touch, stop := patience(f.ctx, f.c.clock(), size)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.addresses[0], nil)
	if err != nil {
		stop()
		return true, errors.New("address is not usable")
	}
	req.Header.Set("Accept-Encoding", "identity") // or net/http would ask for gzip and hide the length
	if f.done > 0 {
		req.Header.Set("Range", rangeFrom(f.done))
	}
	resp, err := f.c.cdnClient().Do(req)
	if err != nil {
		stop()
		var host *HostError
		return errors.As(err, &host), err
	}
	if final, err := f.accept(resp); err != nil {
		_ = resp.Body.Close()
		stop()
		return final, err
	}
	f.body, f.touch, f.stop, f.cause = resp.Body, touch, stop, func() error { return context.Cause(ctx) }
	return false, nil
}

// accept judges the answer and skips what is there already.
func (f *fetch) accept(resp *http.Response) (final bool, err error) {
	skip := f.done
	switch {
	case resp.StatusCode == http.StatusPartialContent && f.done > 0 &&
		strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", f.done)):
		skip = 0
	case resp.StatusCode != http.StatusOK:
		return cdnRefused(opDownload, resp)
	default:
		f.size = resp.ContentLength
	}
	if limit := f.o.MaxSize; limit > 0 && f.size > SealedSize(limit) {
		return true, tooLarge(f.size, limit)
	}
	f.progress = progress{report: f.o.Progress, k: f.c.clock(), total: f.size, last: f.progress.last}
	_, err = io.CopyN(io.Discard, resp.Body, skip)
	return false, err
}

// Read returns ciphertext, over as many connections as it takes.
func (f *fetch) Read(p []byte) (int, error) {
	for {
		n, err := f.body.Read(p)
		if n > 0 {
			f.done += int64(n)
			f.try = 1
			f.touch()
			f.progress.at(f.done)
			return n, nil
		}
		switch {
		case err == nil:
			continue
		case errors.Is(err, io.EOF) && (f.size < 0 || f.done >= f.size):
			return 0, io.EOF
		case f.ctx.Err() != nil:
			return 0, f.ctx.Err()
		}
		if err := f.resume(err); err != nil {
			return 0, err
		}
	}
}

// resume goes on after a connection broke.
func (f *fetch) resume(cause error) error {
	if c := f.cause(); c != nil {
		cause = c
	}
	_ = f.Close()
	broke := &MediaError{
		Reason: MediaCDNStatus, Err: f.c.failed(f.ctx, call{op: opDownload}, true, cause),
		Detail: fmt.Sprintf("download ended after %d of %d bytes", f.done, f.size),
		Advice: "the connection broke; try again",
	}
	if err := f.c.again(f.ctx, opDownload, f.try, broke); err != nil {
		return err
	}
	f.try++
	return f.start()
}

// Close lets go of the connection.
func (f *fetch) Close() error {
	if f.body == nil {
		return nil
	}
	f.stop()
	err := f.body.Close()
	f.body = http.NoBody
	return err
}
