package host

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"hotreply/ilink/sim"
	"hotreply/store"
)

// Messages that are not for the rules are kept, with the reason, and handed to
// none. The service counts from the sender's message all the same, so a rule
// may write to a user who is not in access.allow, but a loop over bot.users()
// does not.
func TestRecordedNotDispatched(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"10-echo.js": `
		bot.hear("who", () => bot.users().map(u => u.id).sort().join(" "));
		bot.hear("tell", () => bot.send("stranger@im.wechat", "hello"));
		bot.fallback(msg => "echo " + msg.text);`,
	}, func(c *Config) {
		c.Access.Allow = []string{"friend@im.wechat"}
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
	})
	r.start()
	r.says("stranger@im.wechat", "let me in")
	for _, change := range []string{`{"group_id":"g1"}`, `{"message_type":2}`, `{"message_type":7}`} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal([]byte(change), &fields); err != nil {
			t.Fatal(err)
		}
		if _, err := r.sim.Say(sim.SayRequest{User: "friend@im.wechat", Text: "to all", Message: fields}); err != nil {
			t.Fatal(err)
		}
	}
	r.says("friend@im.wechat", "who")
	if got, want := r.hears("friend@im.wechat", 1)[0], "friend@im.wechat"; got != want {
		t.Errorf("bot.users() = %q, want %q", got, want)
	}
	r.says("friend@im.wechat", "tell")
	if got := r.hears("stranger@im.wechat", 1)[0]; got != "hello" {
		t.Errorf("the stranger heard %q, want only what a rule sent on its own", got)
	}
	if _, err := r.sim.Say(sim.SayRequest{User: "group.only@im.wechat", Text: "to all", Message: map[string]json.RawMessage{"group_id": json.RawMessage(`"g1"`)}}); err != nil {
		t.Fatal(err)
	}
	r.says("friend@im.wechat", "after the group")
	r.hears("friend@im.wechat", 2)
	if r.host.accounts()[0].windows.Known("group.only@im.wechat") {
		t.Error("a group's message opens a window to its sender")
	}
	var recorded []string
	for id := uint64(1); id <= 6; id++ {
		if row, err := r.host.db.Inbox(id); err == nil && row.State == store.InboxRecorded {
			recorded = append(recorded, row.Reason)
		}
	}
	want := []string{"the sender is not in access.allow", "from a group", "written by the bot", "of type 7"}
	if len(recorded) != len(want) {
		t.Fatalf("recorded rows = %q, want %q", recorded, want)
	}
	for i := range want {
		if !strings.Contains(recorded[i], want[i]) || !strings.Contains(log.String(), want[i]) {
			t.Errorf("recorded as %q, want %q, there and in the log:\n%s", recorded[i], want[i], log.String())
		}
	}
	if !strings.Contains(log.String(), "[WARN]  message kept") {
		t.Error("no warning of a group's message")
	}
	r.clean()
}
