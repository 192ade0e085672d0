package ruletest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	goruntime "runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"hotreply/host"
	"hotreply/internal/hint"
	"hotreply/internal/lazyregexp"
)

// Options say what to run.
type Options struct {
	// Paths are test files and folders; none means Config.Scripts.
	Paths []string
	// Config is where rules, env and limits come from. Its state, service,
	// clock and console are replaced.
	Config host.Config
	// Filter runs only tests whose name it matches; nil runs all.
	Filter *regexp.Regexp
	// Parallel is how many files run side by side; 0 is the number of CPUs.
	Parallel int
	// Timeout is the most real time that one test may take; 0 is a minute. The
	// option timeout of a test wins.
	Timeout time.Duration
	// Report is told of each result, those of a file together once it is done,
	// one call at a time; nil: nobody.
	Report func(Result)
}

// Result is the outcome of one test, or of a file that did not load.
type Result struct {
	File    string // as it was found
	Name    string // "" for a file that did not load
	Skipped bool
	Took    time.Duration
	// Err is what failed, nil if nothing did; a *runtime.ScriptError where a
	// position is known.
	Err error
	// Log holds what rules wrote to the console, and their errors.
	Log string
}

// Failed says whether the test failed.
func (r Result) Failed() bool { return r.Err != nil }

// Summary counts results.
type Summary struct {
	Passed, Failed, Skipped int
	Took                    time.Duration
}

func (s *Summary) add(r Result) {
	switch {
	case r.Failed():
		s.Failed++
	case r.Skipped:
		s.Skipped++
	default:
		s.Passed++
	}
}

// Run runs the tests and returns when all are over. The error is about
// finding them; failing tests are in the summary.
func Run(ctx context.Context, o Options) (Summary, error) {
	files, err := Find(o.Paths, o.Config.Scripts)
	if err != nil {
		return Summary{}, err
	}
	start := time.Now()
	var mu sync.Mutex // guards sum and calls of o.Report
	var sum Summary
	report := func(results []Result) {
		mu.Lock()
		defer mu.Unlock()
		for _, r := range results {
			sum.add(r)
			if o.Report != nil {
				o.Report(r)
			}
		}
	}
	n := o.Parallel
	if n <= 0 {
		n = goruntime.GOMAXPROCS(0)
	}
	var wg sync.WaitGroup
	turn := make(chan struct{}, n)
	for _, f := range files {
		turn <- struct{}{}
		wg.Go(func() {
			defer func() { <-turn }()
			var results []Result
			runFile(ctx, o, f, func(r Result) { results = append(results, r) })
			report(results) // those of a file stay together
		})
	}
	wg.Wait()
	sum.Took = time.Since(start)
	return sum, nil
}

// Find lists the test files below paths, or below scripts when there are none,
// in byte order.
func Find(paths []string, scripts string) ([]string, error) {
	if len(paths) == 0 {
		paths = []string{scripts}
	}
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fmt.Errorf("find tests: %w", err)
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != p && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".")):
				return fs.SkipDir
			case !d.IsDir() && isTest(d.Name()):
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("find tests: %w", err)
		}
	}
	if len(files) == 0 {
		return nil, hint.New("tests stand beside the rules in files named like 10-hello.test.js", "no tests in %s", strings.Join(paths, ", "))
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

var testName = lazyregexp.New(`^(.+)\.test\.(js|ts|mjs|mts)$`)

func isTest(name string) bool { return testName.MatchString(name) && !strings.HasPrefix(name, "_") }

// selection is which rules a test file is about: the one of its name beside
// it, or all of its folder when there is none.
func selection(file string) (dir string, only func(name string) bool) {
	dir = filepath.Dir(file)
	base := testName.ReplaceAllString(filepath.Base(file), "$1")
	if base == "index" { // of a rule that is a folder
		return filepath.Dir(dir), exactly(filepath.Base(dir))
	}
	for _, name := range []string{base + ".js", base + ".ts", base + ".mjs", base + ".mts", base} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return dir, exactly(name)
		}
	}
	return dir, nil
}

func exactly(name string) func(string) bool {
	return func(n string) bool { return n == name }
}
