package ilink

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// Poller asks for messages, one question after another, and hands each batch
// over before it asks on. There may be one per bot token, anywhere: two steal
// each other's messages.
//
// It differs from the published client's loop (openclaw-weixin 2.4.9
// monitor/monitor.ts) where that loses time or messages: batch and cursor are
// committed together and handled elsewhere, waits are jittered and grow to a
// minute instead of 2, 2 and 30 s, -14 is asked about once more on a fresh
// connection and then ends the loop instead of pausing it for an hour.
type Poller struct {
	Client *Client
	Cursor string // where to begin; the one stored last, "" for a new bot
	// Commit makes a batch durable: messages, cursor (unless it is "") and what
	// follows from them, in one step. Only when it has returned is the next
	// question asked, which tells the service that the batch arrived. Its error
	// ends Run. It is not called for polls that brought nothing new, and several
	// times for an answer that is too large to be in memory at once: the cursor
	// comes with the last part.
	Commit func(ctx context.Context, b Batch) error
	// Notice is called with each turn of events; may be nil.
	Notice func(PollEvent)

	Clock clock.Clock // nil = the client's
	// Backoff is the wait after so many failures in a row; nil = [Backoff].
	Backoff func(attempt int) time.Duration
	// Recheck is the wait before the one question that has to confirm a -14;
	// 0 = 3 to 5 s.
	Recheck time.Duration

	mu       sync.Mutex    // guards what follows
	changed  chan struct{} // closed and replaced with each change
	openedAt time.Time     // when the request of the current poll had left; zero between polls
	answered int           // polls that were answered and committed
	taking   bool          // an answer is being committed
}

// PollState is what a [PollEvent] tells.
type PollState string

// The turns of a poll loop.
const (
	PollOK       PollState = "ok"       // a poll was answered, or its time was up
	PollCut      PollState = "cut"      // it was held for a while and then cut on the way; asked again at once
	PollRetrying PollState = "retrying" // it failed, and is tried again after Wait
	PollRecheck  PollState = "recheck"  // the token was called stale, once; asked again after Wait
	PollStale    PollState = "stale"    // the token is stale; Run ends
	PollReset    PollState = "reset"    // the machine slept or changed its network; connections are made anew
)

// PollEvent is one turn of the loop.
type PollEvent struct {
	State    PollState
	At       time.Time
	Messages int           // how many came, with PollOK
	Silent   bool          // with PollOK: no answer came within the time
	Err      error         // why, unless PollOK
	Attempt  int           // failures in a row, with PollRetrying
	CutFor   time.Duration // with PollCut: since the first cut after the last answer
	Wait     time.Duration // until the next question
}

// freshAfter is after how many failures in a row new connections are made.
const freshAfter = 3

// Run polls until the context ends, and returns its error; or the error of
// Commit; or one matching [ErrStaleToken] when the service has called the
// token stale twice, the second time on a fresh connection.
func (p *Poller) Run(ctx context.Context) error {
	r := pollRun{Poller: p, cursor: p.Cursor}
	for ctx.Err() == nil {
		b, err := p.poll(ctx, r.cursor, r.hold, func(b Batch) error { return r.commit(ctx, b) })
		if r.broken != nil && ctx.Err() == nil {
			return r.broken
		}
		if b.Hold > 0 {
			r.hold = b.Hold // errors may carry one, too
		}
		if ctx.Err() != nil {
			break
		}
		pause := time.Duration(0)
		if err != nil {
			pause, err = r.failure(err)
		} else {
			pause, err = r.success(ctx, b)
		}
		if err != nil {
			return err
		}
		_ = wait.For(ctx, p.clock(), pause) // the loop's condition sees an early end
	}
	return ctx.Err()
}

// pollRun is the state of one Run.
type pollRun struct {
	*Poller
	cursor  string
	hold    time.Duration // 0 until the service names one
	failed  int           // failures in a row
	stale   bool          // the last answer was -14
	hurried int           // answers in a row that came at once and brought nothing new
	cutFrom time.Time     // of the first cut after the last answer; zero if none
	broken  error         // of Commit, which ends the run
}

