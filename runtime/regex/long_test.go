package regex_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hotreply/runtime/regex"
)

// TestLongTexts: a megabyte is matched, and an answer is never "no match"
// because it takes long.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("x好", 1<<18)
	for _, c := range []struct{ pattern, flags, text string }{
		{`^(?:(?!END).)*END$`, "", long + "END"},
		{`(好)x\1END`, "", long + "好x好END"},
		{`^\p{L}+END`, "u", long + "END"},
		{`^.*?END`, "", long + "END"},
		{`(?<=好)END`, "", long + "END"},
	} {
		var m regex.Matcher
		m.Poll = within(20 * time.Second)
		found, err := m.Match(regex.MustCompile(c.pattern, c.flags), regex.String(c.text), 0)
		if err != nil || found == nil {
			t.Errorf("/%s/%s: %v, %v", c.pattern, c.flags, found, err)
		}
	}
}

// TestNoTimeWithoutEnd: without back references time grows with the text.
func TestNoTimeWithoutEnd(t *testing.T) {
	for _, pattern := range []string{`^(a+)+$`, `^(a|aa)+$`, `^(?:a*)*b`, `(?:a|a)*?c`, `^(\w+\s?)*$`} {
		var m regex.Matcher
		m.Poll = within(10 * time.Second)
		if found, err := m.Match(regex.MustCompile(pattern, ""), regex.String(strings.Repeat("a", 5000)+"!"), 0); err != nil || found != nil {
			t.Errorf("%s: %v, %v", pattern, found, err)
		}
	}
}

// TestGivenUp: what ends a match early is an error.
func TestGivenUp(t *testing.T) {
	enough := errors.New("enough")
	m := regex.Matcher{Poll: func() error { return enough }}
	if _, err := m.Match(regex.MustCompile(`^(\w+)\1(\w+)\2$`, ""), regex.String(strings.Repeat("a", 2001)), 0); !errors.Is(err, enough) {
		t.Errorf("poll: %v", err)
	}
	var stack *regex.StackError
	m = regex.Matcher{Stack: 1000}
	if _, err := m.Match(regex.MustCompile(`^(a|b|ab)*$`, ""), regex.String(strings.Repeat("ab", 20000)), 0); !errors.As(err, &stack) || stack.Limit != 1000 || stack.Text != 40000 {
		t.Errorf("stack: %v", err)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add(`(a|b)*?\1(?<=x)`, "i", "abx")
	f.Fuzz(func(t *testing.T, pattern, flags, text string) {
		r, err := regex.CompileString(pattern, flags)
		if err != nil {
			return
		}
		m := regex.Matcher{Poll: within(time.Second), Stack: 1 << 16}
		in := regex.String(text)
		found, err := m.Match(r, in, 0)
		for i := 0; err == nil && i < len(found); i += 2 {
			if found[i] > found[i+1] || found[i] < -1 || found[i+1] > in.Len() {
				t.Errorf("/%s/%s on %q: %v", pattern, flags, text, found)
			}
		}
	})
}
