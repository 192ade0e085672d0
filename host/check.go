package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/config"
	"hotreply/host/internal/statedir"
	"hotreply/internal/hint"
	"hotreply/runtime"
	"hotreply/runtime/bundle"
)

// CheckResult is what [Check] found about one script.
type CheckResult struct {
	Script string               // its name in the folder
	Dir    string               // the folder
	Err    *runtime.ScriptError // nil: it loads
	// Warnings are about rules that load and may not do what was meant.
	Warnings []bundle.Note
	// Jobs are its bot.cron and bot.every, the next to be due first.
	Jobs []CheckedJob
	// Passed says that it looks like a rule and is none; Warnings has the reason.
	Passed bool
}

// CheckedJob is a job of a script that loads.
type CheckedJob struct {
	Name    string         // its name, or expression or interval with # and its number
	Spec    string         // the cron expression; empty for bot.every
	Every   time.Duration  // of bot.every
	Zone    *time.Location // in which Spec and Next are
	Next    []time.Time    // three; none if it is not due any more
	Reading string         // the fields of a Spec that has not five, in words
	// Warnings are what Spec says and was probably not meant, without a place.
	Warnings []bundle.Note
}

// jobsOf are the jobs of a folder by script. A script makes them live on its own
// loop, which may be busy with what its top level left behind.
func (h *host) jobsOf(ctx context.Context, r *rules) map[string][]CheckedJob {
	const shown, patience = 3, 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, s := range r.Current().Scripts() {
		live := make(chan struct{})
		if s.Post(func() { close(live) }) {
			select {
			case <-live:
			case <-ctx.Done():
			}
		}
	}
	by := map[string][]CheckedJob{}
	for _, u := range h.ticks.Upcoming(&r.jobs, shown) {
		j := CheckedJob{Name: u.Key, Spec: u.Spec, Every: u.Every, Zone: u.Location, Next: u.Next, Reading: u.Reading}
		for _, a := range u.Advice {
			j.Warnings = append(j.Warnings, bundle.Note{Script: u.Script, File: u.Script, Text: a.Text, Hint: a.Hint})
		}
		by[u.Script] = append(by[u.Script], j)
	}
	return by
}

// Check loads rules as a host would, without any connection, and says which of
// them do not load. Their top levels run on a copy of the store. paths are
// folders of rules or single files; none means the folders of the config.
// Results are in the order of folders and names; a path without any rule is an
// error.
func Check(ctx context.Context, c Config, paths []string) ([]CheckResult, error) {
	state, err := os.MkdirTemp("", "hotreply-check-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the copy of the store: %w", err)
	}
	defer func() { _ = os.RemoveAll(state) }()
	if err := copyFile(filepath.Join(c.State, "state.db"), filepath.Join(state, "state.db")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, statedir.Wrap("copy the store of the state folder", c.State, err)
	}
	c.State, c.Console.Listen, c.Rules.Watch = state, "", "off"
	c.Logger = hclog.NewNullLogger() // what it would log is in the results
	if len(paths) == 0 {
		return checkFolders(ctx, c, nil)
	}
	var all []CheckResult
	for _, path := range paths {
		results, err := checkPath(ctx, c, path)
		if err != nil {
			return nil, err
		}
		all = append(all, results...)
	}
	return all, nil
}

// checkPath checks a folder, or the one script that a file belongs to.
func checkPath(ctx context.Context, c Config, path string) ([]CheckResult, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	c.Accounts = map[string]config.Account{"default": {}}
	script := ""
	switch inside, err := filepath.Rel(c.Scripts, path); {
	case err == nil && inside != "." && filepath.IsLocal(inside):
		script = strings.Split(filepath.ToSlash(inside), "/")[0]
	case info.IsDir():
		c.Scripts = path
	default:
		c.Scripts, script = filepath.Dir(path), filepath.Base(path)
	}
	results, err := checkFolders(ctx, c, &script)
	if err == nil && len(results) == 0 {
		err = hint.New("rules are .js and .ts files, and folders with an index.js; names that begin with _ or . and *.test.js, *.d.ts are not",
			"check: %s holds no rule", path)
	}
	return results, err
}

// checkFolders loads the rule folders of c; only, if not nil and not empty, is
// the one script whose result is wanted.
func checkFolders(ctx context.Context, c Config, only *string) ([]CheckResult, error) {
	if err := CheckScripts(c); err != nil {
		return nil, err
	}
	h, err := newHost(ctx, c)
	if err != nil {
		return nil, err
	}
	var list []CheckResult
	for _, r := range h.folders() {
		if err = r.Start(ctx); err != nil {
			break
		}
		warnings := map[string][]bundle.Note{}
		for _, n := range r.Lint() {
			warnings[n.Script] = append(warnings[n.Script], n)
		}
		for _, n := range r.PassedOver() {
			list = append(list, CheckResult{Script: n.Script, Dir: r.dir, Passed: true, Warnings: []bundle.Note{n}})
		}
		failed, jobs := map[string]bool{}, h.jobsOf(ctx, r)
		for _, e := range r.Failed() {
			failed[e.Script] = true
			list = append(list, CheckResult{Script: e.Script, Dir: r.dir, Err: e})
		}
		for _, s := range r.Current().Scripts() {
			if !failed[s.Name()] {
				list = append(list, CheckResult{Script: s.Name(), Dir: r.dir, Warnings: warnings[s.Name()], Jobs: jobs[s.Name()]})
			}
		}
	}
	err = errors.Join(err, h.close(true))
	if only != nil && *only != "" {
		list = slices.DeleteFunc(list, func(r CheckResult) bool { return r.Script != *only })
	}
	slices.SortStableFunc(list, func(a, b CheckResult) int {
		return strings.Compare(a.Dir+"\x00"+a.Script, b.Dir+"\x00"+b.Script)
	})
	return list, err
}

// copyFile copies what is at from now. A copy made in the middle of a commit
// may be of no use; the store then says so when it is opened.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
