package host

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hotreply/host/supervise"
	"hotreply/ilink/sim"
	"hotreply/store"
)

// childEnv makes the test binary a host: its value is a childSpec as JSON.
const childEnv = "HOTREPLY_TEST_HOST"

// roundsEnv is how often the crash test kills; the nightly form sets 200.
const roundsEnv = "HOTREPLY_CRASH_ROUNDS"

func TestMain(m *testing.M) {
	if spec := os.Getenv(childEnv); spec != "" {
		os.Exit(childMain(spec))
	}
	os.Exit(m.Run())
}

// childSpec is the part of a Config in which a child's differs from the rig's.
type childSpec struct {
	State, Scripts, BaseURL string
	Supervised              bool // the host gets a supervisor, which is the child
	Quota                   int  // send.quota
}

// childMain runs a host, or its supervisor, until it is killed.
func childMain(spec string) int {
	var s childSpec
	err := json.Unmarshal([]byte(spec), &s)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	switch value := os.Getenv(supervise.Variable); {
	case err != nil:
	case s.Supervised && value == "":
		err = superviseSelf(ctx, s)
	default:
		cfg := testConfig(s.State, s.Scripts, s.BaseURL)
		cfg.Send.Quota = s.Quota
		cfg.HTTP.Private.All = true // rules fetch from servers of the test
		if value != "" {
			var c *supervise.Child
			if c, err = supervise.OpenChild(value); err != nil {
				break
			}
			cfg.Notify = c.Notify
			go c.Obey(stop)
		}
		if err = os.WriteFile(s.State+"/host.pid", []byte(strconv.Itoa(os.Getpid())), 0o600); err == nil {
			err = Run(ctx, cfg)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// superviseSelf runs this binary again as the host.
func superviseSelf(ctx context.Context, s childSpec) error {
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.State+"/supervisor.pid", []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		return err
	}
	return (&supervise.Supervisor{Command: os.Args, Executable: exe, Stderr: os.Stderr}).Run(ctx)
}

// child starts a host of its own process, under the given command if any.
func (r *rig) child(under ...string) *exec.Cmd {
	r.t.Helper()
	spec, err := json.Marshal(childSpec{r.cfg.State, r.cfg.Scripts, r.cfg.ILink.BaseURL, r.supervised, r.quota})
	if err != nil {
		r.t.Fatal(err)
	}
	args := append(under[:len(under):len(under)], os.Args[0])
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), childEnv+"="+string(spec))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = cmd.Process.Kill() }) // of a test that failed
	return cmd
}

// The rules of the crash test: one counts per user and in all, the other sends
// three replies in an order that differs from run to run.
var crashRules = map[string]string{
	"10-count.js": `bot.hear("count [n]", async msg => {
		const mine = msg.store.incr("n"), all = store.incr("all");
		return "count " + msg.params.n + " mine " + mine + " all " + all;
	});`,
	"20-three.js": `bot.hear("three [n]", async msg => {
		const wait = () => new Promise(done => setTimeout(done, Math.random() * 20));
		await Promise.all(["a", "b", "c"].map(async x => { await wait(); await msg.reply("three " + msg.params.n + " " + x); }));
	});`,
}

// TestCrash kills the host, its supervisor, or both, at random moments under
// load, with answers lost in between, and then counts: every message answered,
// no text twice, counters exact, order kept.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for a while")
	}
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv(roundsEnv)); err == nil {
		rounds = n
	}
	r := newRig(t, crashRules)
	r.supervised = true
	_ = r.sim.Configure(func(o *sim.Settings) { o.Quota = 0 }) // backlogs get more replies than a window holds
	const users = 20
	said := make([][]string, users)
	user := func(i int) string { return fmt.Sprintf("u%02d@im.wechat", i) }
	cmd := r.child()
	var recovery []time.Duration
	for round := range rounds {
		if round%3 == 0 {
			_ = r.sim.SetFault(sim.Fault{Op: "sendmessage", Kind: "drop_response", Count: 3})
		}
		for i := range users {
			kind := []string{"count", "three"}[rand.IntN(2)]
			text := fmt.Sprintf("%s %d", kind, len(said[i]))
			said[i] = append(said[i], text)
			r.says(user(i), text)
		}
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
		seq, died := lastSeq(r), time.Now()
		switch round % 3 {
		case 0: // its supervisor starts it again
			r.killHost()
		case 1: // the host sees that it is alone, and ends
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			cmd = r.child()
		case 2:
			_ = cmd.Process.Kill()
			r.killHost()
			_ = cmd.Wait()
			cmd = r.child()
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		probe := "count " + strconv.Itoa(len(said[0]))
		said[0] = append(said[0], probe)
		r.says(user(0), probe)
		if list, _ := r.sim.WaitSent(ctx, "", seq); len(list) > 0 {
			recovery = append(recovery, time.Since(died))
		}
		cancel()
	}
	lost, doubled := judgeCrash(t, r, users, user, said)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	for range 10 { // one that its supervisor had just started may not have a number yet
		r.killHost()
		time.Sleep(20 * time.Millisecond)
	}
	r.cfg.Send.Quota = 0
	r.start() // the last done marks may have died with the child
	waitFor(t, "an empty inbox", func() bool { return r.pending() == 0 })
	r.halt()
	slices.Sort(recovery)
	t.Logf("rounds %d, lost %d, doubled %d, recovery p50 %v max %v", rounds, lost, doubled,
		recovery[len(recovery)/2].Round(time.Millisecond), recovery[len(recovery)-1].Round(time.Millisecond))
	r.checkCounters(users, user, said)
	r.clean()
}

