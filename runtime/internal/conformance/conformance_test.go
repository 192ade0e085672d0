package conformance

import (
	"bufio"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
)

var update = flag.Bool("update", false, "rewrite docs/javascript.md")

// mayLack is how many features may be missing. It only ever goes down.
const mayLack = 30

const document = "../../../docs/javascript.md"

// A snippet is one feature. Instead is set for those that are known to be
// missing.
type snippet struct {
	Name, Code, Instead string
}

// A section is one file of testdata: a title, then a line per snippet,
// "name :: code" or "name :: code :: what to use instead". Code is an
// expression, or the body of a function if it returns; it must give true.
type section struct {
	Title    string
	Snippets []snippet
}

func readSection(path string) (section, error) {
	f, err := os.Open(path)
	if err != nil {
		return section{}, err
	}
	defer f.Close()
	var s section
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if title, ok := strings.CutPrefix(lines.Text(), "# "); ok {
			s.Title = title
			continue
		}
		parts := strings.SplitN(lines.Text(), " :: ", 3)
		if len(parts) < 2 {
			return s, fmt.Errorf("%s: %q is not a snippet", path, lines.Text())
		}
		sn := snippet{Name: parts[0], Code: parts[1]}
		if len(parts) == 3 {
			sn.Instead = parts[2]
		}
		s.Snippets = append(s.Snippets, sn)
	}
	return s, lines.Err()
}

// statements matches code that returns by itself, not in a function of its own.
var statements = regexp.MustCompile("(^|[;}] )return |^(const|try) ")

// source is a script that leaves the snippet as a function.
func (s snippet) source() string {
	code := s.Code
	if !statements.MatchString(code) {
		code = "return " + code + ";"
	}
	return "globalThis.snippet = async () => { " + code + " };\nawait null;\n"
}

// run loads a section, each snippet as a script of its own, and returns for
// each why it does not work, "" if it does.
func run(t *testing.T, s section) []string {
	t.Helper()
	name := func(i int) string {
		if s.Title == "TypeScript" {
			return fmt.Sprintf("s%03d.ts", i)
		}
		return fmt.Sprintf("s%03d.js", i)
	}
	files := map[string]string{}
	for i, sn := range s.Snippets {
		files[name(i)] = sn.source()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	r := start(ctx, t, "zh-CN", files)
	defer r.close()
	failures := make([]string, len(s.Snippets))
	for i := range s.Snippets {
		sc := r.live[name(i)]
		if sc == nil {
			failures[i] = "does not load: " + r.broken[name(i)]
			continue
		}
		failures[i] = call(ctx, sc)
	}
	return failures
}

func call(ctx context.Context, s *runtime.Script) (failure string) {
	v, err := eval(ctx, s, "snippet()")
	if err != nil {
		return err.Error()
	}
	if v != true {
		return fmt.Sprintf("gives %v instead of true", v)
	}
	return ""
}

func TestConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("loads three hundred scripts")
	}
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no snippets: %v", err)
	}
	var doc strings.Builder
	works, lacks := 0, 0
	for _, path := range files {
		s, err := readSection(path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&doc, "\n## %s\n\n| feature | |\n|---|---|\n", s.Title)
		for i, failure := range run(t, s) {
			sn := s.Snippets[i]
			state := "works"
			switch {
			case sn.Instead == "" && failure == "":
				works++
			case sn.Instead == "":
				t.Errorf("%s, %s: %s", s.Title, sn.Name, failure)
			case failure == "":
				t.Errorf("%s, %s: works by now: take it off the list of what is missing", s.Title, sn.Name)
			default:
				lacks++
				state = "— use " + strings.TrimPrefix(sn.Instead, "use ")
				if strings.HasPrefix(sn.Instead, "nothing") {
					state = "— " + strings.TrimPrefix(sn.Instead, "nothing: ")
				}
			}
			fmt.Fprintf(&doc, "| %s | %s |\n", strings.ReplaceAll(sn.Name, "|", `\|`), strings.ReplaceAll(state, "|", `\|`))
		}
	}
	t.Logf("%d of %d features work (%.1f %%)", works, works+lacks, 100*float64(works)/float64(works+lacks))
	if lacks > mayLack {
		t.Errorf("%d features are missing, more than the %d that may", lacks, mayLack)
	}
	compare(t, fmt.Sprintf(head, works, works+lacks)+importsText+doc.String())
}

const head = `# JavaScript in rules

<!-- Written by: go test ./runtime/internal/conformance -update -->

Rules are JavaScript or TypeScript files. They need no build step: modules,
top-level ` + "`await`" + `, JSON imports and npm packages work as they are. The engine
is [goja](https://github.com/dop251/goja), and what it lacks is filled in, so
that nearly everything in current use works. This table is made by a test that
runs one snippet per feature: %d of %d work; for the rest it says what to use
instead. Names of hotreply itself (` + "`bot`, `msg`, `store`" + `) are not in it.

## Regular expressions

They mean what the language says, with all flags (` + "`dgimsuvy`" + `), in ` + "`bot.hear`" + ` too.
` + "`RegExp.$1`" + ` and its like are missing: take what ` + "`exec`" + ` returns. A pattern that
finds no end is stopped at ` + "`rules.cpu_timeout`" + `, with an error that names its
line; one that needs too much memory throws a RangeError, code
` + "`PATTERN_TOO_COMPLEX`" + `. Neither counts as "no match".

## What a handler leaves behind

A handler that has returned or thrown may leave timers, promises and ` + "`fetch`" + ` at
work. They live on with their version of the script: they may send, ` + "`msg.reply`" + `
is then a send to that user, ` + "`msg.store`" + ` keeps at once, and ` + "`msg.ask`" + `,
` + "`msg.once`" + ` and ` + "`msg.typing`" + ` throw. Nobody waits for them; their errors are the
script's. Each has a ` + "`rules.handler_timeout`" + ` of its own, a script has at most
10,000 timers, and after an edit the old version's are ended when that time has
passed. A handler that is stopped at its time leaves nothing. All of this is
only in memory: it ends with the process, and a handler that runs again after a
crash leaves it once more. What must come is kept in ` + "`store`" + ` and looked at by
` + "`bot.every`" + `:

` + "```" + `js
bot.command("remind", msg => {
  store.set("at/" + Date.now(), {to: msg.from, text: msg.rest, due: Date.now() + 3600e3})
  return "in an hour"
})
bot.every("1m", async () => {
  for (const key of store.keys("at/")) {
    const r = store.get(key)
    if (r.due > Date.now()) continue
    await bot.send(r.to, r.text, {queue: true})
    store.delete(key)
  }
})
` + "```" + `

A promise that is rejected and that nobody has awaited when the handler is over,
a send included, and a throw in a timer take nothing from what the handler
returns: that is sent, and the failure is logged and the message listed as
failed.

`

// importsText is what the document says of imports and packages.
//
//go:embed testdata/imports.md
var importsText string

// packages begins the part of the page that the tests of npm packages write.
const packages = "<!-- packages"

func compare(t *testing.T, want string) {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.ReplaceAll(string(text), "\r\n", "\n")
	got, kept, found := strings.Cut(got, packages)
	if found {
		kept = packages + kept
	}
	if *update {
		if err := os.WriteFile(document, []byte(want+kept), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("docs/javascript.md is not up to date: run go test ./runtime/internal/conformance -update")
	}
}
