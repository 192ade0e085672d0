package host

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/config"
	"hotreply/host/internal/session"
	"hotreply/internal/wait"
)

// liveRig is a rig whose accounts can be changed while the host runs.
type liveRig struct {
	*rig
	want  map[string]config.Account
	saved chan struct{}
	log   lockedBuffer
}

func newLiveRig(t *testing.T, scripts map[string]string) *liveRig {
	l := &liveRig{want: map[string]config.Account{"default": {}}, saved: make(chan struct{})}
	l.rig = newRig(t, scripts, func(c *Config) {
		c.AccountsSaved = l.saved
		c.ReadAccounts = func() (map[string]config.Account, error) { return l.want, nil }
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &l.log})
	})
	return l
}

// save has exactly these accounts run from now on.
func (l *liveRig) save(want map[string]config.Account) {
	l.t.Helper()
	l.want = want
	select {
	case l.saved <- struct{}{}:
	case <-time.After(patience):
		l.t.Fatal("nobody looks at the saved accounts")
	}
}

// states are the accounts and their states as scripts see them.
func (l *liveRig) states() string {
	var list []string
	for _, a := range l.host.Accounts() {
		list = append(list, a.Name+" "+a.State)
	}
	return strings.Join(list, ", ")
}

func (l *liveRig) wants(states string) {
	l.t.Helper()
	waitFor(l.t, "the accounts "+states, func() bool { return l.states() == states })
}

// gate makes handlers wait until a test lets them go on.
const gate = `
	bot.hear("hi", msg => "hello from " + msg.account);
	bot.hear("work", async msg => {
		store.shared.set("begun", store.shared.get("begun", 0) + 1);
		while (!store.shared.get("go")) await new Promise(r => setTimeout(r, 5));
		return "done by " + msg.account;
	});
	bot.hear("ask", async msg => "you said " + (await msg.ask("what?")).text);
	bot.hear("accounts", () => bot.accounts().map(a => a.name).join(" "));
	bot.hear("send", async msg => { try { await bot.send("u2@im.wechat", "psst", { account: "second" }); return "sent"; } catch (e) { return e.message; } });`

var both = map[string]config.Account{"default": {}, "second": {}}

var alone = map[string]config.Account{"default": {}}

// TestAddingLeavesALongHandlerAlone: a handler of one account goes on, in the
// same turn, while another account starts; both answer.
func TestAddingLeavesALongHandlerAlone(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.start()
	before := l.host.account("default")
	l.saysTo(l.bot, u1, "work")
	l.stored("shared", "begun", "1")
	l.save(both)
	l.wants("default online, second online")
	l.saysTo(second.BotID, u2, "hi")
	if got := l.hears(u2, 1)[0]; got != "hello from second" {
		t.Errorf("the new account answers %q", got)
	}
	if l.host.account("default") != before || before.handlers.Err() != nil || !before.lanes.Busy() {
		t.Error("the handler that runs was touched")
	}
	_ = l.host.kv.Space("shared").Set(nil, "go", []byte("true"), 0)
	if got := l.hears(u1, 1)[0]; got != "done by default" {
		t.Errorf("the long handler answers %q", got)
	}
	l.stored("shared", "begun", "1")
	waitFor(t, "the row's end", func() bool { return l.pending() == 0 })
	if n := len(l.sim.Sent(u1, 0)); n != 1 {
		t.Errorf("%d replies, want one", n)
	}
	if strings.Count(l.log.String(), "polling: ") != 2 {
		t.Errorf("the first account polls anew:\n%s", l.log.String())
	}
	l.clean()
}

// TestRemovingLeavesOthersPolling, and says goodbye to the service for the one
// that goes. Its rows stay, and it can come back.
func TestRemovingLeavesOthersPolling(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.cfg.Accounts = both
	l.start()
	l.saysTo(second.BotID, u2, "hi")
	l.hears(u2, 1)
	for round := 2; round < 4; round++ {
		l.save(alone)
		l.wants("default online")
		waitFor(t, "the account's end", func() bool { return l.host.account("second") == nil })
		if n := l.sim.State().Requests["notifystop"]; n != round-1 {
			t.Errorf("%d goodbyes, want %d", n, round-1)
		}
		l.saysTo(l.bot, u1, "accounts")
		if got := l.hears(u1, 2*round-3)[2*round-4]; got != "default" {
			t.Errorf("bot.accounts() = %q", got)
		}
		l.saysTo(l.bot, u1, "send")
		if got := l.hears(u1, 2*round-2)[2*round-3]; !strings.Contains(got, `"second"`) {
			t.Errorf("a send by the account that is gone: %q", got)
		}
		l.saysTo(second.BotID, u2, "hi") // while nobody polls
		l.save(both)
		l.wants("default online, second online")
		if got := l.hears(u2, round)[round-1]; got != "hello from second" {
			t.Errorf("back again it answers %q", got)
		}
	}
	l.clean()
}

