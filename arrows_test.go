package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arrows are the packages of this module that each package may import. What is
// not listed here may import nothing of ours; the leaves are open to all.
var arrows = map[string][]string{
	"hotreply":                              {"host/cli"},
	"hotreply/host/cli":                     {"host/internal/heap", "host/logger", "bot", "host", "host/ruletest", "host/templates", "bindings", "bindings/types", "ilink", "ilink/sim", "store", "runtime", "console", "host/config", "runtime/bundle", "host/supervise"},
	"hotreply/host":                         {"bot", "bindings", "bindings/types", "console", "store", "ilink", "runtime", "runtime/web", "runtime/intl", "runtime/node", "runtime/prelude", "host/internal/window", "host/internal/media", "host/internal/statedir", "host/internal/blame", "host/config", "host/internal/inbox", "host/internal/session", "runtime/bundle", "host/supervise", "host/internal/outbox", "host/internal/pacer", "host/internal/lane"},
	"hotreply/host/internal/outbox":         {"bot", "ilink", "store", "host/internal/window", "host/internal/pacer"},
	"hotreply/host/internal/lane":           {"ilink", "store"},
	"hotreply/host/internal/pacer":          {},
	"hotreply/host/internal/heap":           {},
	"hotreply/host/internal/window":         {"bot", "ilink", "store"},
	"hotreply/host/internal/media":          {"bot", "ilink"},
	"hotreply/host/internal/blame":          {"store"},
	"hotreply/host/config":                  {},
	"hotreply/host/internal/inbox":          {"bot", "ilink", "store", "host/internal/lane", "host/internal/outbox", "host/internal/window"},
	"hotreply/host/logger":                  {"host/config"},
	"hotreply/host/ruletest":                {"host/logger", "bot", "host", "ilink/sim", "bindings", "runtime", "runtime/web", "runtime/intl", "runtime/node", "runtime/prelude", "runtime/bundle"},
	"hotreply/host/supervise":               {"host/config"},
	"hotreply/host/templates":               {},
	"hotreply/bindings":                     {"bot", "runtime", "runtime/pattern", "runtime/web", "ilink", "bindings/types"},
	"hotreply/host/internal/statedir":       {"ilink"},
	"hotreply/host/internal/session":        {"host/internal/statedir", "ilink", "store"},
	"hotreply/bindings/types":               {},
	"hotreply/bot":                          {"ilink"},
	"hotreply/console":                      {"bot", "store"},
	"hotreply/ilink":                        {},
	"hotreply/ilink/sim":                    {},
	"hotreply/store/internal/overlay":       {},
	"hotreply/store":                        {"store/internal/overlay", "store/internal/wal"},
	"hotreply/store/internal/wal":           {},
	"hotreply/runtime":                      {"runtime/internal/jsregexp", "runtime/regex", "runtime/pattern", "runtime/bundle", "runtime/internal/compile"},
	"hotreply/runtime/bundle":               {"runtime/internal/nesting", "runtime/internal/datafile", "runtime/internal/compile"},
	"hotreply/runtime/internal/compile":     {"runtime/regex"},
	"hotreply/runtime/internal/datafile":    {},
	"hotreply/runtime/internal/nesting":     {},
	"hotreply/store/memory":                 {"store"},
	"hotreply/runtime/pattern":              {"runtime/regex"},
	"hotreply/runtime/regex":                {},
	"hotreply/runtime/internal/jsregexp":    {"runtime/regex", "runtime/internal/compile"},
	"hotreply/runtime/web":                  {"runtime", "runtime/prelude", "runtime/internal/lazy"},
	"hotreply/runtime/intl":                 {"runtime", "runtime/prelude", "runtime/internal/lazy"},
	"hotreply/runtime/node":                 {"runtime", "runtime/web", "runtime/prelude", "runtime/internal/lazy", "runtime/node/bundled"},
	"hotreply/runtime/node/bundled":         {},
	"hotreply/runtime/node/bundled/make":    {},
	"hotreply/runtime/prelude":              {"runtime/internal/jsregexp", "runtime/internal/compile", "runtime", "runtime/internal/lazy", "runtime/internal/nesting", "runtime/internal/scriptjson", "runtime/internal/scriptdate"},
	"hotreply/runtime/internal/scriptdate":  {"runtime", "runtime/internal/lazy"},
	"hotreply/runtime/internal/scriptjson":  {},
	"hotreply/runtime/internal/lazy":        {"runtime", "runtime/internal/compile"},
	"hotreply/runtime/internal/conformance": {},
	"hotreply/runtime/internal/npm":         {},
	"hotreply/bench":                        {"bot", "host", "host/config", "bindings", "store", "ilink", "ilink/sim", "runtime"},
	"hotreply/internal/clock":               {},
	"hotreply/internal/cputime":             {},
	"hotreply/internal/cron":                {},
	"hotreply/internal/filestamp":           {},
	"hotreply/internal/nearest":             {},
	"hotreply/internal/proxy":               {},
	"hotreply/internal/wait":                {"internal/clock"},
	"hotreply/internal/units":               {},
	"hotreply/internal/hint":                {},
	"hotreply/internal/jsontext":            {},
	"hotreply/internal/lazyregexp":          {},
	"hotreply/internal/watch":               {},
}

