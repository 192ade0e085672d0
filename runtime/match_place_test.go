package runtime_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
	"hotreply/runtime/regex"
)

// madeUp makes patterns and texts of few letters, so that many match.
type madeUp struct{ *rand.Rand }

func (g madeUp) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g madeUp) letter() string {
	return g.pick("a", "b", "A", "k", "天", "气", "é", "É", "1", "😀", "-")
}

func (g madeUp) pattern(depth int) string {
	var b strings.Builder
	b.WriteString(g.pick("", "", "", "^"))
	for range 1 + g.IntN(4) {
		switch g.IntN(5 + depth) {
		case 0:
			b.WriteString(g.pick(".", `\w`, `\d`, "[^ab]", `\b`, "[天气]", "$"))
		case 5, 6:
			fmt.Fprintf(&b, g.pick("(%s|%s)", "(?:%s|%s)", "(?=%s|%s)", "(?!%s|%s)", "(?<!%s|%s)"), g.pattern(depth-1), g.pattern(0))
		default:
			b.WriteString(g.letter())
			continue
		}
		b.WriteString(g.pick("", "", "?", "*", "+", "{2}"))
	}
	return b.String()
}

func (g madeUp) text() string {
	var b strings.Builder
	for range g.IntN(10) {
		b.WriteString(g.pick(g.letter(), g.letter(), "K", "\n"))
	}
	return b.String()
}

// TestRulesAreFound: rules answer exactly the texts that their patterns match,
// whatever was left out and wherever the matching was done.
func TestRulesAreFound(t *testing.T) {
	g := madeUp{rand.New(rand.NewPCG(20261130, 7))}
	var rules strings.Builder
	var patterns []*regex.Regexp
	for len(patterns) < 400 {
		source, flags := g.pattern(2), g.pick("", "i", "u", "iu", "m", "s")
		r, err := regex.CompileString(source, flags)
		if err != nil {
			continue
		}
		fmt.Fprintf(&rules, "bot.hear(/%s/%s, async (m, next) => { found.push(%d); await next(); });\n", source, flags, len(patterns))
		patterns = append(patterns, r)
	}
	files := map[string]string{"10-many.js": "let found = [];\n" + rules.String() +
		"bot.fallback(() => { const all = found.join(); found = []; return all; });"}
	both := []*runtime.Scripts{
		start(t, files, runtime.Options{Watch: runtime.WatchOff}),
		start(t, files, runtime.Options{Watch: runtime.WatchOff, MatchDelay: func(_, _ string) time.Duration { return 0 }}), // each match in the matcher's goroutine
	}
	for range 60 {
		text := g.text()
		var want []string
		for i, r := range patterns {
			var m regex.Matcher
			found, err := m.Match(r, regex.String(text), 0)
			if err != nil {
				t.Fatal(err)
			}
			if found != nil {
				want = append(want, fmt.Sprint(i))
			}
		}
		for _, set := range both {
			if got, _, err := say(t, set, text); got != strings.Join(want, ",") || err != nil {
				t.Fatalf("%q: %s, %v, want %v", text, got, err, want)
			}
		}
	}
}

// TestManySteps: a match that takes more than a few steps has its answer all
// the same, and one without an end ends in time.
func TestManySteps(t *testing.T) {
	set := start(t, map[string]string{"a.js": `bot.hear(/^(a+)+b$/, () => "b"); bot.hear(/^(\w+?)\1(\w+?)\2c$/, m => "c" + m.match[1].length);`},
		runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: 5 * time.Second}})
	for _, c := range []struct{ text, want string }{
		{strings.Repeat("a", 900) + "b", "b"},
		{strings.Repeat("x", 400) + strings.Repeat("y", 100) + "c", "c200"},
		{strings.Repeat("xyz", 100) + strings.Repeat("xyz", 100) + "qq" + "c", "c300"},
		{strings.Repeat("xyz", 100) + "!" + strings.Repeat("xyz", 100) + "qq" + "c", ""},
	} {
		for range 2 { // the second time it is known that it takes long
			if got, _, err := say(t, set, c.text); got != c.want || err != nil {
				t.Errorf("%.9s…, %d letters: %q, %v, want %q", c.text, len(c.text), got, err, c.want)
			}
		}
	}
}
