package ilink

import (
	"sync/atomic"
	"time"
)

// Skew is how far the service's clock is ahead of the local one, learned from
// the Date headers of its answers. The 24 h window is the service's, so it is
// judged by the service's time. The zero Skew is 0; it may be used by several
// goroutines.
type Skew struct{ ahead atomic.Int64 }

// Observe takes note of an answer: date is its Date header, which cuts off the
// fraction of a second, sent and received are local times around it. The skew
// moves only as far as that answer proves, so that it does not jitter.
func (s *Skew) Observe(date, sent, received time.Time) {
	lowest := date.Sub(received)
	highest := date.Add(time.Second).Sub(sent)
	now := time.Duration(s.ahead.Load())
	switch {
	case now < lowest:
		s.ahead.Store(int64(lowest))
	case now > highest:
		s.ahead.Store(int64(highest))
	}
}

// Ahead is how far the service is ahead; negative: behind.
func (s *Skew) Ahead() time.Duration { return time.Duration(s.ahead.Load()) }

// Correct turns a local time into the service's.
func (s *Skew) Correct(local time.Time) time.Time { return local.Add(s.Ahead()) }
