package host

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/statedir"
	"hotreply/host/supervise"
	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// patience is how long a test waits for what happens at once when all is well.
const patience = 20 * time.Second

// rig is a simulator and the state and scripts folders of one host, which may
// be started and stopped any number of times.
type rig struct {
	t   testing.TB
	sim *sim.Server
	cfg Config
	bot string

	host *host        // the running one
	stop func() error // stops it
	// ended receives what Run returned.
	ended chan error
	// supervised makes child start a supervisor, which starts the host.
	supervised bool
	// quota is the send.quota of a child, which counts nothing by default.
	quota int
	// commitFault stands in for the disk; nil is the disk.
	commitFault func() error
}

// newRig makes a simulator with one bot and a folder with the given rules.
// change may alter the configuration.
func newRig(t testing.TB, scripts map[string]string, change ...func(*Config)) *rig {
	t.Helper()
	return newRigOn(t, sim.Options{}, scripts, change...)
}

// newRigOn is newRig with a simulator of the caller's choosing.
func newRigOn(t testing.TB, o sim.Options, scripts map[string]string, change ...func(*Config)) *rig {
	t.Helper()
	server := sim.New(o)
	web := httptest.NewServer(server)
	t.Cleanup(func() { server.Close(); web.CloseClientConnections(); web.Close() })
	dir := t.TempDir()
	cfg := testConfig(filepath.Join(dir, "data"), filepath.Join(dir, "scripts"), web.URL)
	for _, f := range change {
		f(&cfg)
	}
	r := &rig{t: t, sim: server, cfg: cfg}
	r.login(r.sim.NewBot("dev@im.wechat"))
	for name, source := range scripts {
		r.write(name, source)
	}
	t.Cleanup(func() { r.halt() })
	return r
}

// testConfig is a configuration that waits for nothing and shows nothing;
// HOST_LOG names the level of a log.
// engineEnv names another engine of the store than the usual one.
const engineEnv = "HOTREPLY_TEST_ENGINE"

func testConfig(state, scripts, baseURL string) Config {
	cfg := DefaultConfig()
	cfg.State, cfg.Scripts = state, scripts
	cfg.ILink.BaseURL, cfg.ILink.CDNBaseURL = baseURL, baseURL+"/c2c"
	cfg.Send.Spacing = 0
	cfg.Console.Listen = ""
	cfg.LoginLocks = filepath.Join(filepath.Dir(state), "logins")
	cfg.Rules.Watch = "off"
	cfg.Rules.Typing = false
	if engine := os.Getenv(engineEnv); engine != "" {
		cfg.Store.Engine = engine
	}
	cfg.recheck = 50 * time.Millisecond
	if level := os.Getenv("HOST_LOG"); level != "" {
		cfg.Logger = hclog.New(&hclog.LoggerOptions{Level: hclog.LevelFromString(level)})
	}
	return cfg
}

// login puts credentials in place as accounts/default/token.json.
func (r *rig) login(c sim.Credentials) {
	r.t.Helper()
	r.loginAs("default", c)
	r.bot = c.BotID
}

// loginAs is login for another account than default.
func (r *rig) loginAs(account string, c sim.Credentials) {
	r.t.Helper()
	path := statedir.TokenPath(r.cfg.State, account)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.t.Fatal(err)
	}
	err := ilink.SaveCredentials(path, ilink.Credentials{
		BotToken: ilink.Secret(c.BotToken), BaseURL: r.cfg.ILink.BaseURL, BotID: c.BotID, UserID: c.UserID,
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) write(name, source string) {
	r.t.Helper()
	path := filepath.Join(r.cfg.Scripts, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// start runs a host and returns when it is ready.
func (r *rig) start() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	cfg, notify := r.cfg, r.cfg.Notify
	cfg.Notify = func(n supervise.Notice) {
		if n.Kind == supervise.NoticeReady {
			close(ready)
		}
		if notify != nil {
			notify(n)
		}
	}
	cfg.commitFault = r.commitFault
	h, err := newHost(ctx, cfg)
	if err != nil {
		cancel()
		r.t.Fatalf("Run: %v", err)
	}
	go func() { ended <- h.run(ctx) }()
	r.ended = ended
	r.host, r.stop = h, func() error { cancel(); return <-ended }
	select {
	case <-ready:
	case err := <-ended:
		r.stop = nil
		cancel()
		r.t.Fatalf("Run: %v", err)
	case <-time.After(patience):
		r.t.Fatal("the host is not ready")
	}
}

// halt stops the host if it runs.
func (r *rig) halt() {
	if r.stop == nil {
		return
	}
	stop := r.stop
	r.stop = nil
	if err := stop(); err != nil {
		r.t.Errorf("Run: %v", err)
	}
}

// says has a user send a text.
func (r *rig) says(user, text string) {
	r.t.Helper()
	if _, err := r.sim.Say(sim.SayRequest{User: user, Text: text}); err != nil {
		r.t.Fatal(err)
	}
}

// hears waits until a user has seen n messages in all and returns their texts.
func (r *rig) hears(user string, n int) []string {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var after int64
	var texts []string
	for len(texts) < n {
		list, _ := r.sim.WaitSent(ctx, user, after)
		if len(list) == 0 {
			r.t.Fatalf("%s has seen %q, want %d messages", user, texts, n)
		}
		for _, m := range list {
			after = m.Seq
			if m.Shown {
				texts = append(texts, m.Text)
			}
		}
	}
	return texts
}

// clean fails the test for every mistake that the simulator has seen.
func (r *rig) clean() {
	r.t.Helper()
	for _, v := range r.sim.Violations() {
		r.t.Errorf("violation: %+v", v)
	}
}

// fault switches a fault on for the next count requests; 0 switches it off,
// -1 leaves it on.
func (r *rig) fault(op, kind string, count int) {
	r.t.Helper()
	if err := r.sim.SetFault(sim.Fault{Op: op, Kind: kind, Count: count}); err != nil {
		r.t.Fatal(err)
	}
}

// waitFor polls for something that is about to happen.
func waitFor(t testing.TB, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !happened(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// stored waits until a value of the scripts' store is there and returns it as
// JSON. space is as in state.db: "rule/todo", "shared".
func (r *rig) stored(space, key, want string) {
	r.t.Helper()
	var got string
	for end := time.Now().Add(patience); got != want; time.Sleep(time.Millisecond) {
		v, _ := r.host.kv.Space(space).Get(key)
		if got = string(v); time.Now().After(end) {
			r.t.Fatalf("%s %s = %s, want %s", space, key, got, want)
		}
	}
}

// pending is how many inbox rows of the account are not done.
func (r *rig) pending() int {
	s, _ := r.host.db.Load("default")
	return len(s.Pending)
}
