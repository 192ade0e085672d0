package host

import (
	"context"
	"errors"
	"hotreply/host/internal/inbox"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/blame"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/media"
	"hotreply/host/internal/outbox"
	"hotreply/host/internal/statedir"
	"hotreply/host/supervise"
	"hotreply/internal/clock"
	"hotreply/internal/wait"
	"hotreply/runtime/web"
	"hotreply/store"
)

// Grace periods of a stop: for handlers that run, for those of the event
// "stop", for what handlers leave behind once they were interrupted, and for
// the scripts' own ends. Together they stay below [supervise.DrainPatience].
const (
	grace     = 5 * time.Second
	lastWords = time.Second
	afterward = 2 * time.Second
	leftover  = 100 * time.Millisecond
)

// host is a running hotreply. It implements [bot.App].
//
// Its goroutines, and what ends them:
//
//	one per account (session.Keeper)          the account's polling
//	watchTokens                               polling
//	those of the inboxes                      the account's handlers
//	those of ticks                            handlers
//	tellRules                                 handlers
//	those of the accounts' outboxes           sending
//
// The stages end in this order when the host stops, and with them those of the
// accounts, which can end earlier.
type host struct {
	cfg   Config
	log   hclog.Logger
	clock clock.Clock
	http  *http.Client // to the service
	fetch *web.Client  // to what scripts may reach
	media *media.Sources
	// console is the address that the console listens on, "" before it does.
	console atomic.Pointer[string]
	db      *store.DB
	kv      *store.KV
	blame   *blame.Blame
	ladder  *ladderState // which scripts the supervisor wants off

	stages

	live   atomic.Pointer[crew] // the accounts of now and the folders they share; the roster alone changes it
	ticks  *inbox.Ticks
	events chan event
	life   context.Context // ends with what ends the host; the first cause counts
	end    context.CancelCauseFunc

	mu    sync.Mutex              // guards told, keyed and calls of Notify
	told  map[string]bool         // failing versions the owner was told of
	keyed map[string]*outbox.Send // sends of the API, with some that have settled
}

// Run runs hotreply until ctx ends, then drains: polling stops, running
// handlers get five seconds, and what is unfinished goes on with the next
// start. It returns nil after such a stop. An error with an ExitCode method
// says that starting again will not help; any other is a reason to start
// again with a new process.
func Run(ctx context.Context, cfg Config) error {
	if err := cfg.Runnable(); err != nil {
		return err
	}
	h, err := newHost(ctx, cfg)
	if err != nil {
		return err
	}
	return h.run(ctx)
}

// run is Run with a host at hand.
func (h *host) run(ctx context.Context) error {
	err := h.serve(ctx)
	return errors.Join(err, h.close(err == nil))
}

func newHost(ctx context.Context, cfg Config) (*host, error) {
	h := &host{
		cfg: cfg, log: cfg.Logger, clock: cfg.Clock, http: httpClient(cfg),
		events: make(chan event, 1000), told: map[string]bool{}, keyed: map[string]*outbox.Send{},
	}
	if h.log == nil {
		h.log = hclog.NewNullLogger()
	}
	if h.clock == nil {
		h.clock = clock.System{}
	}
	h.live.Store(&crew{}) // until the last death has been judged
	// What a stop must not cut off does not end with ctx, but with close.
	life := context.WithoutCancel(ctx)
	h.life, h.end = context.WithCancelCause(life)
	h.stages = newStages(life)
	if err := os.MkdirAll(filepath.Join(cfg.State, "files"), 0o700); err != nil {
		return nil, statedir.Wrap("make the state folder", cfg.State, err)
	}
	statedir.TellEmptyStore(h.log, cfg.State)
	var err error
	h.db, err = store.Open(filepath.Join(cfg.State, "state.db"), store.Options{
		Known:       2 * max(cfg.Rules.InboxLimit, rememberedAtLeast),
		LockTimeout: 10 * time.Second, Clock: h.clock, CommitFault: cfg.commitFault, Ephemeral: cfg.Ephemeral, Engine: store.Engine(cfg.Store.Engine),
		OnError: func(err error) { h.log.Error("write to the store failed", "err", err) },
		OnFull:  h.tellFull(),
		OnFatal: h.die,
	})
	if err != nil {
		return nil, statedir.Wrap("open the store in the state folder", cfg.State, err)
	}
	if err := h.equip(ctx); err != nil {
		if h.blame != nil {
			h.blame.Close(false)
		}
		return nil, errors.Join(err, h.db.Close())
	}
	return h, nil
}

// tellFull tells of a full disk once a minute at most: while there is hardly any
// room it may be found full and not full in turn.
func (h *host) tellFull() func(*store.FullError) {
	var told time.Time
	waits := false
	return func(full *store.FullError) {
		switch now := h.clock.Now(); {
		case full == nil && waits:
			waits = false
			h.log.Info("the disk has room again")
		case full != nil && now.Sub(told) >= time.Minute:
			told, waits = now, true
			h.log.Error("the disk is full, polling stops and sends wait until there is room", "err", full, "hint", full.Hint())
		}
	}
}

