package runtime_test

import (
	"errors"
	"testing"
	"time"

	"hotreply/runtime"
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
	text := make([]byte, 2001)
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
