package ilink

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
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

	ctx   context.Context // of the whole download, which lives no longer
	r     io.Reader       // plaintext; an io.WriterTo where that avoids copying
	limit int64           // of the plaintext, 0 = none
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
	// What has arrived is at hand after the end, too, and net/http hands it out
	// for a while: whether that is all of it would be luck.
	if err := d.ctx.Err(); err != nil {
		return 0, err
	}
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

// gauge counts what is written and stops above the limit, or with the context.
type gauge struct {
	d *Download
	w io.Writer
}

func (g *gauge) Write(p []byte) (int, error) {
	if err := g.d.ctx.Err(); err != nil {
		return 0, err
	}
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
	d := &Download{ctx: ctx, close: func() { cancel(); _ = f.Close() }}
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

// headSize is how many of the first bytes of what is received tell its key and its
// type. The end of anything longer is judged when it has come.
const headSize = 3072

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
	var src io.Reader = bytes.NewReader(head)
	if n == headSize {
		src = io.MultiReader(src, d.ahead(f))
	}
	if d.r = src; !way.plain {
		d.r = newOpener(src, way.key, pieceFor(f.size))
	}
	return nil
}

// ahead is the rest of f, which a large transfer is read ahead of its reader.
func (d *Download) ahead(f *fetch) io.Reader {
	if f.size < aheadFrom {
		return f
	}
	a, end := newAhead(f), d.close
	d.close = func() {
		f.cancel() // what the goroutine reads ends with it
		a.stop()
		end()
	}
	return a
}

// pieceFor is how much of a transfer to decrypt at a time: small media is not
// worth a large buffer. size is -1 if it is not known.
func pieceFor(size int64) int {
	const small = 16 << 10
	if size >= 0 && size < copyBlock {
		return small
	}
	return copyBlock
}
