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
// each time. So the mark set when headers are written holds until the next
// such question.
type departure struct{ left atomic.Bool }

func (d *departure) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:      func(string) { d.left.Store(false) },
		WroteHeaders: func() { d.left.Store(true) },
		WroteRequest: func(httptrace.WroteRequestInfo) { d.left.Store(true) },
	})
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
	h := &http.Transport{
		Proxy:               proxy.FromEnvironment(),
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 8,
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
