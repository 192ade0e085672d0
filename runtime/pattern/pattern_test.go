package pattern_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"hotreply/runtime/pattern"
	"hotreply/runtime/regex"
)

// text makes a pattern of a text, or fails the test.
func text(t *testing.T, source string) *pattern.Pattern {
	t.Helper()
	p, err := pattern.Text(source)
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	return &p
}

// indexed reports whether an index of the pattern alone leads a subject to it.
func indexed(p *pattern.Pattern, s pattern.Subject) bool {
	ix := pattern.NewIndex()
	ix.Add(7, p)
	return slices.Contains(ix.Hits(pattern.Read(s)), 7) || slices.Contains(ix.Always(), 7)
}

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
		p := text(t, c.pattern)
		if p.Kind() != pattern.TextWithPlaces {
			t.Errorf("%q has no places", c.pattern)
		}
		got, subject := "none", pattern.Subject{Text: c.text}
		if m, ok := p.Match(pattern.Read(subject)); ok {
			got = fmt.Sprint(m.Params)
		}
		if got != c.want {
			t.Errorf("%q on %q: %s, want %s", c.pattern, c.text, got, c.want)
		}
		if got != "none" && !indexed(p, subject) {
			t.Errorf("the index does not lead %q to %q", c.text, c.pattern)
		}
	}
	many := text(t, "x [a?]"+func() (s string) {
		for i := range 40 {
			s += fmt.Sprintf(" [p%d?]", i)
		}
		return s
	}()+" end")
	if _, ok := many.Match(pattern.Read(pattern.Subject{Text: "x" + strings.Repeat(" y", 60)})); ok {
		t.Error("forty optional places take a text without the end")
	}
	for _, bad := range []string{"x []", "x [?]", "[a] [a]"} {
		if _, err := pattern.Text(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
	if p := text(t, "数组 [没有"); p.Kind() != pattern.WholeText {
		t.Errorf("an open bracket: %v", p)
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
		if got := text(t, c.text).LooksLikeCommand(); got != (c.name != "") {
			t.Errorf("%q looks like a command: %v", c.text, got)
		}
		for _, name := range []string{"weather", "add", "say", "x", "/帮助"} {
			p, err := pattern.Command(name)
			if err != nil {
				t.Fatal(err)
			}
			subject := pattern.Subject{Text: c.text}
			m, ok := p.Match(pattern.Read(subject))
			if want := p.Source() == c.name; ok != want || indexed(&p, subject) != want {
				t.Errorf("%q is /%s: %v", c.text, p.Source(), ok)
			}
			if ok && (m.Command != c.name || m.Rest != c.rest || fmt.Sprint(m.Args) != c.args) {
				t.Errorf("%q: %+v", c.text, m)
			}
		}
	}
	for _, bad := range []string{"", " / ", "a b"} {
		if p, err := pattern.Command(bad); err == nil {
			t.Errorf("the command %q is %v", bad, p)
		}
	}
}

func TestLiterals(t *testing.T) {
	tests := []struct {
		source, flags, literal string
		// Which of the texts may match, and which the index leads to it, of
		// literal, literal…, LITERAL, …literal, else, 好xac1好. It knows no case.
		taken, indexed string
	}{
		{"^天气 (.+)", "", "天气 ", "-+----", "+++---"},
		{"hello", "", "hello", "++++--", "++++--"},
		{"^Hi", "i", "hi", "+++---", "+++---"},
		{"colou?r", "", "colo", "------", "------"},
		{"ab+c", "", "ab", "-+-+--", "++++--"},
		{"ab{2}", "", "a", "------", "------"},
		{"^a|b", "", "", "-----+", "-----+"},
		{"^(a|b)c", "", "", "-----+", "-----+"},
		{"x(a|b)c", "", "x", "-----+", "-----+"},
		{"^x", "m", "x", "++++-+", "++++-+"},
		{"^ſ", "i", "", "----+-", "----+-"},
		{"s", "iu", "", "----+-", "----+-"},
		{`^\/start`, "", "/start", "++----", "++----"},
		{`^1\.5`, "", "1.5", "+++---", "+++---"},
		{`^\d+`, "", "", "-+-+++", "++++++"},
		{"[ab]c", "", "", "-----+", "-----+"},
		{"^$", "", "", "++++++", "++++++"},
		{`a\bc`, "", "a", "-----+", "-----+"},
		{"好?", "", "", "++++++", "++++++"},
		{"(.+)C\\d好", "", "", "-----+", "-----+"},
		{"(?:X|好)ac1", "", "", "-----+", "-----+"},
		{"(\\w)\\1", "", "", "-+-+++", "++++++"},
	}
	for _, c := range tests {
		p := pattern.Regexp(c.source, c.flags)
		if got := p.Example().Text; got != c.literal {
			t.Errorf("%v: literal %q, want %q", p, got, c.literal)
		}
		engine := regex.MustCompile(c.source, c.flags)
		for i, text := range []string{c.literal, c.literal + "…", strings.ToUpper(c.literal), "…" + c.literal, "else", "好xac1好"} {
			subject := pattern.Subject{Text: text}
			_, may := p.Match(pattern.Read(subject))
			if led := indexed(&p, subject); may != (c.taken[i] == '+') || led != (c.indexed[i] == '+') {
				t.Errorf("%v on %q: %v, and by the index %v", p, text, may, led)

			}
			var m regex.Matcher
			if found, err := m.Match(engine, regex.String(text), 0); err != nil || found != nil && !may {
				t.Errorf("%v on %q: left out, but %v, %v", p, text, found, err)
			}
		}
	}
}

func TestIndexOrder(t *testing.T) {
	ix := pattern.NewIndex()
	for i, p := range []pattern.Pattern{pattern.OfKind("image"), *text(t, "Hi"), pattern.Regexp("^h", "i"), pattern.Regexp("i", ""), pattern.OfKind("message"), *text(t, "ho")} {
		ix.Add(int32(i), &p)
		ix.Add(int32(i), &p)
	}
	ix.AddAlways(6)
	ix.AddAlways(6)
	if got := ix.Hits(pattern.Read(pattern.Subject{Text: " hi", Kinds: []string{"text"}})); !slices.Equal(got, []int32{1, 3, 4}) {
		t.Errorf("hits of a text: %v", got)
	}
	if got := ix.Hits(pattern.Read(pattern.Subject{Kinds: []string{"image"}})); !slices.Equal(got, []int32{0, 4}) {
		t.Errorf("hits of an image: %v", got)
	}
	if got := ix.Always(); !slices.Equal(got, []int32{6}) {
		t.Errorf("always: %v", got)
	}
}

// TestStored: a pattern that is kept is the same when it comes back.
func TestStored(t *testing.T) {
	command, err := pattern.Command("X")
	if err != nil {
		t.Fatal(err)
	}
	for want, p := range map[string]pattern.Pattern{
		`{"kind":0,"source":"hi"}`:                *text(t, "Hi"),
		`{"kind":1,"source":"x [a]"}`:             *text(t, "x [a]"),
		`{"kind":2,"source":"^a(b)","flags":"i"}`: pattern.Regexp("^a(b)", "gi"),
		`{"kind":3,"source":"x"}`:                 command,
		`{"kind":4,"source":"image"}`:             pattern.OfKind("image"),
	} {
		data, err := json.Marshal(p)
		if err != nil || string(data) != want {
			t.Errorf("%v is kept as %s, %v; want %s", p, data, err, want)
		}
		var back pattern.Pattern
		if err := json.Unmarshal(data, &back); err != nil || back.String() != p.String() || back.Example().Text != p.Example().Text {
			t.Errorf("%v came back as %v, %v", p, back, err)
		}
		if !indexed(&back, back.Example()) {
			t.Errorf("%v is not found by its example", back)
		}
	}
	var bad pattern.Pattern
	if err := json.Unmarshal([]byte(`{"kind":1,"source":"[]"}`), &bad); err != nil {
		t.Fatal(err)
	}
	if _, ok := bad.Match(pattern.Read(pattern.Subject{Text: "x"})); ok {
		t.Error("places that make no sense took a text")
	}
}

func FuzzCommand(f *testing.F) {
	for _, seed := range []string{"/a b", `/a "b c"`, "／帮助 “x”", "/", "/x '", "\xff", "/a\u3000b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, _, _ := strings.Cut(strings.Join(strings.Fields(text), " "), " ")
		p, err := pattern.Command(name)
		if err != nil {
			return
		}
		m, ok := p.Match(pattern.Read(pattern.Subject{Text: text}))
		if !ok {
			return
		}
		// Nothing is lost but space, quotes and the backslashes in them.
		keep := func(s string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune("\"'“”‘’「」\\", r) || strings.TrimSpace(string(r)) == "" {
					return -1
				}
				return r
			}, s)
		}
		if utf8.ValidString(text) && keep(strings.Join(m.Args, "")) != keep(m.Rest) {
			t.Errorf("%q became %q", m.Rest, m.Args)
		}
	})
}

// FuzzPlaces holds that the index finds what matches, and that every place
// that is filled has something in it.
func FuzzPlaces(f *testing.F) {
	f.Add("天气 [城市]", "天气 北京")
	f.Add("[a?] x [b]", "x x x")
	f.Add("İ [a]", "i̇ x")
	f.Fuzz(func(t *testing.T, source, text string) {
		if !utf8.ValidString(source) || !utf8.ValidString(text) {
			return
		}
		p, err := pattern.Text(source)
		if err != nil {
			return
		}
		subject := pattern.Subject{Text: text}
		m, ok := p.Match(pattern.Read(subject))
		if !ok {
			return
		}
		if !indexed(&p, subject) {
			t.Errorf("%q matches %q, which the index would not find", source, text)
		}
		for name, value := range m.Params {
			if value == "" {
				t.Errorf("%q on %q: [%s] is empty", source, text, name)
			}
		}
	})
}
