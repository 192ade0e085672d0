package runtime_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"hotreply/runtime"
)

func TestSetAside(t *testing.T) {
	cache := &bundles{m: map[string][]byte{}}
	dir := filepath.Join(t.TempDir(), "scripts")
	var guilty atomic.Bool
	opts := runtime.Options{Dir: dir, Bundles: cache, Watch: runtime.WatchOff,
		Skip: func(name string) bool { return guilty.Load() && name == "10-guilty.js" }}
	files := map[string]string{
		"10-guilty.js": `globalThis.runs = 1; bot.hear("hi", () => "guilty"); bot.hear(/^\d+$/, () => "number"); bot.hear("天气 [城市]", () => "w");
bot.command("do", () => "did"); bot.use((m, next) => next()); bot.event("start", () => { throw new Error("ran") });`,
		"20-other.js": `bot.hear("hi", () => "other"); bot.fallback(() => "fb");`,
	}
	check := func(t *testing.T, set *runtime.Scripts) {
		t.Helper()
		for text, want := range map[string]string{"hi": "other", "42": "fb", "天气 北京": "fb", "/do it": "fb"} {
			got, o, err := say(t, set, text)
			if got != want || err != nil || !slices.Equal(o.Aside, []string{"10-guilty.js"}) {
				t.Errorf("%s: %q, %+v, %v", text, got, o, err)
			}
		}
		if _, o, _ := say(t, set, "nothing"); len(o.Aside) > 0 {
			t.Errorf("nothing: %+v", o)
		}
		err := set.Current().Emit(context.Background(), "start", nil)
		if err != nil || len(set.Current().Scripts()) != 1 {
			t.Errorf("emit: %v; scripts %v", err, set.Current().Scripts())
		}
	}
	set := start(t, files, opts)
	if got, _, _ := say(t, set, "hi"); got != "guilty" {
		t.Fatalf("got %q", got)
	}
	guilty.Store(true)
	r := set.Reload(context.Background())
	if len(r.Changes) != 1 || r.Changes[0].Kind != runtime.SetAside {
		t.Errorf("changes %+v", r.Changes)
	}
	check(t, set)
	set.Close(context.Background())

	second := start(t, nil, opts) // from the last good bundle, without a run
	check(t, second)
	guilty.Store(false)
	second.Reload(context.Background())
	if got, o, err := say(t, second, "hi"); got != "guilty" || len(o.Aside) > 0 || err != nil {
		t.Errorf("back again: %q, %+v, %v", got, o, err)
	}
	if _, ok := cache.m["10-guilty.js"]; !ok || strings.Contains(second.Dir(), "..") {
		t.Error("its last good bundle was dropped")
	}
}
