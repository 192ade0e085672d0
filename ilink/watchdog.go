package ilink

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync"
	"time"

	"hotreply/internal/clock"
)

// errReset ends a poll whose connection can not be alive any more.
var errReset = errors.New("the machine slept or changed its network")

const (
	// watchEvery is how often a held poll's ground is looked at.
	watchEvery = 5 * time.Second
	// sleepGap is how much more than that the wall clock must have moved for
	// the machine to have slept. Timers stand still then; the wall does not.
	sleepGap = 20 * time.Second
)

// poll asks once, and gives the question up when the machine has slept or the
// address it was asked from has gone: such a connection stays silent for
// minutes, and messages with it.
func (p *Poller) poll(ctx context.Context, cursor string, hold time.Duration, part func(Batch) error) (Batch, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &watch{p: p, reset: func() { cancel(errReset) }}
	w.start()
	defer w.stop()
	defer p.setOpened(time.Time{})
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:      func(i httptrace.GotConnInfo) { w.setLocal(i.Conn.LocalAddr()) },
		WroteRequest: func(httptrace.WroteRequestInfo) { p.setOpened(p.clock().Now()) },
	})
	b, err := p.Client.getUpdates(ctx, cursor, hold, func(b Batch) error {
		p.setOpened(time.Time{}) // it is not silent
		return part(b)
	})
	if err != nil && context.Cause(ctx) == errReset {
		err = errReset
	}
	return b, err
}

// watch looks at the ground of one poll every few seconds.
type watch struct {
	p     *Poller
	reset func()

	mu      sync.Mutex // guards what follows
	last    time.Time
	local   net.IP // address the poll is asked from, nil if unknown
	stopped bool
	cancel  func() bool
}

func (w *watch) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last, w.cancel = w.p.clock().Now(), func() bool { return true }
	if clock.Steady(w.p.clock()) {
		return
	}
	w.cancel = w.p.clock().AfterFunc(watchEvery, w.look)
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.cancel()
}

func (w *watch) setLocal(a net.Addr) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if tcp, ok := a.(*net.TCPAddr); ok {
		w.local = tcp.IP
	}
}

func (w *watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	now := w.p.clock().Now()
	slept := now.Round(0).Sub(w.last.Round(0)) > watchEvery+sleepGap // Round drops the monotonic reading
	if slept || !isLocal(w.local) {
		w.reset()
		return
	}
	w.last = now
	w.cancel = w.p.clock().AfterFunc(watchEvery, w.look)
}

// isLocal tells whether ip is still an address of this machine; true in doubt.
func isLocal(ip net.IP) bool {
	if ip == nil || ip.IsLoopback() {
		return true
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil || len(addrs) == 0 {
		return err != nil
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.Equal(ip) {
			return true
		}
	}
	return false
}
