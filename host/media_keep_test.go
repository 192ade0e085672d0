package host

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/ilink/sim"
	"hotreply/internal/clock"
)

// later is the machine's clock, some time ahead.
type later struct {
	clock.System
	by *atomic.Int64
}

func (l later) Now() time.Time { return time.Now().Add(time.Duration(l.by.Load())) }

// ahead puts the host's clock and the simulator's ahead by the same.
func (r *rig) ahead(by *atomic.Int64, d time.Duration) {
	by.Add(int64(d))
	r.sim.Advance(d)
}

func (r *rig) copies() int {
	files, _ := os.ReadDir(filepath.Join(r.cfg.State, "queue"))
	return len(files)
}

const keepRule = `
	bot.hear("later", async msg => "ok");
	bot.hear("go", async msg => "gone");
	bot.on("start", async () => {
		const to = "u1@im.wechat";
		if (env.QUEUE && !bot.canSend(to).ok) {
			const r = await bot.send(to, [{ image: "pic.png" }, "caption"], { queue: true });
			store.set("status", r.status);
		}
	});`

// Media that waits for the user's next message keeps a copy beside the state,
// is uploaded again when it has waited long, also after a restart that knows
// nothing of its source, and the copy goes when it was sent.
func TestQueuedMediaKeepsACopy(t *testing.T) {
	const u = "u1@im.wechat"
	var by atomic.Int64
	r := newRig(t, map[string]string{"10-queue.js": keepRule, "pic.png": string(testPNG)}, func(c *Config) {
		c.Clock = later{by: &by}
	})
	r.start()
	r.says(u, "later")
	r.sent(u, 1)
	r.halt()
	r.ahead(&by, 25*time.Hour) // the window has closed
	r.cfg.Env = map[string]string{"QUEUE": "1"}
	r.start()
	r.stored("rule/queue", "status", `"queued"`)
	if n := r.copies(); n != 1 {
		t.Fatalf("%d copies in the queue's folder, want 1", n)
	}
	r.halt()
	// The source is gone, and a stray copy lies about.
	if err := os.Remove(filepath.Join(r.cfg.Scripts, "pic.png")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.cfg.State, "queue", "media-stray"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r.cfg.Env = nil
	r.ahead(&by, 2*time.Hour)
	uploads := len(r.sim.Requests("upload", 0))
	r.start()
	r.says(u, "go")
	got := r.sent(u, 4)
	kinds := got[1].Kind + " " + got[2].Kind + " " + got[3].Kind
	var image sim.SentMessage
	for _, m := range got {
		if m.Kind == "image" {
			image = m
		}
	}
	if image.MD5 != md5Of(testPNG) {
		t.Errorf("after the next message came %s, want the image among them", kinds)
	}
	if n := len(r.sim.Requests("upload", 0)); n != uploads+1 {
		t.Errorf("%d uploads on leaving the queue, want 1", n-uploads)
	}
	waitFor(t, "the copies to go", func() bool { return r.copies() == 0 })
	r.clean()
}

// An Upload that was made long ago and is refused is made anew, once.
func TestRefusedOldUploadIsMadeAnew(t *testing.T) {
	const u = "u1@im.wechat"
	var by atomic.Int64
	r := newRig(t, map[string]string{"10-up.js": `
		let up;
		bot.hear("make", async msg => { up = await bot.upload(msg.from, "image", "pic.png"); return "made"; });
		bot.hear("use", async msg => { try { await msg.reply({ image: up }); } catch (e) { await msg.reply(e.code); } });`,
		"pic.png": string(testPNG)}, func(c *Config) { c.Clock = later{by: &by} })
	r.start()
	r.says(u, "make")
	r.sent(u, 1)
	r.fault("sendmessage", "ret_-2", 1)
	r.says(u, "use")
	if m := r.sent(u, 2)[1]; m.Text != "REJECTED" {
		t.Errorf("a new upload that is refused: %+v, want the refusal", m)
	}
	r.ahead(&by, 30*time.Minute)
	r.fault("sendmessage", "ret_-2", 1)
	r.says(u, "use")
	if m := r.sent(u, 3)[2]; m.Kind != "image" || m.MD5 != md5Of(testPNG) {
		t.Errorf("an old upload that is refused: %+v, want the image", m)
	}
	if n := len(r.sim.Requests("upload", 0)); n != 2 {
		t.Errorf("%d uploads, want 2", n)
	}
	r.clean()
}

// An Upload whose source has vanished still serves its own user; for others,
// and when it is refused, there is nothing to make it anew from.
func TestUploadOfAVanishedSource(t *testing.T) {
	var by atomic.Int64
	r := newRig(t, map[string]string{"10-up.js": `
		let up;
		bot.hear("make", async msg => { up = await bot.upload(msg.from, "image", "pic.png"); return "made"; });
		bot.hear("use", async msg => { try { await msg.reply({ image: up }); } catch (e) { await msg.reply(e.code + (e.hint ? " hint" : "")); } });`,
		"pic.png": string(testPNG)}, func(c *Config) { c.Clock = later{by: &by} })
	r.start()
	r.says(alice, "make")
	r.sent(alice, 1)
	if err := os.Remove(filepath.Join(r.cfg.Scripts, "pic.png")); err != nil {
		t.Fatal(err)
	}
	r.says(alice, "use")
	if m := r.sent(alice, 2)[1]; m.MD5 != md5Of(testPNG) {
		t.Errorf("to its own user: %+v", m)
	}
	r.says(bob, "use")
	if m := r.sent(bob, 1)[0]; m.Text != "GONE hint" {
		t.Errorf("to another user: %+v, want GONE", m)
	}
	r.ahead(&by, 2*time.Hour)
	r.fault("sendmessage", "ret_-2", 1)
	r.says(alice, "use")
	if m := r.sent(alice, 3)[2]; m.Text != "REJECTED hint" {
		t.Errorf("refused after two hours: %+v, want the refusal", m)
	}
	r.clean()
}

// An Upload older than an hour is sent, with a word about it in the log.
func TestOldUploadIsWarnedOf(t *testing.T) {
	const u = "u1@im.wechat"
	var by atomic.Int64
	var log syncBuffer
	r := newRig(t, map[string]string{"10-up.js": `
		let up;
		bot.hear("make", async msg => { up = await bot.upload(msg.from, "image", "pic.png"); return { image: up }; });
		bot.hear("use", async msg => ({ image: up }));`,
		"pic.png": string(testPNG)}, func(c *Config) {
		c.Clock = later{by: &by}
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log, Level: hclog.Warn})
	})
	r.start()
	r.says(u, "make")
	r.sent(u, 1)
	r.ahead(&by, 61*time.Minute)
	for i := range 3 {
		r.says(u, "use")
		r.sent(u, 2+i)
	}
	if n := strings.Count(log.String(), "old Upload"); n != 1 {
		t.Errorf("%d warnings, want 1:\n%s", n, log.String())
	}
}