// TestRemovingWhileAHandlerRuns: it has the grace of a stop, its reply leaves,
// and a save that brings the name back meanwhile waits for its end.
func TestRemovingWhileAHandlerRuns(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.cfg.Accounts = both
	l.start()
	old := l.host.account("second")
	l.saysTo(second.BotID, u2, "work")
	l.stored("shared", "begun", "1")
	l.save(alone)
	l.wants("default online")
	l.save(both)
	time.Sleep(50 * time.Millisecond)
	if l.host.account("second") != old {
		t.Error("two of a name run at a time")
	}
	_ = l.host.kv.Space("shared").Set(nil, "go", []byte("true"), 0)
	if got := l.hears(u2, 1)[0]; got != "done by second" {
		t.Errorf("the handler of the account that goes answers %q", got)
	}
	l.wants("default online, second online")
	l.stored("shared", "begun", "1")
	l.saysTo(second.BotID, u2, "hi")
	if got := l.hears(u2, 2)[1]; got != "hello from second" {
		t.Errorf("back again it answers %q", got)
	}
	l.clean()
}

// TestRemovingWithAnOpenQuestion: the handler ends, its row stays in the store,
// and goes on when the account comes back.
func TestRemovingWithAnOpenQuestion(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.cfg.Accounts = both
	l.start()
	l.saysTo(second.BotID, u2, "ask")
	l.hears(u2, 1)
	l.save(alone)
	waitFor(t, "the account's end", func() bool { return l.host.account("second") == nil })
	if s, err := l.host.db.Load("second"); err != nil || len(s.Pending) != 1 {
		t.Fatalf("%d rows are pending, %v, want the one that asked", len(s.Pending), err)
	}
	waitFor(t, "words about it", func() bool {
		return strings.Contains(l.log.String(), "the account has ended: account=second messages=1 sends=0")
	})
	l.save(both)
	l.wants("default online, second online")
	l.saysTo(second.BotID, u2, "tea")
	if got := l.hears(u2, 2)[1]; got != "you said tea" {
		t.Errorf("the handler goes on with %q, the question asked once", got)
	}
	l.clean()
}

// TestStopWhileAnAccountLeaves: a stop of the host gives its handlers the rest
// of their grace, too.
func TestStopWhileAnAccountLeaves(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.cfg.Accounts = both
	l.start()
	l.saysTo(second.BotID, u2, "work")
	l.stored("shared", "begun", "1")
	l.save(alone)
	l.wants("default online")
	time.AfterFunc(100*time.Millisecond, func() { _ = l.host.kv.Space("shared").Set(nil, "go", []byte("true"), 0) })
	l.halt()
	if got := l.hears(u2, 1)[0]; got != "done by second" {
		t.Errorf("the handler answers %q", got)
	}
	l.clean()
}

// TestFolderOfAnAccount: rules of its own start and end with the account, and
// nobody else's hear of it.
func TestFolderOfAnAccount(t *testing.T) {
	const events = `
		const note = name => store.shared.set("NAME", [...store.shared.get("NAME", []), name]);
		bot.on("start", () => note("start"));
		bot.on("stop", () => note("stop"));
		bot.hear("hi", msg => "NAME");`
	l := newLiveRig(t, map[string]string{"a.js": strings.ReplaceAll(events, "NAME", "shared rules")})
	own := filepath.Join(filepath.Dir(l.cfg.Scripts), "own")
	if err := os.MkdirAll(own, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(own, "b.js"), []byte(strings.ReplaceAll(events, "NAME", "own rules")), 0o600); err != nil {
		t.Fatal(err)
	}
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.start()
	l.stored("shared", "shared rules", `["start"]`)
	l.save(map[string]config.Account{"default": {}, "second": {Scripts: own}})
	l.wants("default online, second online")
	l.stored("shared", "own rules", `["start"]`)
	l.saysTo(second.BotID, u2, "hi")
	if got := l.hears(u2, 1)[0]; got != "own rules" {
		t.Errorf("the new account answers by %q", got)
	}
	r := l.host.account("second").rules
	l.save(alone)
	l.stored("shared", "own rules", `["start","stop"]`)
	waitFor(t, "the folder's end", func() bool { return len(l.host.folders()) == 1 && wait.IsClosed(r.ctx.Done()) })
	l.stored("shared", "shared rules", `["start"]`)
	l.clean()
}

