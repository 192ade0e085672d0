package runtime

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
	"hotreply/runtime/bundle"
)

// Scripts is a folder of scripts kept live. Make it with [New], then
// [Scripts.Start] it.
type Scripts struct {
	opts         Options
	limits       Limits
	log          hclog.Logger
	clock        clock.Clock
	loader       *bundle.Loader
	modules      map[string]Module // by each name that reaches one
	guard        *guard
	matchTimeout time.Duration
	slow         *slowPatterns
	engines      sync.Pool // of *regex.Matcher, for matches of a few steps

	life      context.Context // of everything: ends with Close
	end       context.CancelCauseFunc
	running   sync.WaitGroup // the guard and the loops
	watching  sync.WaitGroup // the keeper
	stopWatch context.CancelFunc
	reload    chan chan Report
	broken    chan *Script  // scripts to start again
	bundling  chan struct{} // bounds how many scripts are bundled at once

	current atomic.Pointer[Generation]
	failed  atomic.Pointer[[]*ScriptError]
	passed  atomic.Pointer[[]bundle.Note]
	closing atomic.Bool // Close was called

	mu      sync.Mutex // guards the fields below
	live    []*Generation
	retired map[*Script]bool // true: drained
	empty   chan struct{}    // closed when retired is empty; nil: nobody waits
}

// New prepares the scripts of a folder; nothing runs before Start.
func New(opts Options) (*Scripts, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, err
	}
	if opts.Dir == "" {
		return nil, errors.New("runtime: Options.Dir is empty")
	}
	s := &Scripts{opts: opts, limits: opts.Limits.withDefaults(), log: opts.Logger, clock: opts.Clock,
		retired: make(map[*Script]bool), reload: make(chan chan Report), broken: make(chan *Script, 16), bundling: make(chan struct{}, 4)}
	if s.log == nil {
		s.log = hclog.NewNullLogger()
	}
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.limits.CPU > 0 {
		s.matchTimeout = s.limits.CPU + matchGrace
	}
	s.engines.New = newFewSteps
	s.slow = newSlowPatterns(s.clock, opts.Slow, opts.OnSlow)
	s.modules = make(map[string]Module)
	importable := make([]bundle.Importable, len(opts.Modules))
	for i, m := range opts.Modules {
		importable[i] = m
		for _, name := range m.Specifiers() {
			s.modules[name] = m
		}
	}
	s.loader = bundle.New(bundle.Options{Dir: dir, Modules: importable, Hint: opts.MissingHint, Pick: opts.Select, Skip: opts.Skip,
		OnRead: opts.OnRead, Patience: max(s.limits.Load, 0),
		Limits: bundle.Limits{File: s.limits.File, Package: s.limits.Package, Sources: s.limits.Sources, Scripts: s.limits.Scripts, Names: s.limits.Names}})
	s.guard = newGuard(s.limits, opts.CPUTime, opts.OnWedge)
	s.current.Store(newGeneration(s, 0, nil))
	s.live = []*Generation{s.current.Load()}
	return s, nil
}

// matchGrace is how much longer than a turn of JavaScript a match may take.
const matchGrace = 250 * time.Millisecond

// Start loads the scripts and goes on watching them until ctx ends or Close is
// called. It returns when the first load is done; scripts that do not load are
// in the report, they are no error.
func (s *Scripts) Start(ctx context.Context) error {
	s.life, s.end = context.WithCancelCause(ctx)
	s.running.Go(func() { s.guard.run(s.life) })
	k := newKeeper(s)
	k.first(s.life)
	watch, stop := context.WithCancel(s.life)
	s.stopWatch = stop
	s.watching.Go(func() { k.run(watch) })
	return nil
}

// Current is the generation in force.
func (s *Scripts) Current() *Generation { return s.current.Load() }

// Reload looks for changes now and reports what came of them.
func (s *Scripts) Reload(ctx context.Context) Report {
	answer := make(chan Report, 1)
	select {
	case s.reload <- answer:
	case <-ctx.Done():
		return Report{}
	case <-s.life.Done():
		return Report{}
	}
	return <-answer
}

