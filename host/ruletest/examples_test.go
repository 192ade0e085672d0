package ruletest_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hotreply/host"
	"hotreply/host/ruletest"
)

var update = flag.Bool("update", false, "write docs/cookbook.md anew")

// TestExamples runs the rule tests of scripts and scripts/examples, and misses
// none of the rules there.
func TestExamples(t *testing.T) {
	cfg := host.DefaultConfig()
	cfg.Scripts = "../../scripts"
	sum, err := ruletest.Run(context.Background(), ruletest.Options{Config: cfg, Report: func(r ruletest.Result) {
		if r.Failed() {
			t.Errorf("%s %s: %v\n%s", r.File, r.Name, r.Err, r.Log)
		}
	}})
	if err != nil || sum.Passed == 0 {
		t.Errorf("%+v, %v", sum, err)
	}
	for _, rule := range recipes(t) {
		if _, err := os.Stat(rule.base() + ".test.js"); err != nil {
			t.Errorf("%s has no test", rule.path)
		}
	}
}

// TestCookbook holds docs/cookbook.md against the rules; -update writes it.
func TestCookbook(t *testing.T) {
	const path = "../../docs/cookbook.md"
	head, err := os.ReadFile("testdata/cookbook-head.md")
	if err != nil {
		t.Fatal(err)
	}
	want := string(head) + cookbook(recipes(t))
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s is not up to date (%v): go test ./host/ruletest -run TestCookbook -update", path, err)
	}
}

// recipe is one rule of the cookbook.
type recipe struct {
	path string // of the rule
	head string // the first sentence of its comment
	text string
}

func (r recipe) base() string { return strings.TrimSuffix(r.path, filepath.Ext(r.path)) }

// recipes are the rules in scripts/examples and those that run out of the box.
func recipes(t *testing.T) []recipe {
	var list []recipe
	for _, pattern := range []string{"../../scripts/examples/*.js", "../../scripts/*.js", "../../scripts/*.ts"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			if strings.Contains(p, ".test.") || strings.HasSuffix(p, ".d.ts") {
				continue
			}
			text, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(string(text), "\n")
			head, _, _ := strings.Cut(strings.TrimPrefix(first, "// "), ":")
			head, _, _ = strings.Cut(head, ". ")
			list = append(list, recipe{path: p, head: strings.TrimSuffix(head, "."), text: strings.TrimSpace(string(text))})
		}
	}
	return list
}

func cookbook(list []recipe) string {
	var b strings.Builder
	index := func(title string, keep func(recipe) bool) {
		fmt.Fprintf(&b, "\n%s\n\n", title)
		for _, r := range list {
			if keep(r) {
				name := filepath.Base(r.path)
				fmt.Fprintf(&b, "- [%s](../%s): %s\n", name, filepath.ToSlash(strings.TrimPrefix(r.path, "../../")), lower(r.head))
			}
		}
	}
	isExample := func(r recipe) bool { return strings.Contains(filepath.ToSlash(r.path), "/examples/") }
	index("Already running:", func(r recipe) bool { return !isExample(r) })
	index("To copy:", isExample)
	for _, r := range list {
		if !isExample(r) {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n```js\n%s\n```\n", filepath.Base(r.path), r.text)
	}
	return b.String()
}

func lower(s string) string {
	if s == "" || slices.Contains([]string{"RSS"}, s[:min(3, len(s))]) {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
