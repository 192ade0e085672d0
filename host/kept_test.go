package host

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/store"
)

const keptRule = `
bot.hear("hi", () => "hello");
bot.hear("use [n]", async msg => { for (let i = 0; i < Number(msg.params.n); i++) await msg.reply("r" + i); });`

// keep is `hotreply send` beside no running host.
func (r *rig) keep(s OfflineSend) (kept KeptSend, err error) {
	r.t.Helper()
	r.inFile(func(db *store.DB) { kept, err = KeepSend(r.t.(*testing.T).Context(), db, r.cfg, s) })
	return kept, err
}

// inFile opens the store of a host that does not run.
func (r *rig) inFile(do func(*store.DB)) {
	r.t.Helper()
	db, err := store.Open(filepath.Join(r.cfg.State, "state.db"), store.Options{LockTimeout: patience, Clock: r.cfg.Clock})
	if err != nil {
		r.t.Fatal(err)
	}
	do(db)
	if err := db.Close(); err != nil {
		r.t.Fatal(err)
	}
}

// TestKeptSend: what was asked for while no host ran is sent by the next
// start, in order and once.
func TestKeptSend(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": keptRule}, func(c *Config) { c.Send.SplitAt = 20 })
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.halt()
	for _, text := range []string{"first", "a text for two messages"} {
		if kept, err := r.keep(OfflineSend{To: u1, Text: text}); err != nil || kept.Refusal != nil || kept.Account != "default" {
			t.Fatalf("KeepSend: %+v, %v", kept, err)
		}
	}
	for range 2 {
		r.start()
		if got := strings.Join(r.hears(u1, 4), "|"); got != "hello|first|a text for two|messages" {
			t.Errorf("the user sees %s", got)
		}
		waitFor(t, "an empty queue", func() bool { return r.queued(u1) == 0 && r.open() == 0 })
		r.halt()
	}
	if n := len(r.sim.Sent(u1, 0)); n != 4 {
		t.Errorf("%d messages were sent, want 4", n)
	}
	r.clean()
}

// TestKeptSendDies: a host that is killed while it sends has sent it once.
func TestKeptSendDies(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": keptRule})
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.halt()
	if _, err := r.keep(OfflineSend{To: u1, Text: "away"}); err != nil {
		t.Fatal(err)
	}
	before := r.sim.State().Requests["sendmessage"]
	if err := r.sim.SetFault(sim.Fault{Op: "sendmessage", Kind: "drop_response", Count: -1}); err != nil {
		t.Fatal(err)
	}
	cmd := r.child()
	waitFor(t, "the request", func() bool { return r.sim.State().Requests["sendmessage"] > before })
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	r.fault("sendmessage", "drop_response", 0)
	r.start()
	r.hears(u1, 2)
	waitFor(t, "the row's end", func() bool { return r.open() == 0 && r.queued(u1) == 0 })
	r.says(u1, "hi")
	if got := strings.Join(r.hears(u1, 3), "|"); got != "hello|away|hello" {
		t.Errorf("the user sees %s", got)
	}
	r.clean()
}

// TestKeptSendRefused: what a rule could not send is not kept either, unless
// it may wait for the user's next message.
func TestKeptSendRefused(t *testing.T) {
	r, v := virtualRig(t, map[string]string{"a.js": keptRule})
	r.start()
	r.says(u1, "use 9")
	r.hears(u1, 9)
	waitFor(t, "an empty inbox", func() bool { return r.pending() == 0 })
	r.halt()
	var noContext *ilink.NoContextError
	if _, err := r.keep(OfflineSend{To: u2, Text: "x", Queue: time.Hour}); !errors.As(err, &noContext) {
		t.Errorf("to a user who never wrote: %v", err)
	}
	if _, err := r.keep(OfflineSend{To: u1, Text: "the tenth"}); err != nil {
		t.Errorf("within the quota: %v", err)
	}
	var quota *ilink.QuotaExhaustedError
	if _, err := r.keep(OfflineSend{To: u1, Text: "the eleventh"}); !errors.As(err, &quota) {
		t.Errorf("beyond the quota: %v", err)
	}
	if kept, err := r.keep(OfflineSend{To: u1, Text: "later", Queue: 48 * time.Hour}); err != nil || !errors.As(kept.Refusal, &quota) {
		t.Errorf("beyond the quota, with a queue: %+v, %v", kept, err)
	}
	v.Advance(25 * time.Hour)
	var closed *ilink.WindowClosedError
	if _, err := r.keep(OfflineSend{To: u1, Text: "too late"}); !errors.As(err, &closed) {
		t.Errorf("after the window: %v", err)
	}
	r.start()
	waitFor(t, "the tenth to be given up", func() bool { return r.queued(u1) == 1 })
	r.says(u1, "hi")
	if got := strings.Join(r.hears(u1, 11)[9:], "|"); got != "hello|later" {
		t.Errorf("the user sees %s", got)
	}
	r.clean()
}

// TestKeptSendAcrossBots: a new bot of the account has no window for anybody
// yet, so what was kept waits for the user's first message to it.
func TestKeptSendAcrossBots(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": keptRule})
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.halt()
	if _, err := r.keep(OfflineSend{To: u1, Text: "away"}); err != nil {
		t.Fatal(err)
	}
	r.login(r.sim.NewBot("dev@im.wechat"))
	r.start()
	r.saysTo(r.bot, u1, "hi")
	if got := strings.Join(r.hears(u1, 3), "|"); got != "hello|hello|away" {
		t.Errorf("the user sees %s", got)
	}
	r.clean()
}

// open is how many outbox rows are to be sent.
func (r *rig) open() int {
	rows, _ := r.host.db.Open("default")
	return len(rows)
}
