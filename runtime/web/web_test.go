package web_test

import (
	"path/filepath"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// options are those of scripts with the names of this package.
func options(t testing.TB, o web.Options) runtime.Options {
	t.Helper()
	c, err := web.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	return runtime.Options{Prelude: prelude.Programs(), Modules: []runtime.Module{web.Module(c)}}
}

func TestFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) { jstest.File(t, options(t, web.Options{}), f) })
	}
}
