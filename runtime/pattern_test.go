package runtime

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPlaces(t *testing.T) {
	tests := []struct{ pattern, text, want string }{
		{"天气 [城市]", "天气 北京", "map[城市:北京]"},
		{"天气 [城市]", "天气北京", "map[城市:北京]"},
		{"天气 [城市]", " 天气  北京 上海 ", "map[城市:北京 上海]"},
		{"天气 [城市]", "天气", "none"},
		{"天气 [城市?]", "天气", "map[]"},
		{"天气 [城市] [天?]", "天气 北京", "map[城市:北京]"},
		{"天气 [城市] [天?]", "天气 北京 3 天", "map[城市:北京 天:3 天]"},
		{"[城市]天气", "北京天气", "map[城市:北京]"},
		{"[城市] 天气", "北京 上海 天气", "none"},
		{"从[甲]到[乙]", "从北京到上海", "map[乙:上海 甲:北京]"},
		{"Remind me to [what]", "remind ME to Buy Milk", "map[what:Buy Milk]"},
		{"say [a] and [b]", "say x and y z", "map[a:x b:y z]"},
		{"say [a?] please", "say please", "map[]"},
		{"say [a?] please", "say it please", "map[a:it]"},
		{"[a]", "x y", "map[a:x y]"},
		{"x [ a ]", "x 1", "map[a:1]"},
	}
	for _, c := range tests {
		p, err := TextPattern(c.pattern)
		if err != nil || p.places == nil {
			t.Errorf("%q: %v", c.pattern, err)
			continue
		}
		got := "none"
		if m := p.places.match(c.text); m != nil {
			got = fmt.Sprint(m)
		}
		if got != c.want {
			t.Errorf("%q on %q: %s, want %s", c.pattern, c.text, got, c.want)
		}
		s := newSubject(Subject{Text: c.text})
		if got != "none" && !strings.HasPrefix(s.folded, p.literal) {
			t.Errorf("%q: the literal %q does not begin %q", c.pattern, p.literal, c.text)
		}
	}
	many, err := TextPattern("x [a?]" + func() (s string) {
		for i := range 40 {
			s += fmt.Sprintf(" [p%d?]", i)
		}
		return s
	}() + " end")
	if err != nil || many.places.match("x"+strings.Repeat(" y", 60)) != nil {
		t.Errorf("forty optional places: %v", err)
	}
	for _, bad := range []string{"x []", "x [?]", "[a] [a]"} {
		if _, err := TextPattern(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
	if p, err := TextPattern("数组 [没有"); err != nil || p.kind != textPattern {
		t.Errorf("an open bracket: %v, %v", p, err)
	}
}

func TestCommands(t *testing.T) {
	tests := []struct{ text, name, rest, args string }{
		{"/weather 北京", "weather", "北京", "[北京]"},
		{"／Weather  北京  上海 ", "weather", "北京  上海", "[北京 上海]"},
		{`/add "two words" x`, "add", `"two words" x`, "[two words x]"},
		{`/add “两 个” 'it is' a"b c"d`, "add", `“两 个” 'it is' a"b c"d`, "[两 个 it is ab cd]"},
		{`/say "a \"b\" c" don't`, "say", `"a \"b\" c" don't`, `[a "b" c don't]`},
		{`/x ""`, "x", `""`, "[]"},
		{"/帮助", "帮助", "", "[]"},
		{"/x\n多行\n文字", "x", "多行\n文字", "[多行 文字]"},
		{"/", "", "", ""},
		{"/ x", "", "", ""},
		{"weather", "", "", ""},
	}
	for _, c := range tests {
		cmd, ok := parseCommand(c.text)
		if ok != (c.name != "") || cmd.name != c.name || cmd.rest != c.rest {
			t.Errorf("%q: %+v, %v", c.text, cmd, ok)
		}
		if ok && fmt.Sprint(splitArgs(cmd.rest)) != c.args {
			t.Errorf("%q: args %q, want %s", c.text, splitArgs(cmd.rest), c.args)
		}
	}
}

func TestLiterals(t *testing.T) {
	tests := []struct {
		source, flags, literal string
		anchored               bool
	}{
		{"^天气 (.+)", "", "天气 ", true},
		{"hello", "", "hello", false},
		{"^Hi", "i", "hi", true},
		{"colou?r", "", "colo", false},
		{"ab+c", "", "ab", false},
		{"ab{2}", "", "a", false},
		{"^a|b", "", "", false},
		{"^(a|b)c", "", "", false},
		{"x(a|b)c", "", "x", false},
		{"^x", "m", "x", false},
		{"^ſ", "i", "", false},
		{"s", "iu", "", false},
		{`^\/start`, "", "/start", true},
		{`^1\.5`, "", "1.5", true},
		{`^\d+`, "", "", false},
		{"[ab]c", "", "", false},
		{"^$", "", "", false},
		{`a\bc`, "", "a", false},
		{"好?", "", "", false},
	}
	for _, c := range tests {
		literal, anchored := literalOf(c.source, c.flags)
		if literal != c.literal || anchored != c.anchored {
			t.Errorf("/%s/%s: %q, %v; want %q, %v", c.source, c.flags, literal, anchored, c.literal, c.anchored)
		}
	}
}

func TestNeverMatches(t *testing.T) {
	for source, want := range map[string]bool{"a^b": true, "a$b": true, "^a$": false, "a$b?": false, "[a^b]": false, `a\^b`: false,
		"a^|b": false, "^^a": false, "天^气": true} {
		if got := neverMatches(source, ""); got != want {
			t.Errorf("/%s/: %v", source, got)
		}
	}
	if neverMatches("a$b", "m") {
		t.Error("with the flag m lines begin and end inside")
	}
}

func TestPadToIsAsWideAsTheText(t *testing.T) {
	frame := codeFrame("let 城市 = 北京;", 1, 10)
	lines := strings.Split(frame, "\n")
	if want := "> 1 | let 城市 = 北京;"; lines[0] != want {
		t.Errorf("got %q", lines[0])
	}
	if want := "    |            ^"; len(lines) < 2 || lines[1] != want {
		t.Errorf("got %q, want %q", lines[1], want)
	}
}

func FuzzCommand(f *testing.F) {
	for _, seed := range []string{"/a b", `/a "b c"`, "／帮助 “x”", "/", "/x '", "\xff", "/a\u3000b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cmd, ok := parseCommand(text)
		if !ok {
			return
		}
		args := splitArgs(cmd.rest)
		// Nothing is lost but space, quotes and the backslashes in them.
		keep := func(s string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune("\"'“”‘’「」\\", r) || strings.TrimSpace(string(r)) == "" {
					return -1
				}
				return r
			}, s)
		}
		if utf8.ValidString(text) && keep(strings.Join(args, "")) != keep(cmd.rest) {
			t.Errorf("%q became %q", cmd.rest, args)
		}
	})
}

// FuzzPlaces holds that what matches begins with the literal of the index and
// puts every word of the text somewhere.
func FuzzPlaces(f *testing.F) {
	f.Add("天气 [城市]", "天气 北京")
	f.Add("[a?] x [b]", "x x x")
	f.Add("İ [a]", "i̇ x")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if !utf8.ValidString(pattern) || !utf8.ValidString(text) {
			return
		}
		p, err := TextPattern(pattern)
		if err != nil || p.places == nil {
			return
		}
		params := p.places.match(text)
		if params == nil {
			return
		}
		if s := newSubject(Subject{Text: text}); !strings.HasPrefix(s.folded, p.literal) {
			t.Errorf("%q matches %q, which the index would not find", pattern, text)
		}
		for _, name := range slices.Collect(maps.Keys(params)) {
			if params[name] == "" {
				t.Errorf("%q on %q: [%s] is empty", pattern, text, name)
			}
		}
	})
}
