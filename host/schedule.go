package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/adhocore/gronx"

	"hotreply/bot"
	"hotreply/internal/clock"
	"hotreply/runtime"
	"hotreply/store"
)

// schedule runs the scripts' jobs, bot.cron and bot.every. Each tick is an
// inbox row whose key is job and time, so that it runs once, and comes back
// when the process dies in it. Ticks belong to no account.
type schedule struct {
	h *host

	mu      sync.Mutex // guards the fields below and the jobs' own
	stopped bool
	held    bool                         // only suspects among the ticks begin
	live    map[string]*job              // by id
	left    map[string][]*store.InboxRow // ticks of an earlier life that wait for their job
}

// job is one job that a script made. It implements [bot.Ticking].
type job struct {
	bot.Job
	s  *schedule
	id string

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

// CronError is a schedule that can not be read.
type CronError struct{ Spec string }

func (e *CronError) Error() string { return fmt.Sprintf("%q is not a cron expression", e.Spec) }

// Hint shows how one looks.
func (e *CronError) Hint() string {
	return `five fields: minute hour day month weekday, such as "0 8 * * 1-5" for 8 o'clock on working days`
}

func newSchedule(h *host) *schedule {
	return &schedule{h: h, live: map[string]*job{}, left: map[string][]*store.InboxRow{}}
}

// Schedule checks a job and takes it in. Nothing runs before Start.
func (h *host) Schedule(b bot.Job) (bot.Ticking, error) {
	j := &job{Job: b, s: h.schedule, id: b.Namespace + "/" + b.Key}
	if b.Location == nil {
		j.Location = h.zone()
	}
	switch {
	case b.Spec == "" && b.Every < time.Second:
		return nil, fmt.Errorf("every %v: the shortest interval is one second", b.Every)
	case b.Spec != "":
		if !gronx.IsValid(b.Spec) {
			return nil, &CronError{Spec: b.Spec}
		}
	}
	return j, nil
}

// load finds the ticks that an earlier life did not finish.
func (s *schedule) load(tx *store.Tx) error {
	rows, err := tx.PendingInbox("", 0, 100_000)
	for i := range rows {
		if rows[i].Kind == kindTick {
			s.left[rows[i].User] = append(s.left[rows[i].User], &rows[i])
		}
	}
	return err
}

// again takes in a tick that is to run once more: now if its job is live, else
// when it is.
func (s *schedule) again(row *store.InboxRow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.live[row.User]; j != nil {
		j.waiting = append(j.waiting, row)
		j.work()
		return
	}
	s.left[row.User] = append(s.left[row.User], row)
}

// holdTicks lets no tick begin but suspects, and those before them in their
// job, until freeTicks.
func (s *schedule) holdTicks() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

func (s *schedule) freeTicks() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = false
	for _, j := range s.live {
		j.work()
	}
}

// idle says whether no tick of the job may begin.
func (j *job) idle() bool {
	suspect := func(row *store.InboxRow) bool { return j.s.h.blame.IsSuspect(row.ID) }
	return len(j.waiting) == 0 || j.s.stopped || j.s.held && !slices.ContainsFunc(j.waiting, suspect)
}

