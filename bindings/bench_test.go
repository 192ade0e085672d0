package bindings

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/runtime"
)

// BenchmarkDispatch is one text through one matching rule that looks at the
// message and returns a reply, with a host that does nothing.
func BenchmarkDispatch(b *testing.B) {
	dir := b.TempDir()
	rule := `bot.hear(/^hi (.*)/, msg => msg.text.length > 2 ? "hello " + msg.match[1] : msg.from)`
	if err := os.WriteFile(filepath.Join(dir, "10-a.js"), []byte(rule), 0o600); err != nil {
		b.Fatal(err)
	}
	app := newFakeApp(dir)
	set, err := runtime.New(runtime.Options{Dir: dir, Modules: Modules(app, Options{}), ErrorValue: ErrorValue, Watch: runtime.WatchOff})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	if err := set.Start(ctx); err != nil {
		b.Fatal(err)
	}
	defer set.Close(ctx)
	m, err := ilink.DecodeMessage(json.RawMessage(`{"message_id":"1","from_user_id":"u@im.wechat","item_list":[{"type":1,"text_item":{"text":"hi there"}}]}`))
	if err != nil {
		b.Fatal(err)
	}
	turn := &fakeTurn{f: app, key: "k", account: "default", user: "u@im.wechat"}
	b.ReportAllocs()
	for b.Loop() {
		out, err := Dispatch(ctx, set.Current(), turn, bot.Message{Account: "default", M: m})
		if err != nil || !out.Handled {
			b.Fatal(out, err)
		}
		app.takeSent()
	}
}