// syncBuffer is a log that tests may read while it is written.
type syncBuffer struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// What a killed process left of uploads and saves goes at the next start, and
// nothing else does.
func TestUnfinishedFilesAreSwept(t *testing.T) {
	r := newRig(t, nil)
	keep := []string{"files/photo.jpg", "files/upload-plan.txt", "files/sub/.save-mine", "save-me"}
	gone := []string{"upload-123", "files/.save-ABC"}
	for _, name := range append(append([]string{}, keep...), gone...) {
		path := filepath.Join(r.cfg.State, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.start()
	for stays, names := range map[bool][]string{true: keep, false: gone} {
		for _, name := range names {
			if _, err := os.Stat(filepath.Join(r.cfg.State, filepath.FromSlash(name))); (err == nil) != stays {
				t.Errorf("%s after the start: %v", name, err)
			}
		}
	}
}

// A reply with media whose login ends meanwhile waits for the next login.
func TestMediaWaitsForLogin(t *testing.T) {
	const u = "u1@im.wechat"
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"10-slow.js": `
		bot.on("sessionExpired", () => store.set("expired", true));
		bot.hear("slow", async msg => {
			await msg.reply("wait");
			while (!store.get("expired")) await new Promise(r => setTimeout(r, 5));
			return { image: "pic.png" };
		});`, "pic.png": string(testPNG)})
	r.start()
	r.says(u, "slow")
	r.sent(u, 1)
	r.sim.Expire()
	waitFor(t, "a row in the queue", func() bool { return r.queued(u) == 1 })
	if n := r.copies(); n != 1 {
		t.Errorf("%d copies in the queue's folder, want 1", n)
	}
	r.login(r.sim.NewBot("dev@im.wechat"))
	waitFor(t, "the new login", func() bool { return r.host.accounts()[0].keeper.Current() != nil })
	r.saysTo(r.bot, u, "hello again")
	if m := r.sent(u, 2)[1]; m.Kind != "image" || m.MD5 != md5Of(testPNG) {
		t.Errorf("after the new login came %+v, want the image", m)
	}
	waitFor(t, "the copies to go", func() bool { return r.copies() == 0 })
}

// The same when the new login is there before the reply: the new bot does not
// know the user yet.
func TestMediaWaitsForNewBot(t *testing.T) {
	const u = "u1@im.wechat"
	r := newRigOn(t, sim.Options{QR: "manual"}, map[string]string{"10-slow.js": `
		bot.on("sessionExpired", () => store.set("expired", true));
		bot.hear("slow", async msg => {
			await msg.reply("wait");
			while (!store.get("go")) await new Promise(r => setTimeout(r, 5));
			return { image: "pic.png" };
		});
		bot.hear("go", () => { store.set("go", true) });`, "pic.png": string(testPNG)})
	r.start()
	r.says(u, "slow")
	r.sent(u, 1)
	old := r.host.accounts()[0].keeper.Current()
	r.sim.Expire()
	waitFor(t, "the end of the session", func() bool { return r.host.accounts()[0].keeper.Current() != old })
	r.login(r.sim.NewBot("dev@im.wechat"))
	waitFor(t, "the new login", func() bool { return r.host.accounts()[0].keeper.Current() != nil })
	r.saysTo(r.bot, "other@im.wechat", "go")
	waitFor(t, "a row in the queue", func() bool { return r.queued(u) == 1 })
	r.saysTo(r.bot, u, "hello again")
	if m := r.sent(u, 2)[1]; m.Kind != "image" || m.MD5 != md5Of(testPNG) {
		t.Errorf("after the new login came %+v, want the image", m)
	}
}
