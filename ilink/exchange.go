package ilink

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"
)

const (
	// mostDirect is the longest body that is written before the answer is read.
	mostDirect = 64 << 10
	// mostHead is how long the head of an answer may be.
	mostHead = 1 << 20
	// mostInterim is how many answers of 100–199 may come before the real one.
	mostInterim = 5
)

// isDirect tells whether a request is one that a [peer] takes: a POST whose
// body is in memory. Whatever is odd is left to net/http, to refuse or to mend.
func isDirect(r *http.Request) bool {
	if !canLook || r.Method != http.MethodPost || r.GetBody == nil || r.ContentLength <= 0 || r.ContentLength > mostDirect ||
		r.Close || len(r.Trailer) > 0 || len(r.TransferEncoding) > 0 || r.URL.User != nil ||
		!httpguts.ValidHostHeader(r.Host) || !isASCII(r.Host) || !isASCII(r.URL.Host) {
		return false
	}
	for name, values := range r.Header {
		if isOwnHeader(name) || !httpguts.ValidHeaderFieldName(name) {
			return false
		}
		for _, v := range values {
			if !httpguts.ValidHeaderFieldValue(v) {
				return false
			}
		}
	}
	return true
}

// isOwnHeader tells whether net/http has its own thoughts about a header.
func isOwnHeader(name string) bool {
	for _, own := range [...]string{"Host", "User-Agent", "Content-Length", "Accept-Encoding", "Connection", "Expect", "Range", "Trailer", "Transfer-Encoding", "Upgrade"} {
		if strings.EqualFold(name, own) {
			return true
		}
	}
	return false
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c <= ' ' || c >= 127 }) < 0
}

// appendRequest is a request as net/http would write it.
func appendRequest(b []byte, r *http.Request) ([]byte, error) {
	b = append(b, "POST "...)
	b = append(b, r.URL.RequestURI()...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, r.Host...)
	b = append(b, "\r\nUser-Agent: Go-http-client/1.1\r\nContent-Length: "...)
	b = strconv.AppendInt(b, r.ContentLength, 10)
	b = append(b, "\r\n"...)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, v := range r.Header[name] {
			b = append(append(b, name...), ": "...)
			b = append(append(b, strings.TrimSpace(v)...), "\r\n"...)
		}
	}
	b = append(b, "Accept-Encoding: gzip\r\n\r\n"...)
	n := len(b)
	b = append(b, make([]byte, r.ContentLength)...)
	_, err := io.ReadFull(r.Body, b[n:])
	return b, err
}

// roundTrip is one request and its answer. A connection that had ended while it
// waited is replaced, as nothing of the request has left on it.
func (p *peer) roundTrip(r *http.Request) (*http.Response, error) {
	text, ok := p.texts.Get().(*[]byte)
	if !ok {
		text = new([]byte)
	}
	defer p.texts.Put(text)
	var err error
	*text, err = appendRequest((*text)[:0], r)
	_ = r.Body.Close() // it was read
	if err != nil {
		return nil, fmt.Errorf("the request's body: %w", err)
	}
	trace := httptrace.ContextClientTrace(r.Context())
	for {
		c, err := p.take(r.Context(), trace)
		if err != nil {
			return nil, whyEnded(r.Context(), err)
		}
		resp, err := c.exchange(r, *text, trace)
		if err == nil {
			return resp, nil
		}
		_ = c.line.Close() // and no goodbye of TLS, which would count as sent
		if r.Context().Err() != nil || !c.again || !c.line.idle() {
			return nil, whyEnded(r.Context(), err)
		}
	}
}

// whyEnded is why the request's context has ended, or else err.
func whyEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// exchange writes a request and reads the head of its answer. The body of the
// answer gives the connection back, or ends it. After an error it is the
// caller's to close.
func (c *passage) exchange(r *http.Request, text []byte, trace *httptrace.ClientTrace) (*http.Response, error) {
	stop := context.AfterFunc(r.Context(), func() { _ = c.line.SetDeadline(longAgo) })
	if trace != nil && trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	_, err := c.Write(text)
	if trace != nil && trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{Err: err})
	}
	if err != nil {
		stop()
		return nil, err
	}
	head := &headReader{r: c, left: mostHead}
	in, ok := c.peer.readers.Get().(*bufio.Reader)
	if !ok {
		in = bufio.NewReader(nil)
	}
	in.Reset(head)
	resp, err := readHead(in, r)
	if err != nil {
		stop()
		c.peer.recycle(in)
		return nil, fmt.Errorf("the answer's head: %w", err)
	}
	head.left = math.MaxInt
	body := &arrival{ReadCloser: resp.Body, ctx: r.Context(), passage: c, in: in, stop: stop, last: resp.Close}
	resp.Body = body
	if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		resp.Body, resp.ContentLength, resp.Uncompressed = &unzipped{ReadCloser: body}, -1, true
		resp.Header.Del("Content-Encoding")
		resp.Header.Del("Content-Length")
	}
	return resp, nil
}

func (p *peer) recycle(in *bufio.Reader) {
	in.Reset(nil)
	p.readers.Put(in)
}

// readHead reads as far as the body of the answer that counts.
func readHead(in *bufio.Reader, r *http.Request) (*http.Response, error) {
	for range mostInterim + 1 {
		resp, err := http.ReadResponse(in, r)
		if err != nil || resp.StatusCode >= 200 {
			return resp, err
		}
		if resp.StatusCode == http.StatusSwitchingProtocols {
			return nil, errors.New("the other side wants to speak something else")
		}
	}
	return nil, errors.New("too many interim answers")
}

// headReader bounds what is read.
type headReader struct {
	r    io.Reader
	left int
}

func (h *headReader) Read(p []byte) (int, error) {
	if h.left <= 0 {
		return 0, fmt.Errorf("longer than %d bytes", mostHead)
	}
	n, err := h.r.Read(p)
	h.left -= n
	return n, err
}

// arrival is the body of an answer. It is one goroutine's.
type arrival struct {
	io.ReadCloser
	ctx     context.Context
	passage *passage
	in      *bufio.Reader
	stop    func() bool
	last    bool  // the connection ends with this answer
	err     error // why there is no more
}

func (a *arrival) Read(p []byte) (int, error) {
	if a.err != nil {
		return 0, a.err
	}
	n, err := a.ReadCloser.Read(p)
	if err != nil {
		a.end(err)
	}
	return n, a.err
}

// Close ends a connection whose answer was not read to its end.
func (a *arrival) Close() error {
	if a.err == nil {
		a.end(http.ErrBodyReadAfterClose)
	}
	return nil
}

func (a *arrival) end(err error) {
	whole := err == io.EOF && a.in.Buffered() == 0
	if err != io.EOF {
		err = whyEnded(a.ctx, err)
	}
	a.err = err
	undisturbed := a.stop()
	a.passage.peer.recycle(a.in)
	if whole && undisturbed && !a.last {
		a.passage.peer.put(a.passage)
		return
	}
	_ = a.passage.line.Close() // the answer, as far as it was wanted, is there
}

// unzipped is the body of an answer that came compressed.
type unzipped struct {
	io.ReadCloser
	z   *gzip.Reader
	err error
}

func (u *unzipped) Read(p []byte) (int, error) {
	if u.z == nil && u.err == nil {
		u.z, u.err = gzip.NewReader(u.ReadCloser)
	}
	if u.err != nil {
		return 0, u.err
	}
	return u.z.Read(p)
}