// Start makes the job live; it takes the place of a live job with the same
// namespace and key.
func (j *job) Start() {
	var kept jobState
	_ = j.s.h.db.View(func(tx *store.Tx) error {
		_ = json.Unmarshal(tx.Job(j.id), &kept) // without it the job is new
		return nil
	})
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
	now := j.s.h.clock.Now()
	j.state = kept
	if j.state.Anchor.IsZero() {
		j.state.Anchor = now
		j.save()
	}
	for _, row := range j.s.left[j.id] {
		j.waiting = append(j.waiting, row)
		if j.s.h.blame.IsSuspect(row.ID) {
			j.s.h.blame.Expect(row.ID)
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

// stop ends all jobs: the host goes down.
func (s *schedule) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	for _, j := range s.live {
		j.end()
	}
}

// busy says whether a tick runs.
func (s *schedule) busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.live {
		if j.running {
			return true
		}
	}
	return false
}

// after is the job's first tick later than t.
func (j *job) after(t time.Time) time.Time {
	if j.Spec == "" {
		n := t.Sub(j.state.Anchor)/j.Every + 1
		if t.Before(j.state.Anchor) {
			n = 0
		}
		return j.state.Anchor.Add(n * j.Every)
	}
	return cronAfter(j.Spec, t.In(j.Location))
}

// missed is the newest tick that fell into a time without the host, if the job
// catches up that far back; the zero time otherwise.
func (j *job) missed(now time.Time) time.Time {
	if j.CatchUp <= 0 || j.state.Last.IsZero() {
		return time.Time{}
	}
	from := now.Add(-j.CatchUp)
	if from.Before(j.state.Last) {
		from = j.state.Last
	}
	var newest time.Time
	for t := j.after(from); !t.IsZero() && !t.After(now); t = j.after(t) {
		newest = t
	}
	return newest
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
	if !clock.Steady(j.s.h.clock) {
		wait = min(wait, longestWait)
	}
	j.disarm = j.s.h.clock.AfterFunc(wait, j.alarm)
}

// alarm is the timer's call. It does not block.
func (j *job) alarm() {
	j.s.mu.Lock()
	defer j.s.mu.Unlock()
	if j.ended {
		return
	}
	now := j.s.h.clock.Now()
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
		if j.skipped++; runtime.IsNews(j.skipped) {
			j.s.h.log.Warn("a job is still busy with earlier ticks, one is skipped", "rule", j.Script, "job", j.Key, "time", at, "skipped", j.skipped)
		}
		j.save()
		return
	}
	raw, _ := json.Marshal(tickRow{At: at}) // a time: can not fail
	j.waiting = append(j.waiting, &store.InboxRow{
		User: j.id, Kind: kindTick, Raw: raw, Received: at,
		Key: fmt.Sprintf("%s@%d", j.id, at.Unix()),
	})
}

// tickRow is the body of a tick's inbox row.
type tickRow struct {
	At time.Time `json:"at"`
}

// save keeps the job's state, in the store's order and without waiting.
func (j *job) save() {
	b, _ := json.Marshal(j.state) // times: can not fail
	j.s.h.db.Submit(func(tx *store.Tx) error {
		tx.SetJob(j.id, b)
		return nil
	})
}

// work starts the goroutine that handles the job's ticks, one after another.
// It ends when none may begin.
func (j *job) work() {
	if j.running || j.idle() {
		return
	}
	j.running = true
	j.s.h.running.Add(1)
	go func() {
		defer j.s.h.running.Done()
		for row := j.pop(); row != nil; row = j.pop() {
			j.handle(row)
		}
	}()
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
	h := j.s.h
	defer h.blame.Gone(row.ID)
	again := row.ID != 0
	if !again {
		added, err := j.persist(row)
		if err != nil || !added {
			return // the host ends, or the tick ran before
		}
	}
	t, err := h.newTick(j, row, again)
	if err != nil {
		return
	}
	t.handledBy = j.Script
	err = j.Run(t.ctx, t)
	t.handled()
	if t.settled(h.sending) != nil || (err != nil && h.handlers.Err() != nil) {
		t.work.Discard()
		return // the row stays pending for the next life
	}
	state, reason := store.InboxDone, ""
	if err != nil {
		state, reason = store.InboxFailed, err.Error()
		h.failed(t, err, nil)
	}
	t.finish(state, reason)
}

// persist makes a tick durable before it runs, with the job's new phase.
func (j *job) persist(row *store.InboxRow) (added bool, err error) {
	j.s.mu.Lock()
	state, _ := json.Marshal(j.state)
	j.s.mu.Unlock()
	err = j.s.h.db.Update(j.s.h.handlers, func(tx *store.Tx) error {
		row.ID, added = tx.AddInbox(*row)
		tx.SetJob(j.id, state)
		return nil
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		j.s.h.log.Error("a tick could not be stored and does not run", "rule", j.Script, "job", j.Key, "err", err)
	}
	return added, err
}

// newTick makes the turn of a tick.
func (h *host) newTick(j *job, row *store.InboxRow, again bool) (*turn, error) {
	t := &turn{h: h, row: row, work: h.kv.NewWork(), source: store.InboxSource(row.ID), once: row.Once}
	t.msg.M.ID = j.id
	var rows []store.OutboxRow
	if again {
		var err error
		if rows, err = h.outboxOf(h.handlers, t.source); err != nil {
			return nil, err
		}
	}
	t.ledger = newLedger(rows, row.Before)
	t.ctx, t.cancel = context.WithCancelCause(h.handlers)
	return t, nil
}

// zone is the zone of dates and cron when a job names none.
func (h *host) zone() *time.Location {
	if h.cfg.Timezone != nil {
		return h.cfg.Timezone
	}
	return time.Local
}
