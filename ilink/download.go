package ilink

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// DownloadOptions tune [Client.Download].
type DownloadOptions struct {
	MaxSize  int64                   // plaintext bytes; 0 = no limit
	Progress func(done, total int64) // now and then, in bytes as transferred; total is -1 if not known
}

// Download is received media being read: plaintext, decrypted on the way, so
// that memory does not grow with it. It must be closed.
type Download struct {
	MIME string // by the first bytes, or the name
	// Size is the plaintext's size if it is known before the end: up to 15
	// bytes more than there are, for padding; -1 if it is not known.
	Size int64

	r     io.Reader // plaintext; an io.WriterTo where that avoids copying
	limit int64     // of the plaintext, 0 = none
	read  int64
	sure  bool // the key is the right one, or the damage is not its fault
	close func()
}

// Close ends the transfer.
func (d *Download) Close() error {
	d.close()
	return nil
}

// Read returns plaintext.
func (d *Download) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	if d.read += int64(n); d.limit > 0 && d.read > d.limit {
		return 0, tooLarge(d.read, d.limit)
	}
	return n, d.judge(err)
}

// WriteTo writes all of the media to w, in large pieces.
func (d *Download) WriteTo(w io.Writer) (int64, error) {
	n, err := io.CopyBuffer(&gauge{d, w}, d.r, make([]byte, copyBlock))
	return n, d.judge(err)
}

// gauge counts what is written and stops above the limit.
type gauge struct {
	d *Download
	w io.Writer
}

func (g *gauge) Write(p []byte) (int, error) {
	if g.d.read += int64(len(p)); g.d.limit > 0 && g.d.read > g.d.limit {
		return 0, tooLarge(g.d.read, g.d.limit)
	}
	return g.w.Write(p)
}

// judge tells a wrong key from damaged bytes at the end of a stream.
func (d *Download) judge(err error) error {
	var e *MediaError
	if !d.sure && errors.As(err, &e) && e.Reason == MediaBadPadding {
		return &MediaError{Reason: MediaKeyMismatch, Detail: "decrypt: no key that came with it fits"}
	}
	return err
}