// equip makes the parts of a host that has its store.
func (h *host) equip(ctx context.Context) error {
	h.kv = store.NewKV(h.db, store.KVOptions{Clock: h.clock})
	dead, err := h.openBlame(ctx)
	if err != nil {
		return err
	}
	defer h.tellDead(dead) // once there are accounts whose rules can hear of it
	h.ticks, h.ladder = h.newTicks(), newLadderState(h.cfg)
	h.console.Store(new(string))
	if h.fetch, err = h.newFetch(); err != nil {
		return err
	}
	h.media = h.newMedia()
	if err := h.ticks.Load(); err != nil {
		return err
	}
	return h.makeAccounts()
}

// die ends the host with an error that only a new process can mend. It cuts a
// stop short that is under way.
func (h *host) die(err error) { h.end(err) }

// serve starts everything in order, waits for the end of ctx or for an error,
// and stops everything in order.
func (h *host) serve(ctx context.Context) error {
	outbox.SweepCopies(h.queueDir(), h.db, h.everyAccount()) // both before any handler can make such files
	h.media.RemoveUnfinished()
	h.suspectsFirst()
	if err := h.startRules(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	go h.tellRules()
	for _, a := range h.accounts() {
		if h.ladder.active() {
			a.lanes.Pause(lane.RulesOff)
		}
		if err := a.load(); err != nil {
			return err
		}
	}
	h.sealSuspects()
	for _, a := range h.accounts() {
		a.start()
	}
	var keepers sync.WaitGroup
	keepers.Go(func() { h.watchTokens(h.polling) })
	keepers.Go(func() { h.dropExpired(h.polling) })
	if h.ladder.active() {
		keepers.Go(func() { h.waitForSave(h.polling) })
	}
	for _, a := range h.accounts() {
		_ = wait.Closed(ctx, a.keeper.Looked())
	}
	h.emit("start", "", nil) // from here on handlers can send
	addr, err := h.openConsole(&keepers)
	if err == nil {
		h.notice(supervise.Notice{Kind: supervise.NoticeReady, Console: addr})
	} else {
		h.die(err)
	}
	if err = newRoster(h, &keepers).run(ctx); err == nil {
		h.log.Info("stopping")
	} else {
		h.log.Error("hotreply can not go on", "err", err)
	}
	h.drain(&keepers)
	if why := context.Cause(h.life); err == nil && why != nil {
		h.log.Error("the stop is cut short", "err", why)
	}
	return err
}

// drain stops the host's parts in order: polling, handlers with their sends
// after a grace, sends. It waits for nobody once the host's life is over: the
// process has to go.
func (h *host) drain(keepers *sync.WaitGroup) {
	for _, a := range h.accounts() {
		a.lanes.Pause(lane.Draining)
	}
	h.ticks.Stop()
	h.stopPolling(errDraining)
	h.waitIdle(grace, h.busy)
	if h.life.Err() == nil {
		ctx, cancel := context.WithTimeout(h.life, lastWords)
		h.tell(ctx, h.eventFor(nil, "stop"))
		cancel()
	}
	h.stopHandlers(errDraining)
	h.endHandlers()
	h.stopSending(errDraining)
	if h.life.Err() != nil {
		return
	}
	h.notifyStop()
	done := make(chan struct{})
	go func() {
		keepers.Wait()
		h.ticks.Wait()
		for _, a := range h.accounts() {
			a.running.Wait()
			a.inbox.Wait()
		}
		close(done)
	}()
	h.waitDone(done, afterward)
	sent := make(chan struct{})
	go func() {
		for _, a := range h.accounts() {
			a.outbox.Wait()
		}
		close(sent)
	}()
	h.waitDone(sent, afterward)
}

// notifyStop tells the service that the accounts listen no more, all at once.
func (h *host) notifyStop() {
	var all sync.WaitGroup
	for _, a := range h.accounts() {
		all.Go(a.keeper.NotifyStop)
	}
	all.Wait()
}

// busy says whether any handler runs.
func (h *host) busy() bool {
	busy := func(a *account) bool { return a.lanes.Busy() }
	c := h.live.Load()
	return h.ticks.Busy() || slices.ContainsFunc(c.accounts, busy) || slices.ContainsFunc(c.leaving, busy)
}

// waitIdle waits until no handler runs but those that wait for an answer of a
// user, who may take for ever.
func (h *host) waitIdle(most time.Duration, busy func() bool) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(most); time.Now().Before(end); <-tick.C {
		if !busy() || h.life.Err() != nil {
			return
		}
	}
}

// waitDone waits for a channel in real time, whatever clock drives the rules,
// and not beyond the host's life.
func (h *host) waitDone(done <-chan struct{}, most time.Duration) bool {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-done:
		return true
	case <-h.life.Done():
	case <-t.C:
	}
	return false
}

// close ends what serve leaves: rules, store, notes. After a death that the
// host decided on it waits for nobody.
func (h *host) close(inOrder bool) error {
	h.stopPolling(errDraining)
	h.stopHandlers(errDraining)
	// No handler runs any more; what scripts still hold are timers.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.sending), leftover)
	defer cancel()
	if h.life.Err() != nil {
		cancel()
	}
	h.closeRules(ctx)
	h.stopSending(errDraining)
	h.http.CloseIdleConnections()
	err := h.db.Close()
	h.blame.Close(inOrder)
	return err
}

// notice tells the program around the host, one call at a time.
func (h *host) notice(n supervise.Notice) {
	if h.cfg.Notify == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cfg.Notify(n)
}

func (h *host) anyOnline() bool {
	return slices.ContainsFunc(h.accounts(), func(a *account) bool { return a.keeper.Current() != nil })
}
