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
	"hotreply/internal/cron"
	"hotreply/store"
)

// job is one job that a script made. It implements [bot.Ticking].
type job struct {
	bot.Job
	s    *Ticks
	home *Home // nil: none but the ticks' own
	id   string
	spec *cron.Spec // of bot.cron; nil for bot.every

	ended   bool
	disarm  func() bool
	next    time.Time         // the timer's alone
	state   jobState          // its Anchor does not change once the job is live
	waiting []*store.InboxRow // ticks due
	running bool              // a goroutine handles ticks
	skipped int               // ticks that found too many waiting
}

// jobState is what the store keeps of a job.
type jobState struct {
	Last   time.Time `json:"last,omitzero"`   // the newest tick, run or skipped
	Anchor time.Time `json:"anchor,omitzero"` // the first start: the phase of bot.every, and nothing was missed before it
}

const (
	// longestWait bounds one timer, so that a machine that slept, or whose
	// clock was set, is noticed.
	longestWait = time.Minute
	// ticksWaiting is how many ticks of one job may wait for the one that runs.
	ticksWaiting = 2
)

// Start makes the job live; it takes the place of a live job with the same
// namespace and key. When it is due is computed without the lock.
func (j *job) Start() {
	now, known, ok := j.enter()
	if !ok {
		return
	}
	if !known {
		j.tell(now)
	}
	missed, next := j.missed(j.state.Last, now), j.after(now)
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if !missed.IsZero() && !j.ended {
		j.due(missed)
	}
	j.arm(now, next)
	j.work()
}

// enter puts the job among those that are live, with the state and the ticks
// that one of its name left; known says whether that was live with the same
// schedule. Nothing but this changes the state before the job is armed.
func (j *job) enter() (now time.Time, known, ok bool) {
	var kept jobState
	_ = json.Unmarshal(j.s.opt.Journal.Job(j.id), &kept) // without it the job is new
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if j.ended || j.s.stopped {
		return now, false, false
	}
	if old := j.s.live[j.id]; old != nil && old != j {
		kept, known = old.state, old.Spec == j.Spec
		old.end()
	}
	j.s.live[j.id] = j
	now = j.s.opt.Clock.Now()
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
	return now, known, true
}

// tell says what the author of a schedule may not expect of it.
func (j *job) tell(now time.Time) {
	u := j.upcoming(now, 1)
	if u.Reading != "" {
		j.s.opt.Log.Info("a cron expression has not five fields: they are read as "+u.Reading, "rule", j.Script, "job", j.Key, "spec", j.Spec)
	}
	for _, a := range u.Advice {
		j.s.opt.Log.Warn("cron expression: "+a.Text, "rule", j.Script, "job", j.Key, "spec", j.Spec, "hint", a.Hint)
	}
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
func (j *job) arm(now, next time.Time) {
	j.next = next
	if next.IsZero() || j.ended {
		return
	}
	wait := next.Sub(now)
	if !clock.Steady(j.s.opt.Clock) {
		wait = min(wait, longestWait)
	}
	j.disarm = j.s.opt.Clock.AfterFunc(wait, j.alarm)
}

// alarm is the timer's call, which nobody else makes meanwhile. It does not
// block.
func (j *job) alarm() {
	now := j.s.opt.Clock.Now()
	at, next := j.next, j.next
	isDue := !at.After(now)
	if isDue {
		next = j.after(now)
	}
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if j.ended {
		return
	}
	if isDue {
		j.due(at)
	}
	j.arm(now, next)
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
