package ilink

import (
	"sync"
	"time"
)

// Skew is how far the service's clock is ahead of the local one, learned from
// the Date headers of its answers. The 24 h window is the service's, so it is
// judged by the service's time. The zero Skew is 0; it may be used by several
// goroutines.
type Skew struct {
	mu      sync.Mutex // guards what follows
	ahead   time.Duration
	movedAt time.Time // local time of the answer that moved it last
}

// Observe takes note of an answer: date is its Date header, which cuts off the
// fraction of a second, sent and received are local times around it. The skew
// moves only as far as that answer proves, so that it does not jitter. An
// answer to a request from before the last move proves nothing: it may have
// been written before the one that moved it and been read after.
func (s *Skew) Observe(date, sent, received time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lowest := date.Sub(received)
	highest := date.Add(time.Second).Sub(sent)
	ahead := min(max(s.ahead, lowest), highest)
	if ahead != s.ahead && !sent.Before(s.movedAt) {
		s.ahead, s.movedAt = ahead, received
	}
}

// Ahead is how far the service is ahead; negative: behind.
func (s *Skew) Ahead() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ahead
}

// Correct turns a local time into the service's.
func (s *Skew) Correct(local time.Time) time.Time { return local.Add(s.Ahead()) }
