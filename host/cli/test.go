package cli

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotreply/host/ruletest"
	"hotreply/internal/filestamp"
)

// testFlags are the flags of `hotreply test`.
type testFlags struct {
	filter   string
	format   string
	parallel int
	watch    bool
	timeout  time.Duration
}

func newTest(g *globals) *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use:   "test [PATH…]",
		Short: "run the rule tests: *.test.js and *.test.ts beside the rules",
		Long: `test runs rule tests without a phone and without a network: each gets its own
bot with empty state, and a clock that it can turn.

  test("greets", async t => {
    const u = t.user("alice")
    await u.says("hi")
    t.equal(await u.hears(), "你好！")
  })

10-hello.test.js runs with the rule 10-hello.js alone; a test with no rule of its
name beside it, such as all.test.js, runs with all rules of its folder.`,
		RunE: func(cmd *cobra.Command, paths []string) error { return runTests(cmd.Context(), g, f, paths) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.filter, "filter", "", "run only tests whose name contains this `text` or matches it as a regular expression")
	fl.StringVar(&f.format, "format", "text", "text, tap or junit")
	fl.IntVar(&f.parallel, "parallel", 0, "how many files run side by side (0: one per CPU)")
	fl.DurationVar(&f.timeout, "timeout", time.Minute, "the most real time that one test may take; test(name, fn, {timeout: \"5m\"}) sets it for one")
	fl.BoolVar(&f.watch, "watch", false, "run again at each change, until Ctrl-C")
	return cmd
}

func runTests(ctx context.Context, g *globals, f testFlags, paths []string) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	o := ruletest.Options{Paths: paths, Config: c, Parallel: f.parallel, Timeout: f.timeout}
	if f.filter != "" {
		if o.Filter, err = regexp.Compile(f.filter); err != nil {
			o.Filter = regexp.MustCompile(regexp.QuoteMeta(f.filter))
		}
	}
	if ruletest.NewPrinter(f.format, nil) == nil {
		return usage("formats are "+strings.Join(ruletest.Formats(), ", "), "--format %q is unknown", f.format)
	}
	g.noteUnset(c)
	ctx, _, stop := watchSignals(ctx)
	defer stop()
	if f.watch {
		return watchTests(ctx, g, f, o)
	}
	sum, err := oneRun(ctx, g, f, o)
	if err != nil {
		return err
	}
	if sum.Failed > 0 || ctx.Err() != nil {
		return silent(exitFailed)
	}
	return nil
}

func oneRun(ctx context.Context, g *globals, f testFlags, o ruletest.Options) (ruletest.Summary, error) {
	p := ruletest.NewPrinter(f.format, g.streams.Out)
	o.Report = p.Result
	sum, err := ruletest.Run(ctx, o)
	if err == nil {
		p.End(sum)
	}
	return sum, err
}

// watchEvery is how often the folders are looked at.
const watchEvery = 250 * time.Millisecond

// watchTests runs the tests again when a file below the paths or the scripts
// folder has changed.
func watchTests(ctx context.Context, g *globals, f testFlags, o ruletest.Options) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	var last uint64
	for {
		if now := fingerprint(append([]string{o.Config.Scripts}, o.Paths...)); now != last {
			last = now
			if _, err := oneRun(ctx, g, f, o); err != nil {
				report(g.streams.Err, err)
			}
			fmt.Fprintln(g.streams.Err, "waiting for changes, Ctrl-C stops")
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// fingerprint changes with the names of files and with what they hold.
func fingerprint(roots []string) uint64 {
	h := fnv.New64a()
	for _, root := range roots {
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil // it will be there, or not, at the next look
			}
			if d.IsDir() && d.Name() == "node_modules" {
				return fs.SkipDir
			}
			if !d.IsDir() {
				fmt.Fprintln(h, path, filestamp.MarkOf(path))
			}
			return nil
		})
	}
	return h.Sum64()
}
