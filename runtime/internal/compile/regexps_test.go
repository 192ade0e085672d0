package compile

import (
	"errors"
	"testing"
	"unicode/utf16"

	"github.com/dop251/goja"
)

// TestRegexpLiterals: literals wherever they stand hold what was written; the engine
// would refuse these.
func TestRegexpLiterals(t *testing.T) {
	vm := goja.New()
	var got []string
	vm.Set("see", func(c goja.FunctionCall) goja.Value {
		pattern, flags, ok := ReadStandIn(c.Argument(0).ToObject(vm).Get("source").String())
		if !ok {
			t.Errorf("%v is no stand-in", c.Argument(0))
		}
		got = append(got, string(utf16.Decode(pattern))+"/"+flags)
		return vm.ToValue("made")
	})
	p, err := Program("x.js", "const a = see(/(?i:x)/v), o = { [see(/好\\p{L}/u)]: see(/a/g)?.length };\nclass C { f = (x = see(/a/g)) => see(/[/]/d).length }; new C().f()", true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vm.RunProgram(p); err != nil {
		t.Fatal(err)
	}
	want := []string{"(?i:x)/v", "好\\p{L}/u", "a/g", "a/g", "[/]/d"}
	if len(got) != len(want) {
		t.Fatalf("%q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

// TestRegexpErrors: a literal that is wrong keeps the program from loading, in
// Node's words and with its place.
func TestRegexpErrors(t *testing.T) {
	for source, want := range map[string]string{
		"/(/":                        "SyntaxError: Invalid regular expression: /(/: Unterminated group at x.js:1:1",
		"\n f(/a**/g)":               "SyntaxError: Invalid regular expression: /a**/g: Nothing to repeat at x.js:2:4",
		"/a/gg":                      "SyntaxError: Invalid regular expression flags at x.js:1:1",
		"() => /(?<a>.)(?<a>.)/":     "SyntaxError: Invalid regular expression: /(?<a>.)(?<a>.)/: Duplicate capture group name at x.js:1:7",
		"/\\p{Nonsense}/u; /\\p{x}/": "SyntaxError: Invalid regular expression: /\\p{Nonsense}/u: Invalid property name at x.js:1:1",
	} {
		_, err := Program("x.js", source, true)
		var se *goja.CompilerSyntaxError
		if !errors.As(err, &se) || err.Error() != want {
			t.Errorf("%s: %v, want %s", source, err, want)
		}
	}
}
