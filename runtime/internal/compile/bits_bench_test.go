package compile

import (
	"math"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
)

// hashes are loops of which programs feel each operand that goes through Int.
var hashes = map[string]string{
	"fnv":      `const s = "hello world".repeat(30); let h = 0x811c9dc5; for (let i = 0; i < s.length; i++) { h ^= s.charCodeAt(i); h = Math.imul(h, 0x01000193) } return h >>> 0`,
	"djb2":     `const s = "hello world".repeat(30); let h = 0; for (let i = 0; i < s.length; i++) { h = (h << 5) - h + s.charCodeAt(i); h |= 0 } return h`,
	"xorshift": `let x = 123456, o = 0; for (let i = 0; i < 300; i++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; o ^= x } return o`,
	"lcg":      `let s = 42; for (let i = 0; i < 300; i++) s = (s * 1103515245 + 12345) & 0x7fffffff; return s`,
	"crc":      `const T = []; for (let n = 0; n < 64; n++) { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; T[n] = c >>> 0 } return T[63]`,
	"mulberry": `let a = 5, o = 0; const next = () => { a |= 0; a = a + 0x6D2B79F5 | 0; let t = Math.imul(a ^ a >>> 15, 1 | a); t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t; return (t ^ t >>> 14) >>> 0 }; for (let i = 0; i < 300; i++) o ^= next(); return o`,
}

// BenchmarkHashes runs each with the pass and without, in turns.
func BenchmarkHashes(b *testing.B) {
	for name, code := range hashes {
		for with, own := range map[string][]Pass{"engine": nil, "guarded": {BitOperators(nil)}} {
			p, err := Program("x.js", "(function () { "+code+" })", true, own...)
			if err != nil {
				b.Fatal(err)
			}
			b.Run(name+"/"+with, func(b *testing.B) {
				f, _ := goja.AssertFunction(run(b, p))
				for b.Loop() {
					if _, err := f(nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// TestHashesCostNothing holds that at most the hash by += and |= has an operand
// that goes through Int.
func TestHashesCostNothing(t *testing.T) {
	for name, code := range hashes {
		tree, err := goja.Parse("x.js", "(function () { "+code+" })")
		if err != nil {
			t.Fatal(err)
		}
		BitOperators(nil).Change(tree)
		guards := 0
		Walk(tree, &Visitor{Expression: func(e ast.Expression) ast.Expression {
			if isThrough(e) {
				guards++
			}
			return e
		}})
		if want := map[string]int{"djb2": 1}[name]; guards > want {
			t.Errorf("%s has %d operands that go through Int", name, guards)
		}
	}
}

func run(b *testing.B, p *goja.Program) goja.Value {
	vm := goja.New()
	err := vm.Set(DepthCheck, func(goja.FunctionCall) goja.Value { return nil })
	if err == nil {
		err = vm.Set(Int, func(c goja.FunctionCall) goja.Value {
			if v := c.Argument(0); math.Abs(v.ToFloat()) < 1<<53 {
				return v
			}
			return vm.ToValue(math.Mod(c.Argument(0).ToFloat(), 1<<32))
		})
	}
	if err != nil {
		b.Fatal(err)
	}
	v, err := vm.RunProgram(p)
	if err != nil {
		b.Fatal(err)
	}
	return v
}
