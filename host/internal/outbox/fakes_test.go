package outbox_test

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"hotreply/ilink"
	"hotreply/internal/clock"
)

// syncBuffer is a log of several goroutines.
type syncBuffer struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// login is a login that a test ends and replaces.
type login struct {
	current atomic.Pointer[ilink.Client]
	ready   chan struct{}
	expired atomic.Int32 // calls of Expire for the login of the time
}

func (l *login) Current() *ilink.Client { return l.current.Load() }

func (l *login) Ready() <-chan struct{} { return l.ready }

func (l *login) None() error { return &ilink.SessionExpiredError{Account: account} }

func (l *login) BeforeRecheck(ctx context.Context, _ error) error {
	return context.Cause(ctx)
}

func (l *login) WaitFresh(context.Context) error { return nil }

func (l *login) Expire(c *ilink.Client, _ error) {
	if l.current.CompareAndSwap(c, nil) {
		l.expired.Add(1)
	}
}

func (l *login) With(_ context.Context, request func(*ilink.Client) error) error {
	c := l.Current()
	if c == nil {
		return l.None()
	}
	return request(c)
}

// lanes counts what is held back.
type lanes struct {
	mu   sync.Mutex // guards held
	held map[string]int
}

func (l *lanes) Block(user string) { l.add(user, 1) }

func (l *lanes) Unblock(user string) { l.add(user, -1) }

func (l *lanes) add(user string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held[user] += n
}

func (l *lanes) of(user string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held[user]
}

// later is the machine's clock, some time ahead.
type later struct {
	clock.System
	by *atomic.Int64
}

func (l later) Now() time.Time { return time.Now().Add(time.Duration(l.by.Load())) }

func (r *rig) add(list *[]string, s string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*list = append(*list, s)
}
