package compile

import (
	"fmt"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
)

// TestOwnFilesAreGuarded holds that plain reads from outside go through Int in
// own files alone, and that index stores go through Fit where lists are made.
func TestOwnFilesAreGuarded(t *testing.T) {
	for _, c := range []struct {
		code        string
		own, others string // how often Int and Fit are called
	}{
		{`f = (x, y) => x ^ y`, "2 0", "0 0"},
		{`f = x => x & 255 | 0`, "1 0", "0 0"},
		{`f = o => { o.a.b |= 0; o.a.b ^= 1 }`, "2 0", "1 0"},
		{`const t = []; t[0] = 1e20; f = i => { t[i - 1] |= 5 }`, "1 0", "0 0"},
		{`f = (l, x) => { l[0] = x }`, "0 0", "0 0"},
		{`f = (l, x) => { l[0] = x; l["a"] = x; l.b = x; l[1] = 5; g(l[2] = x) }; Int8Array`, "0 2", "0 0"},
		{`f = (d, x) => { d.setUint32(0, x); d.setUint32(0, x * x * x) }`, "0 2", "0 1"},
		{`let h = 7; h = (h << 5) - h | 0; f = n => h ^ h >>> 3`, "0 0", "0 0"},
	} {
		for _, own := range []func(string) bool{func(string) bool { return true }, nil} {
			tree, err := goja.Parse("x.js", "(function () { "+c.code+" })")
			if err != nil {
				t.Fatal(err)
			}
			BitOperators(own).Change(tree)
			want := c.others
			if own != nil {
				want = c.own
			}
			if got := fmt.Sprint(times(tree, Int), times(tree, Fit)); got != want {
				t.Errorf("%s: own %v: %s, want %s", c.code, own != nil, got, want)
			}
		}
	}
}

func times(p *ast.Program, name string) (n int) {
	Walk(p, &Visitor{Enter: func(node ast.Node) bool {
		if id, ok := node.(*ast.Identifier); ok && id.Name.String() == name {
			n++
		}
		return true
	}})
	return n
}