// Download fetches received media. It returns when the first bytes are there.
// Addresses expire, so media is best fetched when its message comes in.
//
// The key is one of m.Keys: that which makes sense of the first bytes, or the
// first. Content that came without encryption, as images sometimes do, is
// returned as it is. A connection that breaks is taken up again where it was,
// three tries in all without a byte gained.
//
// ctx covers reading as well. Errors, also those of reading, are
// [MediaError]s: GONE, CDN_STATUS, TOO_LARGE, KEY_MISMATCH, BAD_PADDING; or
// ctx's own.
func (c *Client) Download(ctx context.Context, m Media, o DownloadOptions) (*Download, error) {
	addresses, err := c.downloadAddresses(m)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	f := &fetch{c: c, ctx: ctx, cancel: cancel, addresses: addresses, o: o, size: -1, try: 1}
	d := &Download{close: func() { cancel(); _ = f.Close() }}
	if err = f.start(); err == nil {
		err = d.open(m, f, o)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// downloadAddresses are where the bytes may be had, best first.
func (c *Client) downloadAddresses(m Media) ([]string, error) {
	var list []string
	var refused error
	if m.FullURL != "" {
		full, err := c.serviceURL("full_url", m.FullURL, c.cdnURL())
		if err == nil {
			list = append(list, full)
		}
		refused = err
	}
	if m.Param != "" {
		built, err := c.cdnAddress("download", url.Values{"encrypted_query_param": {m.Param}})
		if err != nil {
			return nil, err
		}
		list = append(list, built)
	}
	switch {
	case len(list) > 0:
		return list, nil
	case refused != nil:
		return nil, refused
	}
	return nil, &MediaError{Reason: MediaGone, Detail: "download: the message names no address"}
}

// open finds out how the bytes of f are encrypted, from the first of them, and
// makes what is to be read.
func (d *Download) open(m Media, f *fetch, o DownloadOptions) error {
	head := make([]byte, headSize)
	n, err := fill(f, head, len(head))
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = head[:n]
	way, err := unlock(m, head, n < headSize)
	if err != nil {
		return err
	}
	d.Size, d.MIME, d.limit = f.size, MIMEOf(m.Name, way.head), o.MaxSize
	d.sure = way.sure || f.size >= 0 && f.size%16 != 0
	src := &joined{head: head, whole: n < headSize, rest: d.ahead(f)}
	if way.plain {
		d.r = src
	} else {
		d.r = newOpener(src, way.key)
	}
	return nil
}

// source is what is left of a download's ciphertext, in pieces or not.
type source interface {
	io.Reader
	blocks
}

// ahead has a large transfer read ahead, which makes it faster; for a small
// one it is not worth a goroutine.
func (d *Download) ahead(f *fetch) source {
	if f.size >= 0 && f.size < aheadFrom {
		return struct {
			io.Reader
			blocks
		}{f, &pieces{r: f, size: 16 << 10}}
	}
	a, end := newAhead(f), d.close
	d.close = func() {
		f.cancel() // what the goroutine reads ends with it
		a.stop()
		end()
	}
	return a
}

// lock is how content is encrypted.
type lock struct {
	plain bool
	key   [16]byte
	sure  bool   // the plaintext looks like what it should be
	head  []byte // first bytes of plaintext
}

// unlock finds the key that makes sense of the first bytes; whole tells that
// they are all there is.
func unlock(m Media, head []byte, whole bool) (lock, error) {
	bare := lock{plain: true, head: head, sure: true}
	var first *lock
	for _, text := range m.Keys {
		key, err := ParseMediaKey(text)
		if err != nil {
			continue
		}
		l := fit(m, key, head, whole)
		if l.sure {
			return l, nil
		}
		if first == nil {
			first = &l
		}
	}
	switch {
	case m.Kind == KindImage && strings.HasPrefix(MIMEOf("", head), "image/"):
		return bare, nil
	case first != nil:
		return *first, nil
	case len(m.Keys) == 0 && (m.Kind == KindImage || len(head)%16 != 0 || MIMEOf("", head) != octetStream):
		return bare, nil
	}
	return lock{}, &MediaError{Reason: MediaKeyMismatch, Detail: fmt.Sprintf("open %s: no usable key came with it", m.Kind)}
}

// fit decrypts the first bytes with a key and looks whether they make sense:
// by their type, or if that is all there is by the padding.
func fit(m Media, key [16]byte, head []byte, whole bool) lock {
	block := newBlock(key)
	l := lock{key: key, head: make([]byte, len(head)&^15)}
	for i := 0; i < len(l.head); i += 16 {
		block.Decrypt(l.head[i:i+16], head[i:i+16])
	}
	if whole && len(head)%16 == 0 {
		var pad int
		pad, l.sure = padding(l.head)
		l.head = l.head[:len(l.head)-pad]
		return l
	}
	mime := MIMEOf("", l.head)
	switch m.Kind {
	case KindImage, KindVideo:
		l.sure = strings.HasPrefix(mime, m.Kind+"/")
	default:
		l.sure = mime != octetStream
	}
	return l
}

func tooLarge(size, limit int64) error {
	return &MediaError{
		Reason: MediaTooLarge, Size: size, Limit: limit,
		Detail: fmt.Sprintf("%d bytes are more than the limit of %d", size, limit),
	}
}

// joined is first bytes that were read already, then the rest.
type joined struct {
	head  []byte
	whole bool // there is no rest
	rest  source
}

func (j *joined) Read(p []byte) (int, error) {
	if len(j.head) == 0 {
		if j.whole {
			return 0, io.EOF
		}
		return j.rest.Read(p)
	}
	n := copy(p, j.head)
	j.head = j.head[n:]
	return n, nil
}

func (j *joined) next() (b []byte, err error) {
	b, j.head = j.head, nil
	switch {
	case j.whole:
		return b, io.EOF
	case b != nil:
		return b, nil
	}
	return j.rest.next()
}

// release gives back all but the first bytes, which no source has lent.
func (j *joined) release(b []byte) {
	if cap(b) != headSize {
		j.rest.release(b)
	}
}

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
	f.body, f.touch, f.stop = resp.Body, touch, stop
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
	f.body = closedBody
	return err
}

// closedBody stands in once a connection was given up.
var closedBody = io.NopCloser(bytes.NewReader(nil))
