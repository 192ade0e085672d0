package runtime

import (
	"context"
	"slices"
	"sync"
	"time"

	"hotreply/runtime/pattern"
	"hotreply/runtime/regex"
)

// matchQueue is who waits for a matcher. It is shared between users by the
// time that their matches take: next is whoever has had least since the queue
// was last empty, so that one user's slow texts hold up that user before
// anybody else.
type matchQueue struct {
	wake chan struct{} // holds a token when something was added

	mu      sync.Mutex // guards the fields below, and matchRequest.taken
	waiting []*matchRequest
	had     map[string]time.Duration // by user; those that have had more than a trifle
}

// trifle is the time that is not counted, so that had stays small.
const trifle = time.Millisecond

type matchRequest struct {
	rule    *Rule
	number  int // of the pattern among the rule's
	pattern *pattern.Pattern
	text    string
	units   regex.Text // the same
	user    string
	event   Event
	answer  chan matchAnswer
	taken   bool
}

type matchAnswer struct {
	match *pattern.RegexpMatch
	err   error
}

func newMatchQueue() *matchQueue {
	return &matchQueue{wake: make(chan struct{}, 1), had: map[string]time.Duration{}}
}

func (q *matchQueue) add(r *matchRequest) {
	q.mu.Lock()
	q.waiting = append(q.waiting, r)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// withdraw takes a request out and reports whether it was still waiting.
func (q *matchQueue) withdraw(r *matchRequest) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if r.taken {
		return false
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(w *matchRequest) bool { return w == r })
	return true
}

// take is the request to do next, nil if nobody waits.
func (q *matchQueue) take() *matchRequest {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		clear(q.had)
		return nil
	}
	next := 0
	if len(q.had) > 0 {
		for i, r := range q.waiting {
			if q.had[r.user] < q.had[q.waiting[next].user] {
				next = i
			}
		}
	}
	r := q.waiting[next]
	q.waiting = slices.Delete(q.waiting, next, next+1)
	r.taken = true
	return r
}

// took notes how long a request kept the matcher.
func (q *matchQueue) took(r *matchRequest, spent time.Duration) {
	if spent < trifle {
		return
	}
	q.mu.Lock()
	q.had[r.user] += spent
	q.mu.Unlock()
}

// do waits for the answer to a request, until the script is gone or ctx ends.
func (q *matchQueue) do(ctx context.Context, r *matchRequest, done <-chan struct{}) (*pattern.RegexpMatch, error) {
	q.add(r)
	select {
	case a := <-r.answer:
		return a.match, a.err
	case <-ctx.Done():
		q.withdraw(r)
		return nil, context.Cause(ctx)
	case <-done:
	}
	if q.withdraw(r) {
		return nil, ErrGone
	}
	select { // it was begun before the script went
	case a := <-r.answer:
		return a.match, a.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
