package runtime_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/runtime"
)

// folder is a watched folder of scripts.
type folder struct {
	t       *testing.T
	dir     string
	set     *runtime.Scripts
	mu      sync.Mutex // guards reports
	reports []runtime.Report
}

func watch(t *testing.T, mode runtime.WatchMode, files map[string]string) *folder {
	f := &folder{t: t, dir: filepath.Join(t.TempDir(), "scripts")}
	f.set = start(t, files, runtime.Options{Dir: f.dir, Watch: mode, OnReport: func(r runtime.Report) {
		f.mu.Lock()
		f.reports = append(f.reports, r)
		f.mu.Unlock()
	}})
	return f
}

func (f *folder) write(name, text string) {
	f.t.Helper()
	write(f.t, f.dir, map[string]string{name: text})
}

// replace puts a whole file in place: unlike write it is never seen empty,
// however slow the machine.
func (f *folder) replace(name, text string) {
	f.t.Helper()
	f.write("."+name+".tmp", text)
	if err := os.Rename(filepath.Join(f.dir, "."+name+".tmp"), filepath.Join(f.dir, name)); err != nil {
		f.t.Fatal(err)
	}
}

// becomes waits until text is answered by want.
func (f *folder) becomes(text, want string) {
	f.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		got, _, _ := say(f.t, f.set, text)
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			f.t.Fatalf("%q is answered by %q, want %q", text, got, want)
		}
		<-time.After(2 * time.Millisecond)
	}
}

// failures waits for a report of a failure and returns them all.
func (f *folder) failures() []*runtime.ScriptError {
	f.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		if list := f.set.Failed(); len(list) > 0 {
			return list
		}
		if time.Now().After(deadline) {
			f.t.Fatal("no failure was reported")
		}
		<-time.After(2 * time.Millisecond)
	}
}

func hear(text, answer string) string {
	return fmt.Sprintf("bot.hear(%q, () => %q);\n", text, answer)
}

func eachMode(t *testing.T, test func(t *testing.T, mode runtime.WatchMode)) {
	for _, mode := range []runtime.WatchMode{runtime.WatchAuto, runtime.WatchPoll} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			test(t, mode)
		})
	}
}

func TestReloadEditsNewAndDeletedFiles(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{"10-a.js": hear("a", "1"), "20-b.js": hear("b", "1")})
		f.becomes("a", "1")
		f.write("10-a.js", hear("a", "2"))
		f.becomes("a", "2")
		f.write("30-c.ts", hear("c", "new"))
		f.becomes("c", "new")
		os.Remove(filepath.Join(f.dir, "20-b.js"))
		f.becomes("b", "")
		f.write("sub/index.js", hear("s", "folder"))
		f.becomes("s", "folder")
		os.RemoveAll(filepath.Join(f.dir, "sub"))
		f.becomes("s", "")
	})
}

func TestReloadAtomicRename(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{"a.js": hear("a", "1")})
		for i := range 5 {
			f.replace("a.js", hear("a", fmt.Sprint("r", i)))
			f.becomes("a", fmt.Sprint("r", i))
		}
	})
}

// TestReloadVim saves as vim does: a probe file, the old file moved away, a
// new one written.
func TestReloadVim(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"a.js": hear("a", "1")})
	f.write("4913", "")
	os.Remove(filepath.Join(f.dir, "4913"))
	os.Rename(filepath.Join(f.dir, "a.js"), filepath.Join(f.dir, "a.js~"))
	f.write("a.js", "")
	f.write("a.js", hear("a", "2"))
	os.Chmod(filepath.Join(f.dir, "a.js"), 0o600)
	os.Remove(filepath.Join(f.dir, "a.js~"))
	f.becomes("a", "2")
}

func TestReloadBrokenVersionKeepsTheOld(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{"a.js": hear("a", "1")})
		f.replace("a.js", "bot.hear('a', () => '2');\nlet y = ;\n")
		list := f.failures()
		if e := list[0]; e.File != "scripts/a.js" || e.Line != 2 || !strings.Contains(e.Frame, "> 2 | let y = ;") {
			t.Errorf("failure %v\n%s", e, e.Frame)
		}
		f.becomes("a", "1")
		f.replace("a.js", "bot.hear('a', () => '3'); null.x;")
		f.becomes("a", "1")
		f.replace("a.js", hear("a", "4"))
		f.becomes("a", "4")
		if list := f.set.Failed(); len(list) != 0 {
			t.Errorf("still failed: %v", list)
		}
	})
}

