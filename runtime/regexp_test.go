package runtime_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
	"hotreply/runtime/regex"
)

// TestEndlessRegexpInAScript: the limit of time ends a match wherever a script
// is in it, with the line of the match; the script goes on.
func TestEndlessRegexpInAScript(t *testing.T) {
	set := start(t, map[string]string{"x.js": `const text = "a".repeat(2001), endless = /^(\w+)\1(\w+)\2$/;
let done = 0;
bot.hear("exec", () => {
  try { endless.exec(text) } finally { done++ }
});
bot.hear("replace", () => "x".repeat(1e6).replace(/x/g, () => { for (;;) /y/.test(text) }));
bot.hear("split", () => text.split(endless).length);
bot.hear("eval", () => eval("/^(\\w+)\\1(\\w+)\\2$/.test(text)"));
bot.hear(/^pattern a+$/, () => "matched");
bot.hear("after", () => /(\d+)/.exec("a12")[1] + "a1b2".replace(/\d/g, d => d * 2) + "a b".split(/\s/).length);
`}, runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: 50 * time.Millisecond, Wedge: -1}})
	for text, line := range map[string]int{"exec": 4, "replace": 6, "split": 7, "eval": 8} {
		_, _, err := say(t, set, text)
		var over *runtime.BudgetError
		var se *runtime.ScriptError
		if !errors.As(err, &over) || !errors.As(err, &se) || se.Line != line {
			t.Errorf("%s: %v, want a BudgetError of line %d", text, err, line)
		}
		if got, _, err := say(t, set, "after"); got != "12a2b42" || err != nil {
			t.Errorf("after %s: %q, %v", text, got, err)
		}
	}
}

// TestEndlessRegexpOfARule: the limit of time ends the match of a rule with the
// rule's line, and the rule answers other texts.
func TestEndlessRegexpOfARule(t *testing.T) {
	set := start(t, map[string]string{"x.js": "\nbot.hear(/^(\\w+)\\1(\\w+)\\2$/, m => m.match[2]);\nbot.hear('next!', () => 'yes');"},
		runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: 50 * time.Millisecond, Wedge: -1}})
	text := make([]byte, 6001)
	for i := range text {
		text[i] = 'a'
	}
	_, _, err := say(t, set, string(text))
	var late *runtime.MatchTimeoutError
	var se *runtime.ScriptError
	if !errors.As(err, &late) || !errors.As(err, &se) || se.Line != 2 || se.Hint() == "" {
		t.Errorf("%v, want a MatchTimeoutError of line 2", err)
	}
	for text, want := range map[string]string{"aabb": "b", "next!": "yes"} {
		if got, _, err := say(t, set, text); got != want || err != nil {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

// TestStackOfAMatch: a match with too many places to go back to fails the rule,
// in its pattern and in its code, with the numbers and what to do.
func TestStackOfAMatch(t *testing.T) {
	rules := map[string]string{"x.js": `const re = /^(a|b|ab)*!$/;
bot.hear(/^(?:pattern|(a|b|ab)*!)$/, () => "matched");
bot.hear(/^script (\d+)/, m => re.test("ab".repeat(m.match[1]) + "!") ? "yes" : "no");
bot.hear(/^caught (\d+)/, m => { try { return re.test("ab".repeat(m.match[1]) + "!") } catch (e) { return [e instanceof RangeError, e.name, e.code, e.message, e.hint].join("; ") } });
bot.fallback(() => "fallback");
`}
	const many, places = 20000, 1000
	usual := start(t, rules, runtime.Options{Watch: runtime.WatchOff})
	low := start(t, rules, runtime.Options{Watch: runtime.WatchOff, MatchStack: places})
	long := strings.Repeat("ab", many) + "!"
	says := fmt.Sprintf("this text of %d characters: it has more than %d places to go back to", len(long), places)
	for text, c := range map[string]struct {
		line int
		want string
	}{long: {2, "matched"}, fmt.Sprint("script ", many): {3, "yes"}} {
		if got, _, err := say(t, usual, text); got != c.want || err != nil {
			t.Errorf("%.20s: %q, %v, want %q", text, got, err, c.want)
		}
		got, _, err := say(t, low, text)
		var se *runtime.ScriptError
		if !errors.As(err, &se) || got != "" || se.Line != c.line || !strings.Contains(se.Error(), says) || !strings.Contains(se.Hint(), "[ab]*") {
			t.Errorf("%.20s: %q, %v, want an error of line %d", text, got, err, c.line)
		}
		var stack *regex.StackError
		if text == long && (!errors.As(err, &stack) || stack.Limit != places || stack.Text != len(long)) {
			t.Errorf("%.20s: %v, want a StackError", text, err)
		}
	}
	got, _, err := say(t, low, fmt.Sprint("caught ", many))
	if err != nil || !strings.HasPrefix(got, "true; RangeError; PATTERN_TOO_COMPLEX; ") || !strings.Contains(got, says) || !strings.Contains(got, "[ab]*") {
		t.Errorf("caught: %s, %v", got, err)
	}
	for text, want := range map[string]string{"abab!": "matched", "script 3": "yes", "else": "fallback"} {
		if got, _, err := say(t, low, text); got != want || err != nil {
			t.Errorf("afterwards %s: %q, %v", text, got, err)
		}
	}
}
