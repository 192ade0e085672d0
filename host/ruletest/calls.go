package ruletest

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/units"
)

// calls carries out what a test asks of t in the order of the calls, whether
// the test awaits them or not: one at a time, and each once the bot, and the
// test itself, have come to rest after the one before.
//
// One that waits for a message steps aside for calls after it; only when
// nothing but such is left does the clock move for them.
type calls struct {
	ctx     context.Context // of the test
	clock   *clock.Virtual
	rest    *rest
	running sync.WaitGroup // the goroutine that carries them out

	mu      sync.Mutex // guards the rest
	busy    bool       // the goroutine runs
	queue   []*call
	now     *call   // under way
	waiters []*call // in the order of their calls; changed by the goroutine alone
}

// call is one call of t.
type call struct {
	name string
	do   func(ctx context.Context) error

	moves   time.Duration // by how much it moves the clock
	started time.Time     // on the clock of the test

	// For one that waits for a message, instead of do: try takes it if it is
	// there, why says why none will come, and whether it is sure.
	try   func() (v any, ok bool)
	why   func() (err error, sure bool)
	until time.Time // on the clock of the test; zero until the clock moves for it

	done chan outcome
}

type outcome struct {
	v   any
	err error
}

// hearVirtual is how much virtual time may pass while a test waits for a
// message, so that rules may sleep a little.
const hearVirtual = 10 * time.Second

func newCalls(ctx context.Context, c *clock.Virtual, r *rest) *calls {
	return &calls{ctx: ctx, clock: c, rest: r}
}

// add queues a call. Its outcome comes on done.
func (c *calls) add(k *call) {
	k.done = make(chan outcome, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, k)
	if !c.busy {
		c.busy = true
		c.running.Go(c.run)
	}
}

// run ends when nothing is left to do. After the end of the test every call
// fails.
func (c *calls) run() {
	for {
		if err := c.rest.wait(c.ctx); err == nil {
			c.serve()
		}
		switch next, left := c.take(); {
		case next != nil:
			c.carryOut(next)
		case left:
			c.letTimePass()
		default:
			return
		}
	}
}

// take is the next call; left says that only waiting ones are left.
func (c *calls) take() (next *call, left bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = nil
	if len(c.queue) > 0 {
		c.now, c.queue = c.queue[0], c.queue[1:]
		c.now.started = c.clock.Now()
		return c.now, false
	}
	c.busy = len(c.waiters) > 0
	return nil, c.busy
}

func (c *calls) carryOut(k *call) {
	if k.try != nil {
		c.mu.Lock()
		c.now, c.waiters = nil, append(c.waiters, k)
		c.mu.Unlock()
		c.serve()
		return
	}
	err := context.Cause(c.ctx)
	if err == nil {
		err = k.do(c.ctx)
	}
	if err == nil {
		err = c.rest.wait(c.ctx)
	}
	c.mu.Lock()
	c.now = nil
	c.mu.Unlock()
	k.done <- outcome{err: err}
}

// serve gives waiting calls what has come.
func (c *calls) serve() {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := c.waiters[:0]
	for _, k := range c.waiters {
		if v, ok := k.try(); ok {
			k.done <- outcome{v: v}
		} else {
			left = append(left, k)
		}
	}
	c.waiters = left
}

// letTimePass moves the clock to the next thing that is due for the call that
// has waited longest, or ends its wait.
func (c *calls) letTimePass() {
	k := c.waiters[0]
	if k.until.IsZero() {
		k.until = c.clock.Now().Add(hearVirtual)
	}
	err, sure := k.why()
	if c.ctx.Err() != nil {
		err, sure = context.Cause(c.ctx), true
	}
	if !sure && c.clock.Step(k.until) {
		return
	}
	c.mu.Lock()
	c.waiters = c.waiters[1:]
	c.mu.Unlock()
	k.done <- outcome{err: err}
}

// advance moves the clock by d. It stops at everything that is due on the way,
// and goes on when what that started has come to rest.
func (c *calls) advance(ctx context.Context, d time.Duration) error {
	end := c.clock.Now().Add(d)
	for {
		if err := c.rest.wait(ctx); err != nil {
			return err
		}
		if !c.clock.Step(end) {
			return nil
		}
	}
}

// pending says whether calls are not over, and when they will be, by the clock
// of the test; the zero time if that depends on the bot.
func (c *calls) pending() (over time.Time, first string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.queue
	if c.now != nil {
		list = append([]*call{c.now}, list...)
	}
	list = append(c.waiters[:len(c.waiters):len(c.waiters)], list...)
	over = c.clock.Now()
	for i, k := range list {
		if i == 0 {
			first = k.name
		}
		if k == c.now {
			over = k.started
		}
		if k.try != nil {
			return time.Time{}, first
		}
		over = over.Add(k.moves)
	}
	return over, first
}

// doing is what the test waits for, in words; "" for nothing of t.
func (c *calls) doing() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.now
	if k == nil && len(c.waiters) > 0 {
		k = c.waiters[0]
	}
	switch {
	case k == nil:
		return ""
	case k.moves > 0:
		came := c.clock.Now().Sub(k.started).Truncate(time.Second)
		return fmt.Sprintf("%s, which has come as far as %s, %s", k.name, strconv.Quote(units.FormatDuration(came)),
			c.clock.Now().UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	return k.name
}