func TestReloadImports(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{
			"a.js":           `import { x } from "./lib/x"; import data from "./lib/d.json"; bot.hear("a", () => x + data.v);`,
			"b.js":           "let n = 0; bot.hear('b', () => 'b' + ++n);",
			"lib/x.ts":       `export { x } from "./y";`,
			"lib/y.ts":       `export const x: string = "1";`,
			"lib/d.json":     `{"v": "d"}`,
			"_off.js":        hear("off", "on"),
			"c.test.js":      "nonsense(",
			"hotreply.d.ts":  "declare const bot: any;",
			"node_modules/p": "",
		})
		f.becomes("a", "1d")
		f.becomes("b", "b1")
		f.write("lib/y.ts", `export const x: string = "2";`)
		f.becomes("a", "2d")
		f.write("lib/d.json", `{"v": "e"}`)
		f.becomes("a", "2e")
		f.becomes("off", "")
		if got, _, _ := say(t, f.set, "b"); got != "b2" {
			t.Errorf("the other script was loaded again: %q", got)
		}
	})
}

func TestReloadMissingImportComes(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"a.js": `import { x } from "./lib/x.js"; bot.hear("a", () => x);`})
	f.failures()
	f.write("lib/x.js", `export const x = "here";`)
	f.becomes("a", "here")
}

func TestReloadFolderWithManyFilesAtOnce(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, nil)
		const n = 60
		for i := range n {
			f.write(fmt.Sprintf("d%02d/index.js", i), hear(fmt.Sprint("d", i), "yes"))
		}
		for i := range n {
			f.becomes(fmt.Sprint("d", i), "yes")
		}
	})
}

func TestReloadLinks(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, nil)
		far := filepath.Join(t.TempDir(), "far")
		write(t, far, map[string]string{"v1/a.js": hear("a", "1"), "v2/a.js": hear("a", "2")})
		if err := os.Symlink("v1", filepath.Join(far, "..data")); err != nil {
			t.Skip(err)
		}
		os.MkdirAll(f.dir, 0o755)
		os.Symlink(filepath.Join(far, "..data", "a.js"), filepath.Join(f.dir, "a.js"))
		f.becomes("a", "1")
		write(t, far, map[string]string{"v1/a.js": hear("a", "1b")})
		f.becomes("a", "1b")
		os.Symlink("v2", filepath.Join(far, "..tmp"))
		os.Rename(filepath.Join(far, "..tmp"), filepath.Join(far, "..data"))
		f.becomes("a", "2")
	})
}

func TestReloadRootRemovedAndMadeAgain(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{"a.js": hear("a", "1")})
		os.RemoveAll(f.dir)
		<-time.After(50 * time.Millisecond)
		f.becomes("a", "1") // nothing to put in its place
		f.write("a.js", hear("a", "2"))
		f.becomes("a", "2")
		os.Rename(f.dir, f.dir+".old")
		f.write("a.js", hear("a", "3"))
		f.becomes("a", "3")
	})
}

// TestReloadInPieces writes a three-rule file piece by piece, with an edit in
// its first rule: none of the rules is ever gone.
func TestReloadInPieces(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"a.js": hear("one", "1") + hear("two", "1") + hear("three", "1")})
	for round := range 3 {
		v := fmt.Sprint("v", round)
		pieces := []string{"", hear("one", v)[:9], hear("one", v)[9:], hear("two", v), hear("three", v)[:14], hear("three", v)[14:]}
		file, err := os.Create(filepath.Join(f.dir, "a.js"))
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range pieces {
			file.WriteString(p)
			written := time.Now()
			until := time.Now().Add(time.Duration(20+15*i) * time.Millisecond)
			for time.Now().Before(until) {
				for _, text := range []string{"one", "two", "three"} {
					if got, _, err := say(t, f.set, text); got == "" || err != nil {
						if time.Since(written) > 120*time.Millisecond {
							t.Skip("this machine is too busy to write a file in time")
						}
						t.Fatalf("round %d, piece %d: rule %q is gone: %v", round, i, text, err)
					}
				}
			}
		}
		file.Close()
		for _, text := range []string{"one", "two", "three"} {
			f.becomes(text, v)
		}
	}
}