// TestAccountThatCanNotStart: the others go on, and the next save tries again.
func TestAccountThatCanNotStart(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	inTheWay := filepath.Join(l.cfg.State, "accounts", "second")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l.start()
	l.save(map[string]config.Account{"default": {}, "second": {}})
	waitFor(t, "words about it", func() bool {
		return strings.Contains(l.log.String(), "the account can not be started")
	})
	l.wants("default online")
	l.saysTo(l.bot, u1, "hi")
	l.hears(u1, 1)
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	l.loginAs("second", l.sim.NewBot("owner2@im.wechat"))
	l.save(map[string]config.Account{"default": {}, "second": {}})
	l.wants("default online, second online")
	l.clean()
}

// TestSavedAccountWithoutALogin waits for one, and the others go on.
func TestSavedAccountWithoutALogin(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	l.start()
	l.save(both)
	waitFor(t, "a login under way", func() bool { return l.states() == "default online, second "+session.LoggingIn })
	l.saysTo(l.bot, u1, "hi")
	l.hears(u1, 1)
	l.save(alone)
	waitFor(t, "the account's end", func() bool { return l.host.account("second") == nil })
	l.saysTo(l.bot, u1, "hi")
	l.hears(u1, 2)
	l.clean()
}

// TestSavesTakenUpAsOne: an account that went and came back with another folder
// of rules, in saves that the host sees as one, answers by those.
func TestSavesTakenUpAsOne(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	own := l.folder("own", `bot.hear("hi", () => "own rules");`)
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.cfg.Accounts = both
	l.start()
	l.save(map[string]config.Account{"default": {}, "second": {Scripts: own}})
	waitFor(t, "the other folder", func() bool {
		a := l.host.account("second")
		return a != nil && a.rules.dir == own && l.states() == "default online, second online"
	})
	l.saysTo(second.BotID, u2, "hi")
	if got := l.hears(u2, 1)[0]; got != "own rules" {
		t.Errorf("the account answers by %q", got)
	}
	l.clean()
}

