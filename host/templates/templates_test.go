package templates_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"hotreply/host"
	"hotreply/host/ruletest"
	"hotreply/host/templates"
	"hotreply/internal/hint"
)

// TestTemplates writes each template, loads it as the only rule and runs its
// own tests.
func TestTemplates(t *testing.T) {
	for _, name := range templates.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := host.DefaultConfig()
			cfg.Scripts = t.TempDir()
			if _, err := templates.Write(cfg.Scripts, name, "20-"+name); err != nil {
				t.Fatal(err)
			}
			sum, err := ruletest.Run(context.Background(), ruletest.Options{Config: cfg, Report: func(r ruletest.Result) {
				if r.Failed() {
					t.Errorf("%s: %v\n%s", r.Name, r.Err, r.Log)
				}
			}})
			if err != nil || sum.Passed == 0 {
				t.Errorf("%+v, %v", sum, err)
			}
		})
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	paths, err := templates.Write(dir, "hello", "a")
	if err != nil || len(paths) != 2 {
		t.Fatalf("Write: %v, %v", paths, err)
	}
	var exists *hint.Error
	if _, err := templates.Write(dir, "hello", "a"); !errors.As(err, &exists) || exists.Hint() == "" {
		t.Errorf("second Write: %v", err)
	}
	if _, err := templates.Write(dir, "nope", "b"); err == nil {
		t.Error("unknown template: no error")
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("files %v", files)
	}
}
