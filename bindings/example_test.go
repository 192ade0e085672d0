package bindings

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/runtime"
)

// A host implements App and Turn; here the one of the tests, which sends
// nothing anywhere. A message goes through the rules of a folder, and what
// they reply comes back as sends.
func Example() {
	dir, err := os.MkdirTemp("", "rules")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	rule := `bot.hear("天气 [城市]", msg => [msg.params.城市 + "：晴", {image: "sun.png"}])`
	if err := os.WriteFile(filepath.Join(dir, "10-weather.js"), []byte(rule), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	app := newFakeApp(dir)
	ctx := context.Background()
	scripts, err := runtime.New(runtime.Options{Dir: dir, Modules: Modules(app, Options{}), ErrorValue: ErrorValue})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := scripts.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer scripts.Close(ctx)

	m, err := ilink.DecodeMessage(json.RawMessage(`{"message_id": "1", "from_user_id": "alice@im.wechat",
		"item_list": [{"type": 1, "text_item": {"text": "天气 北京"}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	turn := &fakeTurn{f: app, key: "default/1", account: "default", user: m.From}
	outcome, err := Dispatch(ctx, scripts.Current(), turn, bot.Message{Account: "default", M: m})
	fmt.Println(outcome.Handled, outcome.Script, err)
	for _, s := range app.takeSent() {
		fmt.Printf("%s: %q\n", s.To, s.Text+s.Source)
	}
	// Output:
	// true 10-weather.js <nil>
	// alice@im.wechat: "北京：晴"
	// alice@im.wechat: "sun.png"
}
