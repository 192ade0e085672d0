package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// options are what a run is told on the command line.
type options struct {
	old, new  string // binaries; old may be missing
	oldCommit string // that the old one was built from, if it does not say so itself
	newConfig string // lines added to the new one's config.toml
	only      []string
	rounds    int
	take      time.Duration // of one load
	quiet     time.Duration
	users     int // known users
	saves     int
	json      string
	document  string
	dir       string
	h2        bool
	quick     bool
}

// readOptions reads them. Errors have been told already.
func readOptions(args []string) (options, error) {
	var o options
	var only string
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.StringVar(&o.old, "compare", "", "`binary` of the hotreply to compare with; it also serves as the simulator")
	f.StringVar(&o.oldCommit, "compare-commit", "", "`commit` that it was built from, if it does not say so itself")
	f.StringVar(&o.new, "new", "", "`binary` that is measured (default: built from this folder)")
	f.StringVar(&o.newConfig, "new-config", "", "`lines` added to its config.toml")
	f.StringVar(&only, "only", "", "`measures`, with commas; all: "+strings.Join(names(), ","))
	f.IntVar(&o.rounds, "rounds", 5, "rounds of every measure")
	f.DurationVar(&o.take, "take", 3*time.Second, "of one load")
	f.DurationVar(&o.quiet, "quiet", 2*time.Minute, "quiet time after load before memory is read")
	f.IntVar(&o.users, "users", 100_000, "known users")
	f.IntVar(&o.saves, "saves", 10, "saves a round")
	f.StringVar(&o.json, "json", "", "`file` for all rounds; with -out it is rounds.json in the folder of the document's name")
	f.StringVar(&o.document, "out", "", "`file` whose marked table is replaced, such as docs/performance.md; all rounds go beside it")
	f.StringVar(&o.dir, "dir", "", "`folder` for temporary state, on the disk that is meant")
	f.BoolVar(&o.h2, "h2", false, "the front of https speaks HTTP/2, too")
	f.BoolVar(&o.quick, "quick", false, "short loads and two rounds: for a look, not for a judgement")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.quick {
		o.hurry(f)
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	for _, name := range o.only {
		if !slices.Contains(names(), name) {
			return o, fmt.Errorf("no measure %q: %s", name, strings.Join(names(), ", "))
		}
	}
	if f.NArg() > 0 || o.rounds < 1 || o.take <= 0 {
		return o, fmt.Errorf("bench takes flags alone (%q), rounds of at least 1 and loads of some time", f.Args())
	}
	return o, nil
}

// hurry makes short what the command line does not set itself.
func (o *options) hurry(f *flag.FlagSet) {
	given := map[string]bool{}
	f.Visit(func(g *flag.Flag) { given[g.Name] = true })
	for name, value := range map[string]string{"rounds": "2", "take": "1s", "quiet": "5s", "users": "5000", "saves": "3"} {
		if !given[name] {
			_ = f.Set(name, value)
		}
	}
}

func names() []string {
	var list []string
	for _, m := range measures() {
		list = append(list, m.name)
	}
	return list
}

// warm is how long a load runs before it is measured.
func (o options) warm() time.Duration { return o.take / 3 }

// settle is how long a host rests before its memory is read.
func (o options) settle() time.Duration { return min(o.take, 2*time.Second) }

// simulator is the binary that serves: the one that both are alike to.
func (o options) simulator() string {
	if o.old != "" {
		return o.old
	}
	return o.new
}

func (o options) sides() []side {
	list := []side{{name: "new", binary: o.new, config: o.newConfig}}
	if o.old != "" {
		list = append([]side{{name: "old", binary: o.old}}, list...)
	}
	return list
}

// wants tells whether a measure is to run.
func (o options) wants(name string) bool {
	return len(o.only) == 0 || slices.Contains(o.only, name)
}

// complete makes sure that the programs are there, and builds the new one where
// none is named. done removes what it has built.
func (o *options) complete(ctx context.Context) (done func(), err error) {
	done = func() {}
	if o.new == "" {
		dir, err := os.MkdirTemp("", "hotreply-bench-build-")
		if err != nil {
			return done, err
		}
		done = func() { _ = os.RemoveAll(dir) }
		if o.new, err = build(ctx, dir); err != nil {
			done()
			return done, err
		}
	}
	for _, path := range []*string{&o.old, &o.new} {
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err == nil {
			_, err = os.Stat(*path)
		}
		if err != nil {
			done()
			return func() {}, err
		}
	}
	return done, nil
}

// build builds the program of the folder that bench runs in.
func build(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "hotreply")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, "hotreply")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}
