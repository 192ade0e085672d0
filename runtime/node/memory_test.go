package node_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// handlers lets a test call what scripts give to on(name, handler).
type handlers struct {
	mu   sync.Mutex
	made map[string]handler
}

type handler struct {
	s  *runtime.Script
	fn goja.Callable
}

func (*handlers) Specifiers() []string { return nil }
func (*handlers) Exports() []string    { return nil }
func (h *handlers) Install(s *runtime.Script) (*goja.Object, error) {
	return nil, s.VM().Set("on", s.Func("on", func(c goja.FunctionCall) goja.Value {
		fn, _ := goja.AssertFunction(c.Argument(1))
		h.mu.Lock()
		defer h.mu.Unlock()
		h.made[c.Argument(0).String()] = handler{s, fn}
		return goja.Undefined()
	}))
}

func (h *handlers) call(name string) error {
	h.mu.Lock()
	f := h.made[name]
	h.mu.Unlock()
	return f.s.Invoke(context.Background(), runtime.Invocation{Key: name, Fn: f.fn})
}

// startIn runs scripts with the modules of Node over a folder of files.
func startIn(t *testing.T, memory int64, files string, scripts map[string]string, o runtime.Options) *handlers {
	t.Helper()
	client, err := web.NewClient(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &handlers{made: map[string]handler{}}
	o.Dir, o.Watch, o.Prelude = t.TempDir(), runtime.WatchOff, prelude.Programs()
	o.Limits.Memory, o.Limits.CPU = memory, time.Minute
	o.Modules = append([]runtime.Module{h, web.Module(client)}, node.Modules(node.Options{Files: files})...)
	for name, text := range scripts {
		if err := os.WriteFile(filepath.Join(o.Dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set, err := runtime.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, e := range set.Failed() {
		t.Fatal(e)
	}
	t.Cleanup(func() {
		_ = set.Close(context.Background())
		goruntime.GC() // the heap is everybody's
	})
	return h
}

// sized makes files of zeroes, which take no room on the disk.
func sized(t *testing.T, sizes map[string]int64) string {
	t.Helper()
	dir := t.TempDir()
	for name, size := range sizes {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestReadInTurns: what was read and is not needed any more is nobody's
// memory, however much it was in all.
func TestReadInTurns(t *testing.T) {
	if testing.Short() {
		t.Skip("reads three gigabytes")
	}
	h := startIn(t, 256<<20, sized(t, map[string]int64{"big": 40 << 20}), map[string]string{"a.js": `
import { readFile } from "fs/promises";
on("read", async () => {
  for (let n = 0; n < 3e9; ) n += (await readFile("big")).length;
});`}, runtime.Options{})
	if err := h.call("read"); err != nil {
		t.Error(err)
	}
}

// TestReadLimit: one read brings no more than a quarter of the memory.
func TestReadLimit(t *testing.T) {
	h := startIn(t, 64<<20, sized(t, map[string]int64{"fits": 16 << 20, "large": 16<<20 + 1}), map[string]string{"a.js": `
import { readFile } from "fs/promises";
on("fits", async () => { await readFile("fits"); });
on("large", async () => {
  const e = await readFile("large").catch(e => e);
  if (e.code !== "ERR_FS_FILE_TOO_LARGE" || !e.hint.includes("memory_limit") || !e.message.includes("16777217") || !e.message.includes("16777216")) throw e;
});
on("body", async () => {
  const piece = new Uint8Array(1 << 20);
  const body = n => new ReadableStream({ pull(c) { n-- > 0 ? c.enqueue(piece) : c.close(); } });
  if ((await new Response(body(16)).bytes()).length !== 16 << 20) throw new Error("16 MB do not fit");
  const e = await new Response(body(17)).text().catch(e => e);
  if (e.code !== "TOO_LARGE" || e.name !== "RangeError" || !e.hint) throw e;
  let n = 0;
  for await (const p of new Response(body(40)).body) n += p.length;
  if (n !== 40 << 20) throw new Error("a stream ends after " + n);
});`}, runtime.Options{})
	for _, name := range []string{"fits", "large", "body"} {
		if err := h.call(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// busy is a script with turns long enough to be interrupted.
const busy = `on("busy", () => { const end = Date.now() + 80; while (Date.now() < end); });`

// TestHolderIsNamed: who keeps what it has read is stopped for it, and never
// one who runs beside it.
func TestHolderIsNamed(t *testing.T) {
	files := sized(t, map[string]int64{"big": 20 << 20})
	h := startIn(t, 200<<20, files, map[string]string{"holder.js": `
import { readFile } from "fs/promises";
const kept = [];
on("hold", async () => { for (let i = 0; i < 20; i++) kept.push(await readFile("big")); });`, "other.js": busy}, runtime.Options{})
	held := make(chan error, 1)
	go func() { held <- h.call("hold") }()
	for ended := false; !ended; {
		if err := h.call("busy"); err != nil {
			t.Errorf("the other was stopped: %v", err)
		}
		select {
		case err := <-held:
			ended = true
			var se *runtime.ScriptError
			if !errors.As(err, &se) || se.Script != "holder.js" || se.Code != "MEMORY_LIMIT" || !strings.Contains(se.Message, "MB of files, downloads and bodies") {
				t.Errorf("the holder ended with %v", err)
			}
		default:
		}
	}
}

// TestIdleHolderGivesWay: a script that fills the memory and does nothing is
// started again, named, before anybody else is stopped.
func TestIdleHolderGivesWay(t *testing.T) {
	files := sized(t, map[string]int64{"big": 20 << 20})
	told := make(chan *runtime.ScriptError, 10)
	h := startIn(t, 200<<20, files, map[string]string{"holder.js": `
import { readFile } from "fs/promises";
const kept = [];
on("hold", async () => { for (let i = 0; i < 8; i++) kept.push(await readFile("big")); });`, "other.js": busy + `
import { readFile } from "fs/promises";
on("read", async () => { const b = [await readFile("big"), await readFile("big"), await readFile("big")]; return b.length; });`},
		runtime.Options{OnError: func(e *runtime.ScriptError) { told <- e }})
	if err := h.call("hold"); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		for _, name := range []string{"read", "busy"} {
			if err := h.call(name); err != nil {
				t.Errorf("the other was stopped: %v", err)
			}
		}
	}
	select {
	case e := <-told:
		if e.Script != "holder.js" || e.Code != "MEMORY_LIMIT" {
			t.Errorf("told of %v", e)
		}
	case <-time.After(5 * time.Second):
		t.Error("nobody was told of the holder")
	}
}

// TestCopyOntoItself: whatever name a file goes by, copying it onto itself
// leaves it as it is, and what can not be copied empties nothing.
func TestCopyOntoItself(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.txt", "all of it")
	write("b.txt", "the other")
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "sub"), 0o700), os.Link(filepath.Join(dir, "a.txt"), filepath.Join(dir, "hard.txt"))); err != nil {
		t.Fatal(err)
	}
	if goruntime.GOOS != "windows" { // where links take rights
		if err := os.Symlink("a.txt", filepath.Join(dir, "soft.txt")); err != nil {
			t.Fatal(err)
		}
	}
	h := startIn(t, 0, dir, map[string]string{"a.js": `
import { copyFile, rename } from "fs/promises";
on("copy", async () => {
  for (const [from, to] of [["a.txt", "a.txt"], ["a.txt", "./sub/../a.txt"], ["a.txt", "hard.txt"], ["hard.txt", "a.txt"], ["a.txt", "soft.txt"], ["soft.txt", "a.txt"]])
    await copyFile(from, to);
  await rename("a.txt", "a.txt");
  const e = await copyFile("sub", "b.txt").catch(e => e);
  if (e?.code !== "EISDIR") throw new Error("a folder is copied: " + e);
});`}, runtime.Options{})
	if goruntime.GOOS == "windows" {
		write("soft.txt", "all of it")
	}
	if err := h.call("copy"); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{"a.txt": "all of it", "hard.txt": "all of it", "b.txt": "the other"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v; want %q", name, got, err, want)
		}
	}
}
