package runtime_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
)

func TestTimeoutInAGrowingTextSaysSo(t *testing.T) {
	for name, c := range map[string]struct{ code, hint string }{
		"literal": {`
	let out = "";
	for (let i = 0; ; i++) {
		out += "piece";
	}`, "out += … in line 5 copies the whole text"},
		"value": {`
	let out = "";
	while (true) {
		const x = m.text;
		out += x;
	}`, "out += … in line 6 copies the whole text"},
		"template":  {"\n\tconst o = {};\n\to.html = ``;\n\tfor (;;) o.html += `<li>${m.text}</li>`;", "html += … in line 5 copies the whole text"},
		"forEach":   {"\n\tlet out = '';\n\tArray(1e6).fill(1).forEach(x => { out += x + '\\n'; });", "out += … in line 4 copies the whole text"},
		"numbers":   {"\n\tlet n = 0;\n\tfor (;;) n += 1;", "look for a loop that does not end; rules.cpu_timeout"},
		"elsewhere": {"\n\tlet s = '';\n\tfor (const x of [1, 2]) s += 'x';\n\tfor (;;) s.length;", "look for a loop that does not end; rules.cpu_timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			set := start(t, map[string]string{"x.js": "bot.hear('go', m => {\n" + c.code + "\n});"}, runtime.Options{Watch: runtime.WatchOff,
				Limits: runtime.Limits{CPU: 60 * time.Millisecond, Wedge: -1}})
			_, _, err := say(t, set, "go")
			var se *runtime.ScriptError
			if !errors.As(err, &se) {
				t.Fatal(err)
			}
			if !strings.Contains(se.Hint(), c.hint) || se.Code != "CPU_TIMEOUT" {
				t.Errorf("%v, hint: %s", err, se.Hint())
			}
		})
	}
}
