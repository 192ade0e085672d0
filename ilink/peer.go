package ilink

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"os"
	"slices"
	"sync"
	"time"
)

// peer is a host that speaks HTTP/1.1 with nobody between. Small requests to it
// go from the goroutine that makes them to the connection and back. In net/http
// two more goroutines stand between, which wake each other several times a
// request and live as long as the connection; for a bot, whose every message is
// two requests, that was the larger part of what the network costs.
type peer struct {
	address string // host:port
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
	tls     *tls.Config // nil for http
	patient time.Duration
	readers sync.Pool // of *bufio.Reader
	texts   sync.Pool // of *[]byte, requests

	mu     sync.Mutex
	idle   []*passage // the one used last is the last
	closed bool
	tidies bool // a timer is set
}

// passage is one connection to a peer, for one request at a time.
type passage struct {
	net.Conn // the line, or TLS on it
	line     *line
	peer     *peer
	again    bool // it has carried a request before
	since    time.Time
}

const (
	// mostIdle is how many connections to one host wait for requests at most: as
	// many as there are sends under way, so that a busy bot dials once and not
	// for each message.
	mostIdle = 512
	// idleAfter is shorter than what servers keep: a connection that the other
	// side closes just as a message goes out leaves that message in doubt.
	idleAfter = 45 * time.Second
	// More than fewIdle wait for surplusAfter only: the one used last is used
	// first, so that many have not been needed since.
	fewIdle      = 8
	surplusAfter = 5 * time.Second
	// handshakeAfter is how long TLS may take to begin.
	handshakeAfter = 10 * time.Second
)

// errSpeaksHTTP2 leaves a host to net/http.
var errSpeaksHTTP2 = errors.New("the host speaks HTTP/2")

// take is a connection for one request: one that waits, or a new one.
func (p *peer) take(ctx context.Context, trace *httptrace.ClientTrace) (*passage, error) {
	if trace != nil && trace.GetConn != nil {
		trace.GetConn(p.address)
	}
	c, idle := p.waiting(), time.Duration(0)
	if c != nil {
		idle = time.Since(c.since)
	} else {
		var err error
		if c, err = p.connect(ctx); err != nil {
			return nil, err
		}
	}
	c.line.board(c.again, idle)
	if trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{Conn: c.line, Reused: c.again, WasIdle: c.again, IdleTime: idle})
	}
	return c, nil
}

func (p *peer) waiting() *passage {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle[n-1], p.idle = nil, p.idle[:n-1]
	return c
}

func (p *peer) connect(ctx context.Context) (*passage, error) {
	conn, err := p.dial(ctx, "tcp", p.address)
	if err != nil {
		return nil, err
	}
	l, ok := conn.(*line)
	if !ok {
		l = &line{Conn: conn}
	}
	c := &passage{Conn: l, line: l, peer: p}
	if p.tls == nil {
		return c, nil
	}
	ctx, cancel := context.WithTimeout(ctx, handshakeAfter)
	defer cancel()
	secured := tls.Client(l, p.tls)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = l.Close() // it carried nothing
		return nil, err
	}
	if secured.ConnectionState().NegotiatedProtocol == "h2" {
		_ = secured.Close() // it carried nothing
		return nil, errSpeaksHTTP2
	}
	c.Conn = secured
	return c, nil
}

// put gives back a connection that has brought its answer whole.
func (p *peer) put(c *passage) {
	c.again, c.since = true, time.Now()
	if c.line.ended.Load() || !c.silent() || !p.keep(c) {
		_ = c.Close() // nobody waits for it
	}
}

func (p *peer) keep(c *passage) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.idle) >= mostIdle {
		return false
	}
	p.idle = append(p.idle, c)
	p.tidyLater()
	return true
}

// silent tells whether TLS holds nothing that was said behind the answer, such
// as a goodbye: the look at the socket before the next request would not see
// what has been read already.
func (c *passage) silent() bool {
	if c.Conn == net.Conn(c.line) {
		return true
	}
	_ = c.line.SetReadDeadline(longAgo)
	n, err := c.Conn.Read(make([]byte, 1))
	_ = c.line.SetReadDeadline(time.Time{})
	return n == 0 && errors.Is(err, os.ErrDeadlineExceeded)
}

// longAgo ends reads and writes under way.
var longAgo = time.Unix(1, 0)

// tidyLater sets the timer that closes what waits too long. p.mu is held.
func (p *peer) tidyLater() {
	if p.tidies || len(p.idle) == 0 {
		return
	}
	p.tidies = true
	time.AfterFunc(max(time.Until(p.idle[0].since.Add(p.patience(0))), time.Millisecond), p.tidy)
}

// patience is how long the ith connection waits.
func (p *peer) patience(i int) time.Duration {
	if i < len(p.idle)-fewIdle {
		return min(surplusAfter, p.patient)
	}
	return p.patient
}

func (p *peer) tidy() {
	p.mu.Lock()
	n := 0
	for n < len(p.idle) && time.Since(p.idle[n].since) >= p.patience(n) {
		n++
	}
	over := slices.Clone(p.idle[:n])
	p.idle = slices.Delete(p.idle, 0, n)
	p.tidies = false
	p.tidyLater()
	p.mu.Unlock()
	for _, c := range over {
		_ = c.Close() // nobody waits for it
	}
}

// close ends the connections that wait, and the others after their requests.
func (p *peer) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		_ = c.line.Close() // without a goodbye, which a dead network would hold up
	}
}
