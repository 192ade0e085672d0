package runtime_test

import (
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
)

// TestBitOperators holds bit operators on large numbers to the values of Node
// 22, and that they still take BigInts, texts and objects.
func TestBitOperators(t *testing.T) {
	for code, want := range map[string]any{
		`let s = 7; s = (s * 6364136223846793005 + 1442695040888963407) & 0x7fffffff; return s`:                                                                               int64(259915776),
		`class Rng { constructor(s) { this.s = s } next() { this.s = this.s * 16807000000007 + 12345; return this.s & 0xffff } } const r = new Rng(1234567); return r.next()`: int64(28672),
		`const o = { n: 2 ** 65 + 2 ** 40 }; o.n ^= 3; return o.n`:                                                                                                            int64(3),
		`const a = [1e20]; a[0] |= 1; return a[0]`:                                                                                                                            int64(1661992961),
		`let n = 0; const f = () => (n++, 2 ** 64); return [f() | 1, n].join()`:                                                                                               "1,1",
		`const m = (1n << 64n) - 1n; return String((12345678901234567890n * 6364136223846793005n) & m)`:                                                                       "3028624137721287914",
		`let x = 5n; x *= 3n; x |= 16n; return String(x)`:                                                                                                                     "31",
		`const p = Math.pow(2, 70); return ~p`:                                                                                                                                int64(-1),
		`return Number("1e20") >>> 0`:                                                                                                                                         int64(1661992960),
		`const v = { valueOf: () => 6 }; let y = 2 * v; return y | v`:                                                                                                         int64(14),
		`let z = "3"; z *= 1; z <<= 2; return z`:                                                                                                                              int64(12),
		`return Math.imul(1e19, 3)`:                                                                                                                                           int64(-1648885760),
		`const low = (x, k) => x | k; function two(v) { return low(v, 1) } return two(2 ** 63 + 2 ** 20)`:                                                                     int64(1048577),
		`const next = () => 2 ** 64 + 2 ** 13; return next() >>> 1`:                                                                                                           int64(4096),
		`class A { mix(h) { return h ^ 1 } big(n) { return n * 1 } } const a = new A(); return a.mix(a.big(1e20))`:                                                            int64(1661992961),
		`const o = { cut: x => ~~x }; return o.cut(1e20)`:                                                                                                                     int64(1661992960),
	} {
		s := jstest.Script(t, runtime.Options{}, "a.js", "globalThis.f = () => { "+code+" }")
		if got, err := jstest.Value(s, "f()"); err != nil || got != want {
			t.Errorf("%s: %v %v, want %v", code, got, err, want)
		}
	}
}

// TestBitOperatorsAnywhere holds operands from anywhere to the values of Node
// 22: out of data, texts and callbacks, and in all places of a program.
func TestBitOperatorsAnywhere(t *testing.T) {
	for _, c := range bitCases {
		s := jstest.Script(t, runtime.Options{}, "a.js", "globalThis.f = () => JSON.stringify((() => { "+c.code+" })())")
		if got, err := jstest.Value(s, "f()"); err != nil || got != c.want {
			t.Errorf("%s: %v %v, want %s", c.code, got, err, c.want)
		}
	}
	const code = "globalThis.f = async () => (await 1e20) | (await '1e20') | 0"
	s := jstest.Script(t, runtime.Options{}, "a.js", code)
	if got, err := jstest.Value(s, "f()"); err != nil || got != int64(1661992960) {
		t.Errorf("%s: %v %v", code, got, err)
	}
}
