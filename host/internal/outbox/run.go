package outbox

import (
	"context"
	"slices"
	"sync"

	"hotreply/internal/wait"
	"hotreply/store"
)

// RunOptions say which run of a handler a [Run] is.
type RunOptions struct {
	Source string // of the rows, as [store.InboxSource] makes it
	ID     string // groups the replies at the service; "" for a job
	// Answers is the user whose message the handler is for; "" for a job.
	Answers string
	// HadContext says that the message brought a context token: a reply that has
	// none now lost it with an earlier bot of the account.
	HadContext bool
	// Earlier are the rows of earlier runs, of all accounts and in any order.
	Earlier []store.OutboxRow
	Before  int // rows up to this number are older than the last retry
}

// Run is all sends of one run of a handler, through whichever accounts. Any
// goroutine may use it.
type Run struct {
	opt RunOptions

	mu     sync.Mutex // guards the fields below
	ledger *ledger
	sends  []*Send
}

// NewRun begins a run.
func NewRun(o RunOptions) *Run {
	return &Run{opt: o, ledger: newLedger(o.Earlier, o.Before)}
}

// enlist numbers a new send, in call order, and finds the earlier row that it
// takes over.
func (r *Run) enlist(s *Send) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.earlier, s.content = r.ledger.takeOver(s.o.opt.Account, s.to, s.content); s.earlier != nil {
		s.number = s.earlier.N
	} else {
		s.number = r.ledger.number()
	}
	r.sends = append(r.sends, s)
}

// Silent says whether nothing was sent so far.
func (r *Run) Silent() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.sends) == 0
}

// Answered says whether a value that the handler returned was sent, or waits to
// be. The sends have settled.
func (r *Run) Answered() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.sends, func(s *Send) bool { return s.opts.Returned && s.err == nil })
}

// Settled waits until every send of the run is settled. Its error is the cause
// of ctx's end.
func (r *Run) Settled(ctx context.Context) error {
	for i := 0; ; i++ {
		r.mu.Lock()
		if i >= len(r.sends) {
			r.mu.Unlock()
			return nil
		}
		s := r.sends[i]
		r.mu.Unlock()
		if err := wait.Closed(ctx, s.settled); err != nil {
			return err
		}
	}
}

// isReply says whether a send to a user answers the run's message.
func (r *Run) isReply(to string) bool { return r != nil && r.opt.Answers != "" && to == r.opt.Answers }

// id groups the replies to one message.
func (r *Run) id() string {
	if r == nil {
		return ""
	}
	return r.opt.ID
}

// lostContext says that the run's message had a context that is gone by now.
func (r *Run) lostContext(to string) bool { return r.isReply(to) && r.opt.HadContext }
