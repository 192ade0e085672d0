package runtime

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Report says what a reload did.
type Report struct {
	Generation uint64
	Changes    []Change       // of scripts that were loaded, replaced or dropped
	Failed     []*ScriptError // of versions that did not load; their old version, if any, stays
	Warnings   []Note
	Took       time.Duration
}

// Change is what a reload did with one script.
type Change struct {
	Script  string
	Kind    string   // "added", "changed", "removed", "restored" (the last good bundle)
	Rules   int      // the number it has now
	Added   []string // rules, as their patterns
	Dropped []string
}

// keeper owns the watch: its goroutine alone decides what is loaded.
type keeper struct {
	set   *Scripts
	known map[string]*slot // by script name
}

// slot is what the keeper knows of one script.
type slot struct {
	name   string
	script *Script // the live version; nil if none ever loaded
	inputs []Input // of the last try
	failed *ScriptError
}

// run is the goroutine.
func (k *keeper) run(ctx context.Context) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	scan := tick.C
	if k.set.opts.Watch == WatchOff {
		scan = nil
	}
	for {
		select {
		case <-scan:
			k.reload(ctx)
		case answer := <-k.set.reload:
			answer <- k.reload(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// reload loads what has changed and swaps once.
func (k *keeper) reload(ctx context.Context) Report {
	started := time.Now()
	var rep Report
	names := k.list()
	found := make(map[string]bool)
	changed := false
	for _, name := range names {
		found[name] = true
		if k.try(ctx, name, &rep) {
			changed = true
		}
	}
	for name, s := range k.known {
		if !found[name] {
			delete(k.known, name)
			if s.script != nil {
				changed = true
				rep.Changes = append(rep.Changes, Change{Script: name, Kind: "removed"})
			}
		}
	}
	rep.Generation = k.set.Current().number
	if changed || rep.Generation == 0 {
		rep.Generation = k.set.swap(k.scripts()).number
	}
	rep.Took = time.Since(started)
	if (changed || len(rep.Failed) > 0) && k.set.opts.OnReport != nil {
		k.set.opts.OnReport(rep)
	}
	return rep
}

// try loads one script if any of its files changed, and reports whether there
// is a new version.
func (k *keeper) try(ctx context.Context, name string, rep *Report) bool {
	entry, ok := entryFile(k.set.loader.dir, name)
	if !ok {
		return false
	}
	s := k.known[name]
	if s == nil {
		s = &slot{name: name}
		k.known[name] = s
	} else if !k.stale(s) {
		return false
	}
	b, err := k.set.loader.load(name, entry)
	s.inputs = b.Inputs
	var script *Script
	if err == nil {
		script = newScript(k.set, b, filepath.Dir(entry), k.set.Current().number+1)
		err = script.start(ctx)
	}
	if err != nil {
		se, ok := err.(*ScriptError)
		if !ok {
			se = &ScriptError{Script: name, Message: err.Error(), Err: err}
		}
		s.failed = se
		rep.Failed = append(rep.Failed, se)
		k.set.log.Error("rule does not load", "rule", name, "err", se.Error(), "hint", se.Hint())
		return false
	}
	kind := "added"
	if s.script != nil {
		kind = "changed"
	}
	s.script, s.failed = script, nil
	rep.Changes = append(rep.Changes, Change{Script: name, Kind: kind, Rules: len(script.loaded)})
	return true
}

// stale reports whether a file of the script's last try has changed.
func (k *keeper) stale(s *slot) bool {
	for _, in := range s.inputs {
		if k.set.loader.hashFile(in.Path) != in.Hash {
			return true
		}
	}
	return false
}

// list names the scripts of the folder in byte order.
func (k *keeper) list() []string {
	entries, err := os.ReadDir(k.set.loader.dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if _, ok := entryFile(k.set.loader.dir, name); ok && (isScriptFile(name) || isScriptFolder(name) && e.IsDir()) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// scripts are the live versions in order.
func (k *keeper) scripts() []*Script {
	var list []*Script
	for _, s := range k.known {
		if s.script != nil {
			list = append(list, s.script)
		}
	}
	slices.SortFunc(list, func(a, b *Script) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	return list
}
