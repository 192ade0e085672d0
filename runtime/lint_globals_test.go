package runtime_test

import (
	"fmt"
	"testing"

	"hotreply/runtime"
)

// TestGlobalsBySlip: names that a .cjs file assigns and nobody declares are
// told of, once each; declared ones, and those of strict rules and packages,
// are not.
func TestGlobalsBySlip(t *testing.T) {
	set := start(t, map[string]string{
		"10-a.cjs": `const { other } = require("./_lib.cjs"), loose = require("loose");
let count = 0, a, b;
function add(n, [x, y = 1] = [], { z, w: v } = {}) { coutn = n; count = n; x = y; z = v; }
for (i = 0; i < 2; i++) add(i);
for (key of [1]) for (const k in {}) a = k;
try { b = other } catch (e) { e = null }
[a, b] = [1, 2]; coutn = 2; exports = module.exports = {}; globalThis.meant = 1;
class C { m(q) { q = C } }
bot.hear("a", () => count);
`,
		"_lib.cjs":                    "exports.other = 1;\n\n  typo = 2;\n",
		"node_modules/loose/index.js": `slipped = 1; module.exports = 1`,
		"20-b.js":                     `let x; x = 1; bot.hear("b", () => x);`,
		"30-static.cjs":               `var static; statik = 1; bot.hear("c", () => static);`,
	}, runtime.Options{Watch: runtime.WatchOff})
	got := map[string]bool{}
	for _, n := range set.Lint() {
		if n.Hint == "" || n.Frame == "" || len(n.Text) < 20 {
			t.Errorf("%+v", n)
		}
		got[fmt.Sprintf("%s:%d:%d %.5s", n.File, n.Line, n.Column, n.Text)] = true
	}
	want := []string{"scripts/10-a.cjs:3:54 coutn", "scripts/10-a.cjs:4:6 i is ", "scripts/10-a.cjs:5:6 key i", "scripts/_lib.cjs:3:3 typo ", "scripts/30-static.cjs:1:13 stati"}
	for _, w := range want {
		if !got[w] {
			t.Errorf("nothing is said of %s", w)
		}
		delete(got, w)
	}
	if len(got) > 0 {
		t.Errorf("more than that: %v", got)
	}
}
