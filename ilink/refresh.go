package ilink

import (
	"context"
	"hotreply/internal/wait"
	"time"
)

// quietAfter is for how long a poll must have been open without an answer for
// the service to have nothing waiting.
const quietAfter = 2 * time.Second

// Refresh waits until everything that the service has for this bot has
// arrived, as far as that can be told: until a poll whose answer had not come yet
// has been answered and its batch committed, or has been open and silent for 2 s. It asks nothing of the
// service and never cuts a poll short. It ends early with the context's error
// only, so it waits as long as polls fail or nothing runs.
func (p *Poller) Refresh(ctx context.Context) error {
	p.mu.Lock()
	enough := p.answered + 1
	if p.taking { // its poll was asked before, perhaps it brought what this is called for
		enough++
	}
	p.mu.Unlock()
	for {
		p.mu.Lock()
		if p.changed == nil {
			p.changed = make(chan struct{})
		}
		changed, opened, answered := p.changed, p.openedAt, p.answered
		p.mu.Unlock()
		if answered >= enough {
			return nil
		}
		left := time.Hour // nothing open: only a change matters
		if !opened.IsZero() {
			if left = quietAfter - p.clock().Now().Sub(opened); left <= 0 {
				return nil
			}
		}
		timer, stop := wait.After(p.clock(), left)
		select {
		case <-changed:
		case <-timer:
		case <-ctx.Done():
			stop()
			return ctx.Err()
		}
		stop()
	}
}

func (p *Poller) setOpened(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.openedAt = at
	p.tell()
}

func (p *Poller) setTaking(yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taking = yes
}

// noteAnswer counts a poll that the service answered. One that was merely
// given up after its time says nothing new.
func (p *Poller) noteAnswer(b Batch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taking = false
	if b.Silent {
		return
	}
	p.answered++
	p.tell()
}

// tell wakes all who wait in Refresh; p.mu is held.
func (p *Poller) tell() {
	if p.changed != nil {
		close(p.changed)
		p.changed = nil
	}
}