func TestReloadRapidSavesEndOnTheLast(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{"a.js": hear("a", "0")})
		for i := range 200 {
			f.write("a.js", hear("a", fmt.Sprint(i)))
			if i%10 == 0 {
				<-time.After(3 * time.Millisecond)
			}
		}
		f.becomes("a", "199")
		<-time.After(300 * time.Millisecond)
		f.becomes("a", "199")
	})
}

func TestReloadSameBytesDoNothing(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"a.js": "let n = 0; bot.hear('a', () => String(++n));"})
	f.becomes("a", "1")
	before := f.set.Current().Number()
	f.write("a.js", "let n = 0; bot.hear('a', () => String(++n));")
	f.set.Reload(context.Background())
	if got, _, _ := say(t, f.set, "a"); got != "2" {
		t.Errorf("got %q, want 2: the script was loaded again", got)
	}
	if after := f.set.Current().Number(); after != before {
		t.Errorf("generation %d after %d", after, before)
	}
}

// TestReloadMarkBeforeUTF8 holds that the mark which Windows editors put before
// UTF-8 is content like any other: a file that has it is loaded once per save.
func TestReloadMarkBeforeUTF8(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{"a.js": hear("a", "1")})
		f.write("a.js", "\ufeff"+hear("a", "2"))
		f.becomes("a", "2")
		before := f.set.Current().Number()
		for range 3 {
			if r := f.set.Reload(context.Background()); len(r.Changes) > 0 {
				t.Fatalf("loaded again: %+v", r.Changes)
			}
		}
		if after := f.set.Current().Number(); after != before {
			t.Errorf("generation %d after %d", after, before)
		}
	})
}

// TestReloadRenamedFileClashesNotWithItself holds that a renamed rule is heard
// of as one that went and one that came, never as an error.
func TestReloadRenamedFileClashesNotWithItself(t *testing.T) {
	eachMode(t, func(t *testing.T, mode runtime.WatchMode) {
		f := watch(t, mode, map[string]string{"20-a.js": hear("a", "1")})
		for _, step := range [][2]string{{"20-a.js", "10-a.js"}, {"10-a.js", "30-a.js"}} {
			if err := os.Rename(filepath.Join(f.dir, step[0]), filepath.Join(f.dir, step[1])); err != nil {
				t.Fatal(err)
			}
			deadline := time.Now().Add(5 * time.Second)
			for s := f.set.Current().Scripts(); len(s) != 1 || s[0].Name() != step[1]; s = f.set.Current().Scripts() {
				if time.Now().After(deadline) {
					t.Fatalf("scripts %v, failed %v", s, f.set.Failed())
				}
				<-time.After(2 * time.Millisecond)
			}
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, r := range f.reports {
			if len(r.Failed) > 0 {
				t.Errorf("reported as failed: %v", r.Failed[0])
			}
		}
	})
}

func TestReloadFewerRulesAfterPatience(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"a.js": hear("a", "1") + hear("b", "1")})
	f.write("a.js", hear("a", "2"))
	f.becomes("a", "2")
	f.becomes("b", "")
	f.write("a.js", "")
	f.becomes("a", "")
}

