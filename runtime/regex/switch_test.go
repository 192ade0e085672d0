package regex_test

import (
	"fmt"
	"strings"
	"testing"

	"hotreply/runtime/regex"
)

// TestAlternativesByCharacter: alternatives keep their order, whether they are
// sorted by their first character or not.
func TestAlternativesByCharacter(t *testing.T) {
	for _, c := range []struct{ pattern, flags, text, want string }{
		{"foo|bar|foobar|ba", "", "foobar", "[0 3]"},
		{"foobar|bar|foo", "", "foobar", "[0 6]"},
		{"^(?:foo|bar|foobar)$", "", "foobar", "[0 6]"},
		{"ab|a|abc|", "", "xabc", "[0 0]"},
		{"a|a|a", "", "a", "[0 1]"},
		{"(ab|(a)|(b)c)+", "", "aabbc", "[0 5 3 5 -1 -1 3 4]"},
		{"天气|天空|(北)京", "", "看北京天空", "[1 3 1 2]"},
		{"Kelvin|straße|ſharp", "iu", "x\u212Aelvin", "[1 7]"},
		{"😀a|😁b|x", "u", "z😁b", "[1 4]"},
		{"😀a|😁b|x", "", "z😁b", "[1 4]"},
		{"[aA]b|ac", "", "ac", "[0 2]"},
		{"(?<=ab|cb)x|(?<=z)y", "", "cbx", "[2 3]"},
		{"(?:ab|cd)+?e|f", "", "abcdabe", "[0 7]"},
	} {
		var m regex.Matcher
		for _, text := range []regex.Text{regex.String(c.text), regex.Units(regex.String(c.text).Slice(0, regex.String(c.text).Len()))} {
			found, err := m.Match(regex.MustCompile(c.pattern, c.flags), text, 0)
			if got := fmt.Sprint(found); err != nil || got != c.want {
				t.Errorf("/%s/%s on %s: %s, %v, want %s", c.pattern, c.flags, c.text, got, err, c.want)
			}
		}
	}
}

// TestManyWords: a pattern of words costs a step for each place of the text,
// not one for each word.
func TestManyWords(t *testing.T) {
	var words []string
	for i := range 2000 {
		words = append(words, string(rune(0x4e00+i*7))+string(rune(0x5000+i)))
	}
	asked := 0
	m := regex.Matcher{Poll: func() error { asked++; return nil }}
	if found, err := m.Match(regex.MustCompile(strings.Join(words, "|"), ""), regex.String(strings.Repeat("今天", 20000)), 0); found != nil || err != nil || asked > 10 {
		t.Errorf("%v, %v, polled %d times", found, err, asked)
	}
}
