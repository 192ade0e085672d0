package ruletest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"hotreply/host"
	"hotreply/ilink/sim"
	"hotreply/internal/clock"
)

// begin is when the virtual clock of every test starts: a Monday morning in
// Shanghai.
var begin = time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)

const (
	// readyWithin is how long a host may take to be ready.
	readyWithin = 20 * time.Second
	// pollHold is how long the simulator holds a poll: as long as clients allow,
	// since each end of a poll is a stop of the clock.
	pollHold = 10 * time.Minute
	// serviceURL is where the simulator is told to be; nothing is dialed.
	serviceURL = "http://127.0.0.1:9"
)

// bench is a bot under test: simulator, clock, state folder and host.
type bench struct {
	file  *file
	clock *clock.Virtual
	calls *calls
	sim   *sim.Server
	wire  *wire
	http  *http.Server
	cfg   host.Config
	stubs *stubs
	log   record
	users map[string]*user

	stop func() error // of the running host, nil when none runs

	mu       sync.Mutex             // guards finished and open
	finished map[string]host.Notice // by message id
}

func newBench(ctx context.Context, f *file, env map[string]string) (*bench, error) {
	b := &bench{file: f, clock: clock.NewVirtual(begin), wire: newWire(), users: map[string]*user{}, finished: map[string]host.Notice{}}
	b.stubs = &stubs{}
	// A stub that is answered later may wait for a timer of the test, which
	// follows the machine's clock.
	outside := func() bool { return b.stubs.open.Load() > 0 && f.script.TimerSet() }
	b.calls = newCalls(ctx, b.clock, &rest{outside: outside})
	b.sim = sim.New(sim.Options{Clock: b.clock, Seed: 1, Hold: pollHold})
	if err := b.sim.Configure(func(s *sim.Settings) { s.Noise = 0 }); err != nil {
		return nil, err
	}
	b.http = &http.Server{Handler: b.sim}
	go func() { _ = b.http.Serve(b.wire) }() // ends with end
	state, err := os.MkdirTemp("", "hotreply-test-")
	if err != nil {
		return b, err
	}
	b.cfg = b.config(state, serviceURL)
	b.cfg.Env = maps.Clone(b.cfg.Env)
	if b.cfg.Env == nil {
		b.cfg.Env = map[string]string{}
	}
	maps.Copy(b.cfg.Env, env)
	return b, b.login()
}

// config is the user's configuration with everything outside replaced.
func (b *bench) config(state, base string) host.Config {
	cfg := b.file.options.Config
	cfg.State, cfg.LoginLocks = state, filepath.Join(state, "logins")
	cfg.Scripts, cfg.Select = selection(b.file.path)
	cfg.ILink.BaseURL, cfg.ILink.CDNBaseURL = base, base+"/c2c"
	cfg.ILink.Proxy, cfg.ILink.Hosts = "", nil
	cfg.Waive()
	cfg.Send.Spacing = 0
	cfg.Console.Listen = ""
	cfg.Rules.Watch = "off"
	cfg.Rules.Typing = false
	cfg.Access.Allow = nil
	cfg.HTTP.Proxy = ""
	cfg.Accounts = host.DefaultConfig().Accounts
	cfg.Clock = steady{b.clock}
	cfg.Transport, cfg.Service = b.stubs, b.wire.transport()
	cfg.Ephemeral = true
	cfg.Logger = b.log.logger()
	cfg.Notify = b.notify
	return cfg
}

// steady is a clock that moves only from one timer to the next.
type steady struct{ *clock.Virtual }

// Steady says so.
func (steady) Steady() bool { return true }

// login writes a login that the simulator knows.
func (b *bench) login() error {
	bot := b.sim.NewBot(userID("owner"))
	bot.BaseURL = b.cfg.ILink.BaseURL
	data, err := json.Marshal(bot)
	if err != nil {
		return err
	}
	path := host.TokenPath(b.cfg.State, "default")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

// start runs a host and returns when it is ready.
func (b *bench) start() error {
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	cfg := b.cfg
	cfg.Notify = func(n host.Notice) {
		if n.Kind == host.NoticeReady {
			close(ready)
		}
		b.notify(n)
	}
	go func() { ended <- host.Run(ctx, cfg) }()
	b.stop = func() error { cancel(); return <-ended }
	select {
	case <-ready:
		return b.failedRules()
	case err := <-ended:
		b.stop = nil
		cancel()
		return err
	case <-time.After(readyWithin):
		return errors.New("the host is not ready")
	}
}

// failedRules is an error when a rule under test did not load.
func (b *bench) failedRules() error {
	if text := b.log.failure(); text != "" {
		return fmt.Errorf("a rule does not load: %s", text)
	}
	return nil
}

func (b *bench) notify(n host.Notice) {
	if n.Kind == host.NoticeFinished {
		b.mu.Lock()
		b.finished[n.Message] = n
		b.mu.Unlock()
	}
}

// outcome is what became of a message, if anything did yet.
func (b *bench) outcome(id string) (host.Notice, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, ok := b.finished[id]
	return n, ok
}

// halt stops the host as a clean stop does.
func (b *bench) halt() error {
	if b.stop == nil {
		return nil
	}
	stop := b.stop
	b.stop = nil
	return stop()
}

// end stops everything and removes the state.
func (b *bench) end() error {
	b.calls.running.Wait()
	err := b.halt()
	_ = b.sim.Close()
	_ = b.http.Close()
	if b.cfg.State != "" {
		err = errors.Join(err, os.RemoveAll(b.cfg.State))
	}
	return err
}
