package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/outbox"
	"hotreply/internal/clock"
	"hotreply/store"
)

// job is one job that a script made. It implements [bot.Ticking].
type job struct {
	bot.Job
	s    *Ticks
	home *Home // nil: none but the ticks' own
	id   string

	ended   bool
	disarm  func() bool
	next    time.Time
	state   jobState
	waiting []*store.InboxRow // ticks due
	running bool              // a goroutine handles ticks
	skipped int               // ticks that found too many waiting
}

// jobState is what the store keeps of a job.
type jobState struct {
	Last   time.Time `json:"last,omitzero"`   // the newest tick, run or skipped
	Anchor time.Time `json:"anchor,omitzero"` // the phase of bot.every
}

const (
	// longestWait bounds one timer, so that a machine that slept, or whose
	// clock was set, is noticed.
	longestWait = time.Minute
	// ticksWaiting is how many ticks of one job may wait for the one that runs.
	ticksWaiting = 2
)

// Start makes the job live; it takes the place of a live job with the same
// namespace and key.
func (j *job) Start() {
	var kept jobState
	_ = json.Unmarshal(j.s.opt.Journal.Job(j.id), &kept) // without it the job is new
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if j.ended || j.s.stopped {
		return
	}
	if old := j.s.live[j.id]; old != nil && old != j {
		kept = old.state
		old.end()
	}
	j.s.live[j.id] = j
	now := j.s.opt.Clock.Now()
	j.state = kept
	if j.state.Anchor.IsZero() {
		j.state.Anchor = now
		j.save()
	}
	for _, row := range j.s.left[j.id] {
		j.waiting = append(j.waiting, row)
		if j.s.opt.Blame.IsSuspect(row.ID) {
			j.s.opt.Blame.Expect(row.ID)
		}
	}
	delete(j.s.left, j.id)
	if missed := j.missed(now); !missed.IsZero() {
		j.due(missed)
	}
	j.arm(now)
	j.work()
}

// Stop ends the job for good. A tick that runs goes on.
func (j *job) Stop() {
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	j.end()
	if j.s.live[j.id] == j {
		delete(j.s.live, j.id)
	}
}

func (j *job) end() {
	j.ended = true
	if j.disarm != nil {
		j.disarm()
	}
}

// arm sets the timer for the next tick.
func (j *job) arm(now time.Time) {
	if j.next.IsZero() || !j.next.After(now) {
		j.next = j.after(now)
	}
	if j.next.IsZero() || j.ended {
		return
	}
	wait := j.next.Sub(now)
	if !clock.Steady(j.s.opt.Clock) {
		wait = min(wait, longestWait)
	}
	j.disarm = j.s.opt.Clock.AfterFunc(wait, j.alarm)
}

// alarm is the timer's call. It does not block.
func (j *job) alarm() {
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if j.ended {
		return
	}
	now := j.s.opt.Clock.Now()
	if !j.next.After(now) {
		j.due(j.next)
	}
	j.arm(now)
	j.work()
}

// due lets a tick wait for its turn.
func (j *job) due(at time.Time) {
	j.state.Last = at
	if len(j.waiting) >= ticksWaiting {
		j.skipped++
		j.s.opt.Skipped(j.Job, at, j.skipped)
		j.save()
		return
	}
	raw, _ := json.Marshal(tickRow{At: at}) // a time: can not fail
	j.waiting = append(j.waiting, &store.InboxRow{
		User: j.id, Kind: KindTick, Raw: raw, Received: at,
		Key: fmt.Sprintf("%s@%d", j.id, at.Unix()),
	})
}

// tickRow is the body of a tick's inbox row.
type tickRow struct {
	At time.Time `json:"at"`
}

// work starts the goroutine that handles the job's ticks, one after another.
// It ends when none may begin.
func (j *job) work() {
	if j.running || j.idle() {
		return
	}
	j.running = true
	j.s.running.Go(func() {
		for row := j.pop(); row != nil; row = j.pop() {
			j.handle(row)
		}
	})
}

// pop takes the next tick; without one the goroutine that asks must end.
func (j *job) pop() *store.InboxRow {
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if j.idle() {
		j.running = false
		return nil
	}
	row := j.waiting[0]
	j.waiting = j.waiting[1:]
	return row
}

// handle runs one tick from its row to its done mark.
func (j *job) handle(row *store.InboxRow) {
	defer j.s.opt.Blame.Gone(row.ID)
	again := row.ID != 0
	if !again {
		added, err := j.persist(row)
		if err != nil || !added {
			return // the host ends, or the tick ran before
		}
	}
	o, handlers := &j.s.opt.Shared, j.handlers()
	t := &Turn{script: j.Script}
	t.msg.M.ID = j.id
	if o.begin(handlers, t, row, again, outbox.RunOptions{}) != nil {
		return
	}
	err := j.Run(t.ctx, t)
	t.handled()
	if t.sends.Settled(o.Sending) != nil || (err != nil && handlers.Err() != nil) {
		t.work.Discard()
		if o.Handlers.Err() == nil {
			j.again(row.ID)
		}
		return // the row stays pending for the next life, of the host or of the job
	}
	state, reason := store.InboxDone, ""
	if err != nil {
		state, reason = store.InboxFailed, err.Error()
		o.Failed(t, err, nil)
	}
	t.finish(state, reason)
}

// handlers ends what the job's ticks do.
func (j *job) handlers() context.Context {
	if j.home != nil {
		return j.home.Handlers
	}
	return j.s.opt.Handlers
}

// again has a tick that was cut wait for a job of the same name, with what it
// has noted so far.
func (j *job) again(id uint64) {
	row, err := j.s.opt.Journal.Inbox(id)
	if err != nil {
		j.s.opt.Log.Warn("a tick that was cut waits for the next start", "rule", j.Script, "job", j.Key, "err", err)
		return
	}
	j.s.Again(&row)
}

// persist makes a tick durable before it runs, with the job's new phase.
func (j *job) persist(row *store.InboxRow) (added bool, err error) {
	j.s.mu.Lock()
	ticket := j.s.opt.Journal.Tick(*row, j.kept())
	j.s.mu.Unlock()
	r, err := ticket.Wait(j.handlers())
	row.ID = r.ID
	if err != nil && !errors.Is(err, context.Canceled) {
		j.s.opt.Log.Error("a tick could not be stored and does not run", "rule", j.Script, "job", j.Key, "err", err)
	}
	return r.Added, err
}
