package bindings

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/bindings/types"
	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// ofLanguage are the globals that the libraries in jsconfig.json declare.
const ofLanguage = `Object Function Array String Number BigInt RegExp Boolean Proxy Reflect Error AggregateError TypeError
	ReferenceError SyntaxError RangeError EvalError URIError eval Math JSON ArrayBuffer DataView Uint8Array Uint8ClampedArray
	Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array BigInt64Array BigUint64Array Symbol
	WeakSet WeakMap Map Set Promise globalThis NaN undefined Infinity isNaN parseInt parseFloat isFinite decodeURI
	decodeURIComponent encodeURI encodeURIComponent escape unescape Iterator Date Intl`

// ofEngine is a global that rules have no use for.
const ofEngine = "GoError"

// ofFiles are names that each file has of its own.
var ofFiles = []string{"require", "__dirname", "__filename"}

// ofBrowsers are names that editors would offer and rules do not have.
const ofBrowsers = `WebSocket XMLHttpRequest EventSource Worker SharedWorker window document location history screen localStorage
	sessionStorage indexedDB caches importScripts alert confirm prompt requestAnimationFrame FileReader MessageChannel MessagePort
	BroadcastChannel WebAssembly CompressionStream DecompressionStream ByteLengthQueuingStrategy CountQueuingStrategy
	ReadableStreamBYOBReader ReadableByteStreamController Performance PerformanceObserver Navigator ErrorEvent MessageEvent
	CloseEvent ProgressEvent Image HTMLElement Notification WritableStreamDefaultWriter ReadableStreamDefaultController`

// TestGlobalsAreTyped holds the names that a rule has against those that
// hotreply.d.ts declares, both ways.
func TestGlobalsAreTyped(t *testing.T) {
	typed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^declare (?:var|const|function|class) (\w+)`).FindAllStringSubmatch(string(types.Declarations()), -1) {
		typed[m[1]] = true
	}
	delete(typed, "test") // of rule tests alone
	for _, name := range ofFiles {
		if !typed[name] {
			t.Errorf("each file has its %s and hotreply.d.ts does not declare it", name)
		}
		delete(typed, name)
	}
	candidates := slices.Concat(strings.Fields(ofBrowsers+" "+ofLanguage), declaredElsewhere(t))
	for name := range typed {
		candidates = append(candidates, name)
	}
	there := globalsOf(t, candidates)
	for _, name := range strings.Fields(ofLanguage + " " + ofEngine) {
		if !slices.Contains(there, name) {
			t.Errorf("%s is not there any more", name)
		}
		there = slices.DeleteFunc(there, func(n string) bool { return n == name })
	}
	for _, name := range there {
		if !typed[name] {
			t.Errorf("%s is there and hotreply.d.ts does not declare it", name)
		}
		delete(typed, name)
	}
	for name := range typed {
		t.Errorf("hotreply.d.ts declares %s, which is not there", name)
	}
}

// declaredElsewhere are the names that are made at their first use: they show
// in no list of the properties of globalThis.
func declaredElsewhere(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, file := range []string{"../runtime/web/module.go", "../runtime/node/module.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		before := len(names)
		for _, group := range regexp.MustCompile(`(?m)^\t\tgroup\("[\w.]+", [\w.]+, (.*)\),$`).FindAllStringSubmatch(string(text), -1) {
			for _, m := range regexp.MustCompile(`"([A-Za-z]\w*)"`).FindAllStringSubmatch(group[1], -1) {
				names = append(names, m[1])
			}
		}
		if len(names) == before {
			t.Errorf("%s lists no names", file)
		}
	}
	return names
}

// globalsOf returns the properties of globalThis in a rule, and those of the
// candidates that it answers for.
func globalsOf(t *testing.T, candidates []string) []string {
	t.Helper()
	dir := t.TempDir()
	fetch, err := web.NewClient(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	modules := append([]runtime.Module{prelude.JSON()}, Modules(newFakeApp(dir), Options{})...)
	modules = append(append(modules, web.Module(fetch), intl.ModuleFor("en-US")), node.Modules(node.Options{Files: dir})...)
	rule := `throw new Error("<" + [...new Set([...Object.getOwnPropertyNames(globalThis), ..."` + strings.Join(candidates, " ") +
		`".split(" ")])].filter(name => name in globalThis && !name.startsWith("__hotreply_")).join(" ") + ">");`
	scripts := filepath.Join(dir, "scripts")
	if err := os.MkdirAll(scripts, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(scripts, "names.js"), []byte(rule), 0o600); err != nil {
		t.Fatal(err)
	}
	said := ""
	set, err := runtime.New(runtime.Options{
		Dir: scripts, Watch: runtime.WatchOff, Prelude: prelude.Programs(), Modules: append(modules, prelude.Limits()),
		Limits: runtime.Limits{Load: time.Minute, CPU: time.Minute},
		OnReport: func(r runtime.Report) {
			for _, f := range r.Failed {
				said += f.Error()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := set.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(said, "<")
	list, _, closed := strings.Cut(list, ">")
	if !ok || !closed {
		t.Fatalf("the rule said %q", said)
	}
	return strings.Fields(list)
}
