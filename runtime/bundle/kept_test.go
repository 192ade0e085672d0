package bundle

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
)

// TestKept holds that a kept bundle is taken only while loading would give the
// same.
func TestKept(t *testing.T) {
	limits := Limits{File: 1 << 20, Package: 1 << 20, Sources: 1 << 20, Scripts: 10, Names: 100}
	const code = `import { b } from "./b"; import * as p from "p"; bot.hear(b, () => p);`
	files := map[string]string{"a.js": code, "b.ts": "export const b = 'x';", "node_modules/p/index.js": "exports.x = 1;"}
	for name, c := range map[string]struct {
		change map[string]string // files written after the bundle was kept; empty: removed
		limits int64             // of Sources, if others
		script string            // if another
		want   bool
	}{
		"nothing":           {nil, 0, "", true},
		"the same again":    {map[string]string{"a.js": code}, 0, "", true},
		"a stranger":        {map[string]string{"c.js": "1"}, 0, "", true},
		"the entry":         {map[string]string{"a.js": code + " "}, 0, "", false},
		"an import":         {map[string]string{"b.ts": "export const b = 'y';"}, 0, "", false},
		"an import is gone": {map[string]string{"b.ts": ""}, 0, "", false},
		"one before it":     {map[string]string{"b.tsx": "export const b = 'z';"}, 0, "", false},
		"a package":         {map[string]string{"node_modules/p/index.js": "exports.x = 2;"}, 0, "", false},
		"its settings":      {map[string]string{"node_modules/p/package.json": `{"main": "other.js"}`}, 0, "", false},
		"our settings":      {map[string]string{"tsconfig.json": `{}`}, 0, "", false},
		"other options":     {nil, 1 << 10, "", false},
		"another script":    {nil, 0, "b.js", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for f, text := range files {
				put(t, dir, f, text)
			}
			entry := filepath.Join(dir, "a.js")
			var held atomic.Int64
			b, err := New(Options{Dir: dir, Limits: limits}).Load(context.Background(), "a.js", entry, &held)
			if err != nil {
				t.Fatal(err)
			}
			data, err := b.Encode([]string{"rule"})
			if err != nil {
				t.Fatal(err)
			}
			for f, text := range c.change {
				put(t, dir, f, text)
			}
			now, script := limits, "a.js"
			if c.limits != 0 {
				now.Sources = c.limits
			}
			if c.script != "" {
				script = c.script
			}
			var read []string
			l := New(Options{Dir: dir, Limits: now, OnRead: func(_, path string) { read = append(read, path) }})
			got := l.Kept(data, script, entry, &held)
			if (got != nil) != c.want {
				t.Fatalf("kept: %v, want %v", got != nil, c.want)
			}
			if got == nil {
				return
			}
			if got.Code != b.Code || len(got.Inputs) != len(b.Inputs) || got.Program() == nil || len(read) != 3 {
				t.Errorf("the bundle is another, or %q were read", read)
			}
			if !got.SameRules([]string{"rule"}) || got.SameRules([]string{"other"}) || b.SameRules([]string{"rule"}) {
				t.Error("rules are compared wrongly")
			}
		})
	}
	if New(Options{Dir: t.TempDir(), Limits: limits}).Kept(nil, "a.js", "a.js", nil) != nil {
		t.Error("there is something in nothing")
	}
}

// put writes a file, or removes it if it is to be empty.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if text == "" {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

type hostModule []string

func (n hostModule) Specifiers() []string { return n }
func (n hostModule) Exports() []string    { return nil }

// TestKeyOf: the host's modules stand in a map, and come in another order in
// each process.
func TestKeyOf(t *testing.T) {
	one := keyOf(Options{Dir: "d", Modules: []Importable{hostModule{"fs", "node:fs"}, hostModule{"os"}, hostModule{"hotreply"}}})
	same := keyOf(Options{Dir: "d", Modules: []Importable{hostModule{"hotreply"}, hostModule{"fs", "node:fs"}, hostModule{"os"}}})
	other := keyOf(Options{Dir: "d", Modules: []Importable{hostModule{"hotreply"}, hostModule{"fs"}, hostModule{"node:fs", "os"}}})
	if one == "" || one != same || one == other {
		t.Errorf("keys: %s, in another order %s, of others %s", one, same, other)
	}
}
