package inbox

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/internal/cron"
	"hotreply/internal/hint"
	"hotreply/store"
)

// TicksOptions is what [Ticks] need.
type TicksOptions struct {
	Shared
	Zone *time.Location // of cron expressions without one of their own
	Log  hclog.Logger
	// Skipped hears of a tick that finds too many of its job waiting, the n-th
	// one. It must not block.
	Skipped func(j bot.Job, at time.Time, n int)
}

// Ticks runs the scripts' jobs, bot.cron and bot.every. Each tick is an inbox
// row of the rules' own log whose key is job and time, so that it runs once, and
// comes back when the process dies in it.
//
// A job whose ticks are due has one goroutine, which ends when none may begin.
type Ticks struct {
	opt     TicksOptions
	running sync.WaitGroup

	mu      sync.Mutex // guards the fields below and the jobs' own
	stopped bool
	held    bool                         // only suspects among the ticks begin
	live    map[string]*job              // by id
	left    map[string][]*store.InboxRow // ticks of an earlier life that wait for their job
}

// NewTicks makes ticks without any job.
func NewTicks(o TicksOptions) *Ticks {
	return &Ticks{opt: o, live: map[string]*job{}, left: map[string][]*store.InboxRow{}}
}

// Home is the folder of rules whose jobs they are. It can go while other jobs
// go on.
type Home struct {
	// Handlers ends what the ticks do that still run, no later than those of
	// [Shared]. A row whose handler was ended so stays pending.
	Handlers context.Context
	// Wanted says whether ticks may begin. It must not block.
	Wanted func() bool
}

// Schedule checks a job and takes it in; home is nil for one that lives as long
// as the ticks. Nothing runs before its Start. A schedule that can not be read, or
// that is never due, is an error with a hint; of a cron expression a [*cron.Error].
func (s *Ticks) Schedule(home *Home, b bot.Job) (bot.Ticking, error) {
	j := &job{Job: b, s: s, home: home, id: b.Namespace + "/" + b.Key}
	if b.Location == nil {
		j.Location = s.opt.Zone
	}
	var err error
	switch {
	case b.Spec != "":
		j.spec, err = cron.Parse(b.Spec)
	case b.Every < time.Second:
		err = hint.New("for shorter waits use setInterval", "every %v: the shortest interval is one second", b.Every)
	}
	if err != nil {
		return nil, err
	}
	return j, nil
}

// Load finds the ticks that an earlier life did not finish. It comes before any
// job starts.
func (s *Ticks) Load() error {
	state, err := s.opt.Journal.Load("")
	for i := range state.Pending {
		if row := &state.Pending[i].InboxRow; row.Kind == KindTick {
			s.left[row.User] = append(s.left[row.User], row)
		}
	}
	return err
}

// Again takes in a tick that is to run once more: now if its job is live, else
// when it is.
func (s *Ticks) Again(row *store.InboxRow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.live[row.User]; j != nil {
		j.waiting = append(j.waiting, row)
		j.work()
		return
	}
	s.left[row.User] = append(s.left[row.User], row)
}

// Leave ends the jobs of a home for good, before its Handlers end. What is
// unfinished of them waits for jobs of the same names.
func (s *Ticks) Leave(home *Home) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, j := range s.live {
		if j.home != home {
			continue
		}
		j.end()
		delete(s.live, id)
		for _, row := range j.waiting {
			if row.ID != 0 { // others have not begun to be, and are missed
				s.left[id] = append(s.left[id], row)
			}
		}
		j.waiting = nil
	}
}

// GoOn begins the ticks that may by now: a home is wanted again.
func (s *Ticks) GoOn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.live {
		j.work()
	}
}

// Hold lets no tick begin but suspects, and those before them in their job,
// until Free.
func (s *Ticks) Hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

// Free ends Hold.
func (s *Ticks) Free() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = false
	for _, j := range s.live {
		j.work()
	}
}

// BusyIn says whether a tick of a home runs.
func (s *Ticks) BusyIn(home *Home) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.live {
		if j.running && j.home == home {
			return true
		}
	}
	return false
}

// Stop ends all jobs for good: the host goes down. Ticks that run go on.
func (s *Ticks) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	for _, j := range s.live {
		j.end()
	}
}

// Busy says whether a tick runs.
func (s *Ticks) Busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.live {
		if j.running {
			return true
		}
	}
	return false
}

// Wait returns when no tick runs any more, after Stop.
func (s *Ticks) Wait() { s.running.Wait() }

// idle says whether no tick of the job may begin.
func (j *job) idle() bool {
	suspect := func(row *store.InboxRow) bool { return j.s.opt.Blame.IsSuspect(row.ID) }
	return len(j.waiting) == 0 || j.s.stopped || j.home != nil && !j.home.Wanted() || j.s.held && !slices.ContainsFunc(j.waiting, suspect)
}

// save keeps the job's state, in the store's order and without waiting.
func (j *job) save() { j.s.opt.Journal.SetJob(j.kept()) }

// kept is the job's state as the store keeps it.
func (j *job) kept() store.Job {
	b, _ := json.Marshal(j.state) // times: can not fail
	return store.Job{Key: j.id, State: b}
}
