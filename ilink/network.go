package ilink

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"hotreply/internal/proxy"
)

// networkClass sorts a transport failure as openclaw-weixin 2.4.9 (api/api.ts,
// classifyFetchError) does: dns, tcp, tls, timeout; "" for anything else.
func networkClass(err error) string {
	var (
		dns     *net.DNSError
		op      *net.OpError
		cert    *tls.CertificateVerificationError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		record  tls.RecordHeaderError
		alert   tls.AlertError
	)
	switch {
	case err == nil:
		return ""
	case errors.As(err, &dns):
		return "dns"
	case errors.As(err, &cert), errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &record), errors.As(err, &alert):
		return "tls"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "timeout"
	case errors.As(err, &op):
		return "tcp"
	}
	return ""
}

// departure tells whether a request may have left the machine.
//
// net/http tries a request again by itself only if nothing of it was written
// (or the server said it had not looked at it), and asks for a connection anew
// each time. So the mark set when headers are written holds until the next such
// question. It may be early, as they are in a buffer first; on a [line] the
// bytes tell whether anything came out of it.
type departure struct {
	left   atomic.Bool
	reused atomic.Bool
	line   atomic.Pointer[line]
}

func (d *departure) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { d.line.Store(nil); d.left.Store(false); d.reused.Store(false) },
		GotConn:      d.board,
		WroteHeaders: func() { d.left.Store(true) },
		WroteRequest: func(httptrace.WroteRequestInfo) { d.left.Store(true) },
	})
}

// board notes the connection that is to carry the request.
func (d *departure) board(info httptrace.GotConnInfo) {
	d.reused.Store(info.Reused)
	if l := lineOf(info.Conn); l != nil {
		l.board(info.Reused, info.IdleTime)
		d.line.Store(l)
	}
}

// over tells whether anything may have left. net/http writes nothing more once
// it has returned an error.
func (d *departure) over() bool {
	l := d.line.Load()
	return d.left.Load() && (l == nil || !l.idle())
}

// stranded tells whether nothing has left because the connection, kept from an
// earlier request, had ended: then another may be taken.
func (d *departure) stranded() bool {
	return d.reused.Load() && d.line.Load() != nil && !d.over()
}

// learn looks at what an answer says of the connection.
func (d *departure) learn(h http.Header) {
	if l := d.line.Load(); l != nil && len(h["Keep-Alive"]) > 0 {
		l.learn(h)
	}
}

// Transport is an [http.RoundTripper] that can let go of all its connections
// at once: CloseIdleConnections makes the next request dial anew even while
// others are under way, which keep theirs until they end. That is what helps
// after the machine slept or changed its network, when an HTTP/2 connection
// looks alive and is dead.
type Transport struct {
	current atomic.Pointer[http.Transport]
}

// NewHTTPClient returns a client on a [Transport] whose requests go through a
// proxy: an http, https or socks5 URL, or nil for the environment's
// (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY). It follows no timeout of its
// own; this package sets one per call.
func NewHTTPClient(through *url.URL) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	h := &http.Transport{
		Proxy: proxy.FromEnvironment(),
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &line{Conn: c}, nil
		},
		// A connection that is made anew may go on where an earlier one was.
		TLSClientConfig:   &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(64)},
		ForceAttemptHTTP2: true,
		// As many as there are sends under way, so that a busy bot dials once and
		// not for each message. The used ones are used again first, so those that
		// are too many go by themselves.
		MaxIdleConnsPerHost: 512,
		// Shorter than what servers keep: a connection that the other side closes
		// just as a message goes out leaves that message in doubt.
		IdleConnTimeout:     45 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
		// A held poll says nothing for a long time; pings tell a quiet
		// connection from a dead one.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 15 * time.Second},
	}
	if through != nil {
		h.Proxy = http.ProxyURL(through)
	}
	t := new(Transport)
	t.current.Store(h)
	return &http.Client{Transport: t}
}

// RoundTrip sends the request over the current connections.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	return t.current.Load().RoundTrip(r)
}

// CloseIdleConnections starts afresh: see [Transport].
func (t *Transport) CloseIdleConnections() {
	old := t.current.Load()
	if t.current.CompareAndSwap(old, old.Clone()) {
		old.CloseIdleConnections()
	}
}
