package ilink

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"sync"
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
	current atomic.Pointer[ways]
}

// ways are the connections of a [Transport] until it starts afresh.
type ways struct {
	*http.Transport

	mu     sync.RWMutex
	peers  map[origin]*peer // nil: left to net/http, as a proxy is between or HTTP/2 is spoken
	closed bool
}

type origin struct{ scheme, host string }

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
		TLSClientConfig:     &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(64)},
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: mostIdle,
		IdleConnTimeout:     idleAfter,
		TLSHandshakeTimeout: handshakeAfter,
		// A held poll says nothing for a long time; pings tell a quiet
		// connection from a dead one.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 15 * time.Second},
	}
	if through != nil {
		h.Proxy = http.ProxyURL(through)
	}
	t := new(Transport)
	t.current.Store(&ways{Transport: h, peers: map[origin]*peer{}})
	return &http.Client{Transport: t}
}

// RoundTrip sends the request over the current connections.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := t.current.Load()
	if !isDirect(r) {
		return w.Transport.RoundTrip(r)
	}
	p := w.peer(r)
	if p == nil {
		return w.Transport.RoundTrip(r)
	}
	resp, err := p.roundTrip(r)
	if !errors.Is(err, errSpeaksHTTP2) {
		return resp, err
	}
	w.set(r, nil)
	if r.Body, err = r.GetBody(); err != nil {
		return nil, err
	}
	return w.Transport.RoundTrip(r)
}

// peer is the request's host, nil if it is left to net/http.
func (w *ways) peer(r *http.Request) *peer {
	w.mu.RLock()
	p, known := w.peers[origin{r.URL.Scheme, r.URL.Host}]
	w.mu.RUnlock()
	if known {
		return p
	}
	return w.set(r, w.newPeer(r))
}

// set notes what a host is. The first peer that is noted stays.
func (w *ways) set(r *http.Request, p *peer) *peer {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := origin{r.URL.Scheme, r.URL.Host}
	if there := w.peers[o]; there != nil && p != nil {
		return there
	}
	if w.closed && p != nil {
		p.close() // its connections end with their requests
	}
	w.peers[o] = p
	return p
}

func (w *ways) newPeer(r *http.Request) *peer {
	if w.Proxy != nil {
		if through, err := w.Proxy(r); through != nil || err != nil {
			return nil
		}
	}
	p := &peer{address: r.URL.Host, dial: w.DialContext, patient: w.IdleConnTimeout}
	port := "80"
	switch r.URL.Scheme {
	case "http":
	case "https":
		port = "443"
		p.tls = w.TLSClientConfig.Clone()
		p.tls.NextProtos = []string{"h2", "http/1.1"}
		p.tls.ServerName = cmp.Or(p.tls.ServerName, r.URL.Hostname())
	default:
		return nil
	}
	if r.URL.Port() == "" {
		p.address = net.JoinHostPort(r.URL.Hostname(), port)
	}
	return p
}

// CloseIdleConnections starts afresh: see [Transport].
func (t *Transport) CloseIdleConnections() {
	old := t.current.Load()
	fresh := &ways{Transport: old.Clone(), peers: map[origin]*peer{}}
	old.mu.RLock()
	for o, p := range old.peers {
		if p == nil {
			fresh.peers[o] = nil // to find out would cost a connection
		}
	}
	old.mu.RUnlock()
	if !t.current.CompareAndSwap(old, fresh) {
		return
	}
	old.Transport.CloseIdleConnections()
	old.mu.Lock()
	defer old.mu.Unlock()
	old.closed = true
	for _, p := range old.peers {
		if p != nil {
			p.close()
		}
	}
}