func TestReloadReport(t *testing.T) {
	f := watch(t, runtime.WatchOff, map[string]string{"a.js": hear("a", "1") + hear("b", "1")})
	f.write("a.js", hear("b", "1")+hear("c", "1")+"bot.on('message', () => 'x');")
	f.write("b.js", hear("z", "1"))
	r := f.set.Reload(context.Background())
	if len(r.Changes) != 2 {
		t.Fatalf("changes %+v", r.Changes)
	}
	c := r.Changes[0]
	if c.Script != "a.js" {
		c = r.Changes[1]
	}
	if fmt.Sprint(c.Added) != `[hear "c" on message]` || fmt.Sprint(c.Dropped) != `[hear "a"]` || c.Rules != 3 {
		t.Errorf("change %+v", c)
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Script != "b.js" || !strings.Contains(r.Warnings[0].Text, "takes every message") {
		t.Errorf("warnings %+v", r.Warnings)
	}
	f.write("a.js", "let = 1")
	r = f.set.Reload(context.Background())
	if len(r.Failed) != 1 || len(r.Changes) != 0 {
		t.Errorf("report of a broken file %+v", r)
	}
}

// TestReportIsInOrder holds that a start is told in the order of the scripts,
// whichever was loaded first, in lines without backslashes.
func TestReportIsInOrder(t *testing.T) {
	files := map[string]string{}
	var names []string
	for i := range 20 {
		name := fmt.Sprintf("%02d-x%d.js", i, i)
		names = append(names, name)
		// The first ones take longest to load.
		files[name] = fmt.Sprintf("await new Promise(r => setTimeout(r, %d));\n", 40-2*i) + hear(fmt.Sprint("text ", i), "x")
	}
	var log bytes.Buffer
	var got []string
	start(t, files, runtime.Options{
		Watch: runtime.WatchOff, Logger: hclog.New(&hclog.LoggerOptions{Output: &log}),
		OnReport: func(r runtime.Report) {
			for _, c := range r.Changes {
				got = append(got, c.Script)
			}
		},
	})
	if !slices.Equal(got, names) {
		t.Errorf("changes of %q", got)
	}
	if want := `added="hear 'text 7'"`; !strings.Contains(log.String(), want) {
		t.Errorf("log without %s:\n%s", want, log.String())
	}
}

func TestReloadNamespaces(t *testing.T) {
	f := watch(t, runtime.WatchAuto, map[string]string{"10-todo.js": hear("a", "10"), "20-todo.js": hear("b", "20")})
	if list := f.set.Failed(); len(list) != 1 || list[0].Script != "20-todo.js" {
		t.Fatalf("failed %v", list)
	}
	f.becomes("b", "")
	os.Remove(filepath.Join(f.dir, "10-todo.js"))
	f.becomes("b", "20")
	f.becomes("a", "")
	os.Rename(filepath.Join(f.dir, "20-todo.js"), filepath.Join(f.dir, "05-todo.ts"))
	f.write("30-x.js", hear("x", "x"))
	f.becomes("x", "x")
	f.becomes("b", "20")
	deadline := time.Now().Add(5 * time.Second)
	for len(f.set.Current().Scripts()) != 2 || f.set.Current().Scripts()[0].Name() != "05-todo.ts" {
		if time.Now().After(deadline) {
			t.Fatalf("scripts %v, failed %v", f.set.Current().Scripts(), f.set.Failed())
		}
		<-time.After(5 * time.Millisecond)
	}
	if ns := f.set.Current().Scripts()[0].Namespace(); ns != "todo" {
		t.Errorf("namespace %q", ns)
	}
}

// bundles is a cache in memory.
type bundles struct {
	mu sync.Mutex // guards m
	m  map[string][]byte
}

func (b *bundles) LoadBundle(s string) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.m[s]
}
func (b *bundles) SaveBundle(s string, data []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.m[s] = data
}
func (b *bundles) DropBundle(s string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.m, s)
}

func TestLastGoodBundle(t *testing.T) {
	cache := &bundles{m: map[string][]byte{}}
	dir := filepath.Join(t.TempDir(), "scripts")
	files := map[string]string{"a.ts": `import { x } from "./lib/x"; bot.hear("a", () => x as string); bot.hear("boom", () => { throw new Error("boom"); });`,
		"lib/x.ts": `export const x = "good";`}
	first := start(t, files, runtime.Options{Dir: dir, Bundles: cache, Watch: runtime.WatchOff})
	first.Close(context.Background())
	var kinds []runtime.ChangeKind
	second := start(t, map[string]string{"a.ts": "broken ("}, runtime.Options{Dir: dir, Bundles: cache, OnReport: func(r runtime.Report) {
		for _, c := range r.Changes {
			kinds = append(kinds, c.Kind)
		}
	}})
	if got, _, err := say(t, second, "a"); got != "good" || err != nil {
		t.Errorf("restored rule says %q, %v", got, err)
	}
	if len(kinds) != 1 || kinds[0] != runtime.Restored || len(second.Failed()) != 1 {
		t.Errorf("kinds %v, failed %v", kinds, second.Failed())
	}
	if _, _, err := say(t, second, "boom"); err == nil || !strings.Contains(err.(*runtime.ScriptError).Frame, "> 1 | import") {
		t.Errorf("error of the restored rule: %v", err)
	}
}
