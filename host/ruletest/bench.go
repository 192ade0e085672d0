package ruletest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
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

// readyWithin is how long a host may take to be ready.
const readyWithin = 20 * time.Second

// bench is a bot under test: simulator, clock, state folder and host.
type bench struct {
	file  *file
	clock *clock.Virtual
	busy  activity
	sim   *sim.Server
	http  *http.Server
	cfg   host.Config
	stubs *stubs
	log   record
	users map[string]*user

	stop func() error // of the running host, nil when none runs

	mu       sync.Mutex             // guards finished and open
	finished map[string]host.Notice // by message id
}

func newBench(f *file, env map[string]string) (*bench, error) {
	b := &bench{file: f, clock: clock.NewVirtual(begin), users: map[string]*user{}, finished: map[string]host.Notice{}}
	b.stubs = &stubs{busy: &b.busy}
	b.sim = sim.New(sim.Options{Clock: b.clock, Seed: 1})
	if err := b.sim.Configure(func(s *sim.Settings) { s.Noise = 0 }); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b.http = &http.Server{Handler: b.busy.requests(b.sim)}
	go func() { _ = b.http.Serve(listener) }() // ends with end
	state, err := os.MkdirTemp("", "hotreply-test-")
	if err != nil {
		return b, err
	}
	b.cfg = b.config(state, "http://"+listener.Addr().String())
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
	cfg.Send.Spacing = 0
	cfg.Console.Listen = ""
	cfg.Rules.Watch = "off"
	cfg.Rules.Typing = false
	cfg.Access.Allow = nil
	cfg.HTTP.Proxy = ""
	cfg.Accounts = host.DefaultConfig().Accounts
	cfg.Clock = watchedClock{b.clock, &b.busy}
	cfg.Transport = b.stubs
	cfg.Logger = b.log.logger()
	cfg.Notify = b.notify
	return cfg
}

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
	b.busy.note()
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
	err := b.halt()
	_ = b.sim.Close()
	_ = b.http.Close()
	if b.cfg.State != "" {
		err = errors.Join(err, os.RemoveAll(b.cfg.State))
	}
	return err
}

// advanceSteps is into how many steps an advance is cut, none below a second:
// what one step starts can wait for the next. Ticks that lie closer together
// become one.
const advanceSteps = 200

// advance moves the clock, and lets the host come to rest after each step.
func (b *bench) advance(ctx context.Context, d time.Duration) {
	step := max(d/advanceSteps, time.Second)
	for d > 0 && ctx.Err() == nil {
		step = min(step, d)
		b.clock.Advance(step)
		d -= step
		b.busy.settle(ctx, 2)
	}
	b.busy.settle(ctx, 10)
}
