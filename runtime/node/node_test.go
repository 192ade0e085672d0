package node_test

import (
	"path/filepath"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// options are those of scripts with the names of this package.
func options(t testing.TB, o node.Options) runtime.Options {
	t.Helper()
	c, err := web.NewClient(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if o.Files == "" {
		o.Files = filepath.Join(t.TempDir(), "files")
	}
	return runtime.Options{
		Prelude:     prelude.Programs(),
		Modules:     append(node.Modules(o), web.Module(c)),
		MissingHint: node.MissingHint,
	}
}

func TestFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	o := node.Options{Env: func() map[string]string { return map[string]string{"CITY": "北京"} }}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) { jstest.File(t, options(t, o), f) })
	}
}
