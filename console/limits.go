package console

import (
	"cmp"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
)

// Limits bound what clients can hold: time and connections. A zero value
// stands for what its comment says.
type Limits struct {
	Header time.Duration // for the head of a request; 10 s
	Body   time.Duration // for its body; 2 min
	Stall  time.Duration // between two pieces of the body; 20 s
	Idle   time.Duration // for a connection without a request; 2 min
	Conns  int           // connections at a time; 128
}

// server is an HTTP server within the limits.
func (l Limits) server(h http.Handler, log hclog.Logger) *http.Server {
	l.Header = cmp.Or(l.Header, 10*time.Second)
	l.Body = cmp.Or(l.Body, 2*time.Minute)
	l.Stall = cmp.Or(l.Stall, 20*time.Second)
	l.Idle = cmp.Or(l.Idle, 2*time.Minute)
	l.Conns = cmp.Or(l.Conns, 128)
	bound := &connBound{limit: l.Conns, quiet: map[net.Conn]uint64{}, busy: map[net.Conn]bool{}}
	return &http.Server{
		Handler:           l.bodyInTime(h),
		ReadHeaderTimeout: l.Header,
		IdleTimeout:       l.Idle,
		MaxHeaderBytes:    64 << 10,
		ConnState:         bound.changed,
		ErrorLog:          log.Named("console").StandardLogger(&hclog.StandardLoggerOptions{ForceLevel: hclog.Debug}),
	}
}

// bodyInTime ends a request whose body does not come in time. A ReadTimeout of
// the server would also end those that only take long to answer.
func (l Limits) bodyInTime(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			b := &timedBody{ReadCloser: r.Body, conn: http.NewResponseController(w), stall: l.Stall, end: time.Now().Add(l.Body)}
			b.allow()
			r.Body = b
		}
		h.ServeHTTP(w, r)
	})
}

// timedBody is a request's body; a piece that is late ends it. A body that
// nobody reads keeps its limit, under which the server passes over it.
type timedBody struct {
	io.ReadCloser
	conn  *http.ResponseController
	stall time.Duration
	end   time.Time
}

func (b *timedBody) allow() {
	until := time.Now().Add(b.stall)
	if until.After(b.end) {
		until = b.end
	}
	_ = b.conn.SetReadDeadline(until)
}

func (b *timedBody) Read(p []byte) (int, error) {
	b.allow()
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		_ = b.conn.SetReadDeadline(time.Time{}) // the answer may take its time
	}
	return n, err
}

// connBound keeps the number of connections within a limit: a further one ends
// the one that has been without a request the longest, its own if all work.
type connBound struct {
	limit int

	mu    sync.Mutex // guards all below
	turn  uint64
	quiet map[net.Conn]uint64 // without a request, since which turn
	busy  map[net.Conn]bool
}

// changed is the server's ConnState.
func (b *connBound) changed(c net.Conn, state http.ConnState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn++
	delete(b.quiet, c)
	delete(b.busy, c)
	switch state {
	case http.StateNew, http.StateIdle:
		b.quiet[c] = b.turn
	case http.StateActive:
		b.busy[c] = true
	}
	if len(b.quiet)+len(b.busy) <= b.limit || len(b.quiet) == 0 {
		return
	}
	var oldest net.Conn
	for q, since := range b.quiet {
		if oldest == nil || since < b.quiet[oldest] {
			oldest = q
		}
	}
	delete(b.quiet, oldest)
	_ = oldest.Close()
}