// leaves import nothing of ours, and everything may import them.
var leaves = []string{"internal/clock", "internal/cputime", "internal/cron", "internal/filestamp", "internal/nearest", "internal/proxy", "internal/wait", "internal/units", "internal/hint", "internal/jsontext", "internal/lazyregexp", "internal/watch"}

// foreign are libraries that must not be reachable from a package, however far
// the way.
var foreign = map[string][]string{
	"hotreply/ilink":   {"github.com/dop251/goja", "hotreply/bot", "hotreply/runtime", "hotreply/bindings", "hotreply/store", "hotreply/host"},
	"hotreply/bot":     {"github.com/dop251/goja", "hotreply/runtime", "hotreply/bindings", "hotreply/store", "hotreply/host"},
	"hotreply/console": {"github.com/dop251/goja", "hotreply/runtime", "hotreply/bindings", "hotreply/host"},

	"hotreply/host/config":           {"github.com/dop251/goja", "hotreply/ilink", "hotreply/store", "hotreply/host"},
	"hotreply/host/supervise":        {"github.com/dop251/goja", "hotreply/ilink", "hotreply/store", "hotreply/host"},
	"hotreply/host/internal/inbox":   {"github.com/dop251/goja", "hotreply/runtime", "hotreply/bindings", "hotreply/host"},
	"hotreply/host/internal/media":   {"github.com/dop251/goja", "hotreply/runtime", "hotreply/bindings", "hotreply/store", "hotreply/host"},
	"hotreply/host/internal/session": {"github.com/dop251/goja", "hotreply/runtime", "hotreply/bindings", "hotreply/host"},

	"hotreply/runtime":   {"runtime/internal/jsregexp", "runtime/regex", "hotreply/bot", "hotreply/ilink", "hotreply/bindings", "hotreply/store", "hotreply/host"},
	"hotreply/store":     {"github.com/dop251/goja", "hotreply/bot", "hotreply/ilink", "hotreply/runtime", "hotreply/bindings", "hotreply/host"},
	"hotreply/ilink/sim": {"hotreply/ilink", "github.com/dop251/goja", "hotreply/host"},
}

func TestArrows(t *testing.T) {
	for _, line := range goList(t, "{{.ImportPath}} {{join .Imports \" \"}}", "./...") {
		fields := strings.Fields(line)
		pkg := fields[0]
		allowed, known := arrows[pkg]
		if !known && !isTestHelp(pkg) {
			t.Errorf("%s is new: say in arrows what it may import", pkg)
		}
		for _, imp := range fields[1:] {
			short, ours := strings.CutPrefix(imp, "hotreply/")
			if ours && !slices.Contains(leaves, short) && !slices.Contains(allowed, short) && !isTestHelp(pkg) {
				t.Errorf("%s imports %s, which points the wrong way", pkg, imp)
			}
		}
	}
	for pkg, bad := range foreign {
		for _, dep := range goList(t, "{{.ImportPath}}", "-deps", pkg) {
			if slices.Contains(bad, dep) {
				t.Errorf("%s reaches %s", pkg, dep)
			}
		}
	}
}

// isTestHelp tells packages that exist for tests only; they may import what
// they test.
func isTestHelp(pkg string) bool {
	switch pkg {
	case "hotreply/host/ruletest":
		return false
	case "hotreply/ilink/sim/interop", "hotreply/runtime/internal/conformance", "hotreply/runtime/internal/npm":
		return true
	}
	return strings.HasSuffix(pkg, "test")
}

func goList(t *testing.T, format string, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-f", format}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("go list %q: %v\n%s", args, err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// TestOneCompiler finds JavaScript that is compiled past the passes over its
// syntax, and would miss the cures that scripts rely on.
func TestOneCompiler(t *testing.T) {
	for _, line := range goList(t, "{{.Dir}}|{{join .GoFiles \" \"}}", "./...") {
		dir, files, _ := strings.Cut(line, "|")
		if strings.HasSuffix(filepath.ToSlash(dir), "runtime/internal/compile") || strings.HasSuffix(filepath.ToSlash(dir), "/bench") { // which times the bare engine
			continue
		}
		for name := range strings.FieldsSeq(files) {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range []string{"goja.Compile", "goja.MustCompile", ".RunString(", ".RunScript("} {
				if strings.Contains(string(text), call) && !strings.HasSuffix(filepath.ToSlash(dir), "test") {
					t.Errorf("%s: %s: compile by runtime/internal/compile", filepath.Join(dir, name), call)
				}
			}
		}
	}
}