// Failed lists the scripts whose file does not load now, with the reason; an
// older version of them may be live.
func (s *Scripts) Failed() []*ScriptError {
	if list := s.failed.Load(); list != nil {
		return *list
	}
	return nil
}

// PassedOver lists what looks like a script in the folder and is none, with
// the reason: a pipe, a link that leads nowhere, a name like rule.js.txt.
func (s *Scripts) PassedOver() []bundle.Note {
	if list := s.passed.Load(); list != nil {
		return *list
	}
	return nil
}

// closeLimit is how long Close waits for the ends of interrupted scripts.
const closeLimit = time.Second

// Close stops watching, retires all scripts and waits until their handlers are
// over or ctx ends; then it stops what is left, and waits a second for that. A
// ctx that has ended before means that the process goes: no script is waited for.
func (s *Scripts) Close(ctx context.Context) error {
	s.closing.Store(true)
	s.stopWatch()
	s.watching.Wait()
	limit := closeLimit
	if ctx.Err() != nil {
		limit = 0
	}
	s.swap(nil)
	err := s.drain(ctx)
	s.end(ErrGone)
	s.mu.Lock()
	for sc := range s.retired {
		sc.stop()
		sc.loop.watch.interrupt(sc.loop.vm, ErrGone)
	}
	s.mu.Unlock()
	if !s.ended(limit) {
		err = errors.Join(err, errors.New("a script does not stop: it runs in native code"))
	}
	return err
}

// ended waits for all goroutines, but not for ever: one may be wedged.
func (s *Scripts) ended(limit time.Duration) bool {
	done := make(chan struct{})
	go func() { s.running.Wait(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

// drain waits until no retired script is left.
func (s *Scripts) drain(ctx context.Context) error {
	empty := make(chan struct{})
	s.mu.Lock()
	if len(s.retired) == 0 {
		close(empty)
	} else {
		s.empty = empty
	}
	s.mu.Unlock()
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// swap puts a new generation in force and retires what it leaves out.
func (s *Scripts) swap(scripts []*Script) *Generation {
	s.mu.Lock()
	old := s.current.Load()
	g := newGeneration(s, old.number+1, scripts)
	s.current.Store(g)
	s.live = append(s.live, g)
	keep := make(map[*Script]bool, len(scripts))
	for _, sc := range scripts {
		keep[sc] = true
	}
	var gone []*Script
	for _, sc := range old.scripts {
		if !keep[sc] {
			gone = append(gone, sc)
			s.retired[sc] = false
		}
	}
	s.mu.Unlock()
	was := make(map[*Script]bool, len(old.scripts))
	for _, sc := range old.scripts {
		was[sc] = true
	}
	for _, sc := range scripts {
		if !was[sc] && !sc.aside {
			sc.loop.post(nil, sc.goLive)
		}
	}
	for _, sc := range gone {
		sc.retire(func() { s.drainedOne(sc) })
	}
	old.leave()
	return g
}

func (s *Scripts) drainedOne(sc *Script) {
	s.mu.Lock()
	if _, ok := s.retired[sc]; ok {
		s.retired[sc] = true
	}
	s.mu.Unlock()
	s.sweep()
}

// sweep stops the drained scripts that no dispatch can reach any more.
func (s *Scripts) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var live []*Generation
	reachable := make(map[*Script]bool)
	for _, g := range s.live {
		if g.users.Load() == 0 {
			continue
		}
		live = append(live, g)
		for _, sc := range g.scripts {
			reachable[sc] = true
		}
	}
	s.live = live
	for sc, drained := range s.retired {
		if drained && !reachable[sc] {
			delete(s.retired, sc)
			sc.stop()
		}
	}
	if len(s.retired) == 0 && s.empty != nil {
		close(s.empty)
		s.empty = nil
	}
}

// reportError is for errors outside of handlers, which no caller gets.
func (s *Scripts) reportError(err *ScriptError) {
	if err.Worth() {
		s.log.Error("error in a rule", append([]any{"rule", err.Script, "generation", err.Generation}, err.Facts()...)...)
	}
	if s.opts.OnError != nil {
		s.opts.OnError(err)
	}
}

// Dir is the folder of scripts, absolute.
func (s *Scripts) Dir() string { return s.loader.Dir() }
