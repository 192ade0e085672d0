package host

import (
	"encoding/json"
	"testing"

	"hotreply/ilink/sim"
	"hotreply/store"
)

// Messages that are not for the rules are kept, with the reason, and handed to
// none. The service counts from the sender's message all the same, so a rule
// may write to a user who is not in access.allow, but a loop over bot.users()
// does not.
func TestRecordedNotDispatched(t *testing.T) {
	r := newRig(t, map[string]string{"10-echo.js": `
		bot.hear("who", () => bot.users().map(u => u.id).sort().join(" "));
		bot.hear("tell", () => bot.send("stranger@im.wechat", "hello"));
		bot.fallback(msg => "echo " + msg.text);`,
	}, func(c *Config) { c.Access.Allow = []string{"friend@im.wechat"} })
	r.start()
	r.says("stranger@im.wechat", "let me in")
	if _, err := r.sim.Say(sim.SayRequest{User: "friend@im.wechat", Text: "to all", Message: map[string]json.RawMessage{"group_id": json.RawMessage(`"g1"`)}}); err != nil {
		t.Fatal(err)
	}
	r.says("friend@im.wechat", "who")
	if got, want := r.hears("friend@im.wechat", 1)[0], "friend@im.wechat"; got != want {
		t.Errorf("bot.users() = %q, want %q", got, want)
	}
	r.says("friend@im.wechat", "tell")
	if got := r.hears("stranger@im.wechat", 1)[0]; got != "hello" {
		t.Errorf("the stranger heard %q, want only what a rule sent on its own", got)
	}
	var recorded []string
	err := r.host.db.View(func(tx *store.Tx) error {
		for id := uint64(1); id <= 4; id++ {
			if row, ok := tx.Inbox(id); ok && row.State == store.InboxRecorded {
				recorded = append(recorded, row.Reason)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(recorded) != 2 {
		t.Errorf("recorded rows = %q, want the stranger's and the group's", recorded)
	}
	r.clean()
}