// killHost kills the process that is the host.
func (r *rig) killHost() {
	b, err := os.ReadFile(r.cfg.State + "/host.pid")
	if err != nil {
		return // it has not begun
	}
	if pid, err := strconv.Atoi(string(b)); err == nil {
		if p, err := os.FindProcess(pid); err == nil {
			_ = p.Kill()
		}
	}
}

func lastSeq(r *rig) int64 {
	var seq int64
	for _, m := range r.sim.Sent("", 0) {
		seq = max(seq, m.Seq)
	}
	return seq
}

// judgeCrash waits until every user has what they are due, and then compares
// what they see with what they asked for.
func judgeCrash(t *testing.T, r *rig, users int, user func(int) string, said [][]string) (lost, doubled int) {
	deadline := time.Now().Add(2 * patience)
	due := func(i int) int {
		n := 0
		for _, s := range said[i] {
			n += map[bool]int{true: 3, false: 1}[strings.HasPrefix(s, "three")]
		}
		return n
	}
	for i := range users {
		for len(r.seen(user(i))) < due(i) && time.Now().Before(deadline) {
			time.Sleep(10 * time.Millisecond)
		}
		got := map[string]int{}
		var order []int
		for _, text := range r.seen(user(i)) {
			f := strings.Fields(text)
			key := strings.Join(f[:2], " ")
			if f[0] == "three" {
				key = text
			}
			got[key]++
			n, _ := strconv.Atoi(f[1])
			order = append(order, n)
		}
		if !slices.IsSorted(order) {
			t.Errorf("%s saw answers out of order: %v", user(i), r.seen(user(i)))
		}
		for _, s := range said[i] {
			for _, key := range map[bool][]string{true: {s + " a", s + " b", s + " c"}, false: {s}}[strings.HasPrefix(s, "three")] {
				switch n := got[key]; {
				case n == 0:
					lost++
					t.Errorf("%s never saw %q", user(i), key)
				case n > 1:
					doubled++
					t.Errorf("%s saw %q %d times", user(i), key, n)
				}
			}
		}
	}
	return lost, doubled
}

// seen is what a user's phone shows.
func (r *rig) seen(user string) []string {
	var texts []string
	for _, m := range r.sim.Sent(user, 0) {
		if m.Shown {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// checkCounters reads the store of the dead host.
func (r *rig) checkCounters(users int, user func(int) string, said [][]string) {
	r.t.Helper()
	db, err := store.Open(r.cfg.State+"/state.db", store.Options{LockTimeout: patience})
	if err != nil {
		r.t.Fatal(err)
	}
	defer db.Close()
	number := func(space, key string) (n int) {
		v, _ := db.Value(space, key)
		_ = json.Unmarshal(v.Value, &n)
		return n
	}
	all := 0
	for i := range users {
		want := 0
		for _, s := range said[i] {
			if strings.HasPrefix(s, "count") {
				want++
			}
		}
		all += want
		if got := number("user/count/default/"+user(i), "n"); got != want {
			r.t.Errorf("msg.store counter of %s = %d, want %d", user(i), got, want)
		}
	}
	if got := number("rule/count", "all"); got != all {
		r.t.Errorf("store counter = %d, want %d", got, all)
	}
}
