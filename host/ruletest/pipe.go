package ruletest

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// wire is the network between a bot and its simulator: pipes in memory, whose
// two ends wait for each other, so that nothing is ever under way between them
// while both wait.
type wire struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newWire() *wire { return &wire{conns: make(chan net.Conn), done: make(chan struct{})} }

// dial connects to the simulator, whatever the address.
func (w *wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case w.conns <- far:
		return near, nil
	case <-w.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// transport sends every request to the simulator.
func (w *wire) transport() *http.Transport { return &http.Transport{DialContext: w.dial} }

// Accept is that of [net.Listener], for the simulator's server.
func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.done:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and later dials.
func (w *wire) Close() error {
	w.once.Do(func() { close(w.done) })
	return nil
}

// Addr names no place.
func (w *wire) Addr() net.Addr { return &net.UnixAddr{Name: "test", Net: "pipe"} }