// commit hands over a batch, or a part of an answer.
func (r *pollRun) commit(ctx context.Context, b Batch) error {
	r.setTaking(true)
	if err := r.Commit(ctx, b); err != nil {
		r.broken = fmt.Errorf("store batch: %w", err)
	}
	return r.broken
}

// failure says how long to wait after a poll that failed, or ends the run.
func (r *pollRun) failure(err error) (pause time.Duration, end error) {
	r.setTaking(false) // an answer of which only parts came counts for nothing
	switch {
	case errors.Is(err, errReset):
		r.Client.resetConnections()
		r.notice(PollEvent{State: PollReset, Err: err})
	case errors.Is(err, ErrStaleToken) && r.stale:
		r.notice(PollEvent{State: PollStale, Err: err})
		return 0, err
	case errors.Is(err, ErrStaleToken):
		// Seen once after a restart of the service, and gone with the next
		// question; a dead token is told the same way.
		r.stale = true
		r.Client.resetConnections()
		pause = r.recheck()
		r.notice(PollEvent{State: PollRecheck, Err: err, Wait: pause})
	default:
		if r.failed++; r.failed%freshAfter == 0 {
			r.Client.resetConnections()
		}
		pause = r.backoff(r.failed, err)
		r.notice(PollEvent{State: PollRetrying, Err: err, Attempt: r.failed, Wait: pause})
	}
	return pause, nil
}

// success hands a batch over and says how long to wait: mostly not at all.
func (r *pollRun) success(ctx context.Context, b Batch) (pause time.Duration, end error) {
	r.failed = 0
	if b.Cut != nil {
		r.cut(b)
		return 0, nil
	}
	r.stale = false
	if !b.Silent {
		r.cutFrom = time.Time{}
	}
	if b.Silent {
		// The service ends a poll itself, before we do. An HTTP/2 connection
		// that a router has forgotten stays silent for ever.
		r.Client.resetConnections()
	}
	moved := b.Cursor != "" && b.Cursor != r.cursor
	if len(b.Messages) > 0 || moved {
		if err := r.commit(ctx, b); err != nil {
			return 0, err
		}
	}
	if moved {
		r.cursor = b.Cursor
	}
	r.noteAnswer(b)
	r.notice(PollEvent{State: PollOK, Messages: len(b.Messages), Silent: b.Silent})
	if moved && len(b.Messages) > 0 || b.Silent || b.Took >= time.Second {
		r.hurried = 0
		return 0, nil
	}
	r.hurried++
	return idlePause(r.hurried), nil
}

// cut takes note of a poll that was held and then cut. It says nothing of the
// token, and nothing of whether the service is there.
func (r *pollRun) cut(b Batch) {
	now := r.clock().Now()
	if r.cutFrom.IsZero() {
		r.cutFrom = now.Add(-b.Took)
	}
	r.hurried = 0
	r.Client.resetConnections() // an HTTP/2 connection that was cut may look alive
	r.notice(PollEvent{State: PollCut, Err: b.Cut, CutFor: now.Sub(r.cutFrom)})
}

// idlePause keeps a service that answers at once without news from being asked
// in a hot loop: nothing for the first few, then 50 ms doubling to 5 s.
func idlePause(n int) time.Duration {
	idle := wait.Backoff{First: 50 * time.Millisecond, Most: 5 * time.Second}
	return idle.After(n - 2)
}

// maxPollRetryAfter is how long a poll believes a Retry-After: messages wait
// meanwhile.
const maxPollRetryAfter = 2 * time.Minute

func (p *Poller) recheck() time.Duration {
	if p.Recheck > 0 {
		return p.Recheck
	}
	return 3*time.Second + rand.N(2*time.Second)
}

func (p *Poller) backoff(failed int, err error) time.Duration {
	var e *Error
	d := time.Duration(0)
	if errors.As(err, &e) {
		d = min(e.RetryAfter, maxPollRetryAfter)
	}
	if p.Backoff != nil {
		return max(d, p.Backoff(failed))
	}
	return max(d, Backoff(failed))
}

func (p *Poller) notice(e PollEvent) {
	if p.Notice != nil {
		e.At = p.clock().Now()
		p.Notice(e)
	}
}

func (p *Poller) clock() clock.Clock {
	if p.Clock != nil {
		return p.Clock
	}
	return p.Client.clock()
}
