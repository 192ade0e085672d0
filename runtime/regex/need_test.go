package regex_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"hotreply/runtime/regex"
)

// TestNeedOf: what is found in a pattern.
func TestNeedOf(t *testing.T) {
	for _, c := range []struct {
		pattern, flags, any string
		units               int
	}{
		{`订单`, "", "订单", 2},
		{`(.+)订单\d+[号吗]$`, "", "订单", 5},
		{`^(?:show|list) +Order`, "i", " order", 10},
		{`(?:天气|weather)[吗?]`, "", "weather?|weather吗|天气?|天气吗", 3},
		{`a+b`, "", "ab", 2},
		{`x(?:ab){2,}y`, "", "xabab", 6},
		{`x(?:ab){2}y`, "", "xababy", 6},
		{`colou?r`, "", "color|colour", 5},
		{`(\w)\1`, "", "", 1},
		{`(a)\1bc`, "", "bc", 3},
		{`(?=.*foo)..`, "", "foo", 2},
		{`(?<=\$)\d`, "", "$", 1},
		{`(?<!元)(?!角)\d`, "", "", 1},
		{`a|`, "", "", 0},
		{`a*`, "", "", 0},
		{`(?:(?:))`, "", "", 0},
		{`(?i:Kilo)s`, "u", "kilos", 5},
		{`ſ`, "iu", "s", 1},
		{`😀|😁`, "", "😀|😁", 2},
		{`[😀😁]x`, "u", "😀x|😁x", 3},
		{`[😀😁]`, "", "", 1}, // halves
		{`[^a]`, "", "", 1},
		{`[]`, "", "", 1},
		{`\p{sc=Han}{2}吗`, "u", "吗", 3},
		{`(`, "", "", 0},
		{`a.b`, "s", "a", 3},
		{`^abc$`, "m", "abc", 3},
		{`(?:a{1000}){1000}`, "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1000000},
	} {
		n := regex.NeedOf(c.pattern, c.flags)
		any := slices.Sorted(slices.Values(n.Any))
		if got := strings.Join(any, "|"); got != c.any && !(len(c.any) > 30 && strings.HasPrefix(got, "aaaaaaaa")) || n.Units != c.units {
			t.Errorf("/%s/%s: %q, %d, want %q, %d", c.pattern, c.flags, got, n.Units, c.any, c.units)
		}
	}
}

// lacks reports whether a pattern can not match a text, by what it needs.
func lacks(n regex.Need, text string) bool {
	folded := regex.Fold(text)
	return len(utf16.Encode([]rune(text))) < n.Units ||
		n.Any != nil && !slices.ContainsFunc(n.Any, func(s string) bool { return strings.Contains(folded, s) })
}

// TestNeedOfRecorded: nothing that Node matches is left out.
func TestNeedOfRecorded(t *testing.T) {
	left, all := 0, 0
	for _, c := range recordings(t) {
		text, pattern := string(utf16.Decode(c.text)), string(utf16.Decode(c.pattern))
		if !slices.Equal(utf16.Encode([]rune(text)), c.text) || !slices.Equal(utf16.Encode([]rune(pattern)), c.pattern) {
			continue // halves of pairs
		}
		all++
		if !lacks(regex.NeedOf(pattern, c.flags), text) {
			continue
		}
		left++
		var m regex.Matcher
		if r, err := regex.CompileString(pattern, c.flags); err != nil {
			t.Errorf("%v: left out, but %v", c, err)
		} else if found, err := m.Find(r, regex.String(text), 0, false); found != nil || err != nil {
			t.Errorf("%v: left out, but %v, %v", c, found, err)
		}
	}
	if all < 5000 || left < all/20 {
		t.Errorf("%d of %d are left out", left, all)
	}
}

// TestNeedOfMadeUp: the same with patterns and texts made at random.
func TestNeedOfMadeUp(t *testing.T) {
	const rounds = 20000
	seed := uint64(20261130)
	g := maker{rand.New(rand.NewPCG(seed, 1))}
	left, found := 0, 0
	for range rounds {
		source, flags := g.pattern(3), g.pick("", "", "i", "u", "iu", "m", "s", "v", "iv")
		r, err := regex.CompileString(source, flags)
		if err != nil {
			continue
		}
		need := regex.NeedOf(source, flags)
		for range 4 {
			text := g.text()
			m := regex.Matcher{Poll: within(time.Second)}
			at, err := m.Match(r, regex.String(text), 0)
			if err != nil {
				continue
			}
			if at != nil {
				found++
			}
			if lacks(need, text) {
				if left++; at != nil {
					t.Fatalf("/%s/%s on %q: %v, but it needs %q", source, flags, text, at, need.Any)
				}
			}
		}
	}
	if left < rounds || found < rounds/4 {
		t.Errorf("%d left out, %d found", left, found)
	}
}

// maker makes patterns and texts of few letters, so that they often match.
type maker struct{ *rand.Rand }

func (g maker) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g maker) letter() string {
	return g.pick("a", "b", "A", "B", "k", "s", "天", "气", "é", "É", "ß", "😀", "😁", "𐐀", "1", " ")
}

func (g maker) text() string {
	var b strings.Builder
	for range g.IntN(12) {
		b.WriteString(g.pick(g.letter(), g.letter(), g.letter(), "K", "ſ", "𐐨", "\n", "ſ", "\xff"))
	}
	return b.String()
}

func (g maker) pattern(depth int) string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		b.WriteString(g.atom(depth))
		b.WriteString(g.pick("", "", "", "", "?", "*", "+", "{2}", "{2,3}", "{0}", "+?", "{1,}"))
	}
	return b.String()
}

func (g maker) atom(depth int) string {
	if depth > 0 && g.IntN(3) == 0 {
		in := g.pattern(depth - 1)
		for range g.IntN(3) {
			in += "|" + g.pattern(depth-1)
		}
		return fmt.Sprintf(g.pick("(%s)", "(?:%s)", "(?=%s)", "(?!%s)", "(?<=%s)", "(?<!%s)", "(?i:%s)", "(?-i:%s)", "(%s)\\1"), in)
	}
	switch g.IntN(12) {
	case 0:
		return g.pick(".", `\w`, `\d`, `\s`, `[^ab]`, `\b`, `^`, `$`, `\B`)
	case 1:
		return "[" + g.letter() + g.letter() + "]"
	case 2:
		return "[" + g.letter() + "]"
	}
	return g.letter()
}