// TestEventOfAnAccountThatIsGone: the folder that it had hears of it, and no
// other.
func TestEventOfAnAccountThatIsGone(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": `
		bot.on("sessionExpired", e => store.shared.set("heard", e.account));
		bot.on("deadLetter", () => store.shared.set("later", true));`})
	l.loginAs("second", l.sim.NewBot("owner2@im.wechat"))
	l.cfg.Accounts = map[string]config.Account{"default": {}, "second": {Scripts: l.folder("own", `bot.hear("hi", () => 1);`)}}
	l.start()
	a := l.host.account("second")
	l.save(alone)
	waitFor(t, "the account's end", func() bool { return l.host.account("second") == nil })
	a.emit("sessionExpired", nil)
	l.host.emit("deadLetter", "default", nil)
	l.stored("shared", "later", "true")
	if l.host.kv.Space("shared").Has("heard") {
		t.Error("rules of others hear of the account")
	}
	l.clean()
}

// TestNewAccountKnowsItsUsers from the moment that others can send by it, while
// its rules are still loading.
func TestNewAccountKnowsItsUsers(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.cfg.Accounts = both
	l.start()
	l.saysTo(second.BotID, u2, "hi")
	l.hears(u2, 1)
	l.save(alone)
	waitFor(t, "the account's end", func() bool { return l.host.account("second") == nil })
	own := l.folder("own", `for (const end = Date.now() + 300; Date.now() < end;);`)
	l.save(map[string]config.Account{"default": {}, "second": {Scripts: own}})
	waitFor(t, "the account", func() bool { return l.host.account("second") != nil })
	if !l.host.account("second").windows.Known(u2) {
		t.Error("a send by the account would find no context")
	}
	l.wants("default online, second online")
	l.clean()
}

// TestComingAndGoingLeavesNothing: sends go on meanwhile, and no goroutine stays.
func TestComingAndGoingLeavesNothing(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	own := l.folder("own", `bot.hear("hi", () => "own rules"); bot.every("1s", () => {}); setInterval(() => {}, 10);`)
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.start()
	stop, asked := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(asked)
		for !wait.IsClosed(stop) {
			l.host.CanSend(u2, "second")
			l.host.CanSend(u2, "")
			l.host.Accounts()
		}
	}()
	before := 0
	for round := range 20 {
		l.save(map[string]config.Account{"default": {}, "second": {Scripts: own}})
		l.wants("default online, second online")
		l.save(alone)
		waitFor(t, "the account's end", func() bool { return l.host.account("second") == nil && len(l.host.folders()) == 1 })
		if round == 2 {
			before = runtime.NumGoroutine()
		}
	}
	close(stop)
	<-asked
	waitFor(t, "the goroutines' end", func() bool { return runtime.NumGoroutine() <= before+5 })
	l.clean()
}

// folder is a folder of rules beside the shared one, with one rule.
func (l *liveRig) folder(name, source string) string {
	l.t.Helper()
	dir := filepath.Join(filepath.Dir(l.cfg.Scripts), name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b.js"), []byte(source), 0o600); err != nil {
		l.t.Fatal(err)
	}
	return dir
}

// TestCopiesOfAnAccountThatIsGone stay over a start without it: its rows wait
// for its return.
func TestCopiesOfAnAccountThatIsGone(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": `
		bot.hear("pic", async msg => {
			try { for (;;) await msg.reply("more"); } catch {}
			await msg.reply({ file: Buffer.from("bytes"), name: "a.txt" }, { queue: true });
		});`})
	second := l.sim.NewBot("owner2@im.wechat")
	l.loginAs("second", second)
	l.cfg.Accounts = both
	l.cfg.Send.Quota = 2
	l.start()
	copies := func() int {
		files, _ := os.ReadDir(filepath.Join(l.cfg.State, "queue"))
		return len(files)
	}
	l.saysTo(second.BotID, u2, "pic")
	waitFor(t, "a copy of what waits", func() bool { return copies() == 1 })
	l.halt()
	l.cfg.Accounts = alone
	l.start()
	if copies() != 1 {
		t.Error("the copy is gone, and the file with it")
	}
	l.halt()
	l.clean()
}

// TestJobsOfAFolderThatEnds: a tick that runs has the grace of a handler and
// none begins any more; one that outlives it is no failure of the rule, and
// runs once more when the folder is back.
func TestJobsOfAFolderThatEnds(t *testing.T) {
	l := newLiveRig(t, map[string]string{"a.js": gate})
	own := l.folder("own", `
		bot.every("1s", async () => {
			store.shared.set("begun", store.shared.get("begun", 0) + 1);
			while (!store.shared.get("go")) await new Promise(r => setTimeout(r, 5));
			store.shared.set("ended", store.shared.get("ended", 0) + 1);
		}, { name: "t" });`)
	second := map[string]config.Account{"default": {}, "second": {Scripts: own}}
	l.loginAs("second", l.sim.NewBot("owner2@im.wechat"))
	l.cfg.Accounts = second
	l.start()
	left := func(most time.Duration) {
		l.stored("shared", "begun", "1")
		l.save(alone)
		l.wants("default online")
		if most > 0 {
			time.Sleep(most) // more ticks are due in it
			_ = l.host.kv.Space("shared").Set(nil, "go", []byte("true"), 0)
		}
		waitFor(t, "the folder's end", func() bool { return len(l.host.folders()) == 1 })
	}
	left(1500 * time.Millisecond)
	l.stored("shared", "ended", "1")
	l.stored("shared", "begun", "1")

	for key, value := range map[string]string{"go": "false", "begun": "0", "ended": "0"} {
		_ = l.host.kv.Space("shared").Set(nil, key, []byte(value), 0)
	}
	l.save(second)
	left(0)
	l.stored("shared", "begun", "1")
	_ = l.host.kv.Space("shared").Set(nil, "go", []byte("true"), 0)
	l.save(second)
	l.stored("shared", "begun", "2")
	if text := l.log.String(); strings.Contains(text, "rule failed") {
		t.Errorf("the rule is called a failure:\n%s", text)
	}
	l.halt()
	l.clean()
}
