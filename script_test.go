package main

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// The binary itself is tested by the scripts below testdata/script: one
// behaviour each, with the simulator in the place of WeChat. -u rewrites
// expected output.
var update = flag.Bool("u", false, "rewrite the expected output of testdata/script")

// TestMain lets this binary be hotreply when a script, or a supervisor in one,
// calls it by that name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hotreply": hooked})
}

func TestScripts(t *testing.T) {
	p := scriptParams(t)
	p.Dir = "testdata/script"
	testscript.Run(t, p)
}

// scriptParams are what every script runs with; the caller adds where the
// scripts are.
func scriptParams(t *testing.T) testscript.Params {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("REPOSITORY", root)
			e.Setenv("NO_COLOR", "1")
			e.Setenv("HOME", e.WorkDir) // where the locks on logins are
			procs := &processes{byName: map[string]*process{}}
			e.Values[processesKey{}] = procs
			e.Defer(procs.killAll)
			return nil
		},
		Cmds: scriptCommands(),
	}
}
