package runtime

import (
	"context"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	filewatch "hotreply/internal/watch"
	"hotreply/runtime/bundle"
)

// The times of a save. A good version is live after quiet; what looks
// half-written must stay as it is for patience before it is believed.
const (
	quiet    = 10 * time.Millisecond
	patience = 150 * time.Millisecond
	restless = 100 * time.Millisecond // events that never pause are acted on after this
)

// How often the folder is looked at without a word of the system.
const (
	slowScan = time.Second            // beside the system's events
	fastScan = 200 * time.Millisecond // where no events come
)

// keeper keeps the folder live. One goroutine owns it: it alone decides what
// is loaded and when a generation is swapped. Loads run beside it, one
// goroutine per script, and come back through results.
type keeper struct {
	set     *Scripts
	files   *bundle.Files
	changes *filewatch.Changes
	slots   map[string]*slot
	results chan result
	loads   int // under way

	folders []string        // to watch, for the names and inputs below
	covered []string        // the folders of the listing
	inputs  map[string]bool // of all slots; true: loaded by one

	report   Report // what the next swap will report
	changed  bool   // a swap is due
	began    time.Time
	askers   []chan Report
	replaced []*Script // broken scripts to let go after the swap
	blind    bool      // changes come without events: look often
	heard    time.Time

	starting bool                 // the first load is being reported
	stirred  time.Time            // the last sign of a change anywhere
	unjudged map[string]bool      // scripts that changed since the folder was last at rest
	passed   []bundle.Note        // as of the last look
	told     map[bundle.Note]bool // what was passed over and people know of
}

func newKeeper(set *Scripts) *keeper {
	return &keeper{set: set, files: set.loader.Files(), changes: filewatch.NewChanges(set.opts.Watch != WatchPoll && set.opts.Watch != WatchOff, set.log),
		slots: make(map[string]*slot), results: make(chan result), unjudged: make(map[string]bool), told: make(map[bundle.Note]bool)}
}

// first loads everything that is there and returns when all of it is live or
// has failed.
func (k *keeper) first(ctx context.Context) {
	k.changes.Cover([]string{filepath.Dir(k.set.loader.Dir()), k.set.loader.Dir()})
	k.began = time.Now()
	k.scan(ctx, true)
	for k.loads > 0 {
		select {
		case r := <-k.results:
			k.take(ctx, r, true)
		case <-ctx.Done():
			return
		}
	}
	k.tellKept()
	k.changed, k.starting = true, true
	k.apply()
	k.starting = false
}

// tellKept logs how much of the start an earlier run had done.
func (k *keeper) tellKept() {
	kept, made := 0, 0
	for _, s := range k.slots {
		switch {
		case s.live == nil || s.standIn:
		case s.live.bundle.WasKept():
			kept++
		default:
			made++
		}
	}
	k.set.log.Debug("scripts were bundled", "now", made, "by an earlier run", kept)
}

// run is the goroutine.
func (k *keeper) run(ctx context.Context) {
	defer k.close()
	look := time.NewTimer(time.Hour)
	defer look.Stop()
	due := time.Now()          // when to look next
	var burst time.Time        // when the present run of events began
	due = k.nextScan(due, due) // the first was just done
	for {
		look.Reset(max(0, time.Until(due)))
		select {
		case ev := <-k.changes.Events():
			now := time.Now()
			if !k.matters(ev) {
				continue
			}
			if burst.IsZero() {
				burst = now
			}
			k.heard, k.stirred = now, now
			k.files.Doubt(ev.Name)
			if due = now.Add(quiet); due.After(burst.Add(restless)) {
				due = burst.Add(restless)
			}
		case err := <-k.changes.Errors():
			k.set.log.Debug("file events", "err", err) // an overflow: the scan finds what was missed
			due = time.Now()
		case <-look.C:
			burst = time.Time{}
			if k.set.opts.Watch != WatchOff {
				k.scan(ctx, false)
			}
			k.settle(ctx)
			due = k.nextScan(time.Now(), due)
		case old := <-k.set.broken:
			k.restart(ctx, old)
		case answer := <-k.set.reload:
			k.askers = append(k.askers, answer)
			k.scan(ctx, true)
			k.settle(ctx)
			due = k.nextScan(time.Now(), due)
		case r := <-k.results:
			k.take(ctx, r, len(k.askers) > 0)
			k.settle(ctx)
			due = k.nextScan(time.Now(), due)
		case <-ctx.Done():
			return
		}
	}
}

// matters filters the events of the root's parent, which has other tenants.
func (k *keeper) matters(ev fsnotify.Event) bool {
	k.changes.Lost(ev)
	root := k.set.loader.Dir()
	if filepath.Dir(ev.Name) == filepath.Dir(root) && ev.Name != root {
		if _, used := k.inputs[ev.Name]; !used {
			return false
		}
	}
	return ev.Op != fsnotify.Chmod
}

// nextScan is when to look again: at the end of the shortest patience, or
// after the mode's interval.
func (k *keeper) nextScan(now, due time.Time) time.Time {
	wait := slowScan
	switch {
	case k.set.opts.Watch == WatchOff:
		wait = time.Hour
	case k.blind || !k.changes.Live():
		wait = fastScan
	}
	next := now.Add(wait)
	if due.After(now) && due.Before(next) {
		next = due // an event is waiting for its quiet
	}
	for _, s := range k.slots {
		if at := k.deadline(s); !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	if rest := k.stirred.Add(patience); k.curious() && rest.Before(next) {
		next = rest
	}
	return next
}

// scan looks at the disk and begins to load what has changed. ask means that
// somebody wants the answer now: there is no patience then.
func (k *keeper) scan(ctx context.Context, ask bool) {
	k.files.Begin()
	ls := k.set.loader.List()
	if !ls.There {
		k.set.log.Debug("the folder of scripts is not there, the rules stay", "folder", k.set.loader.Dir())
		k.cover(ls)
		return
	}
	k.passed = ls.Passed
	found := k.lookForMissing(ls, ask) // first: a renamed file must not clash with itself
	for _, f := range ls.Scripts {
		found = k.visit(ctx, f, ask) || found
	}
	if found {
		k.stirred = time.Now()
	}
	if found && !ask && k.changes.Live() && time.Since(k.heard) > 2*slowScan && !k.blind {
		k.blind = true
		k.set.log.Info("changes come without events here, looking at the folder more often", "folder", k.set.loader.Dir())
	}
	if ask {
		k.hurry()
	}
	k.cover(ls)
}

// lookForMissing reports whether scripts have gone.
func (k *keeper) lookForMissing(ls bundle.Listing, ask bool) bool {
	here := make(map[string]bool, len(ls.Scripts))
	for _, f := range ls.Scripts {
		here[f.Name] = true
	}
	found := false
	for _, s := range k.sorted() {
		if !here[s.name] {
			found = k.missing(s, ask) || found
		}
	}
	return found
}

// hurry ends all patience.
func (k *keeper) hurry() {
	k.stirred = time.Time{}
	for _, s := range k.slots {
		if !s.changedAt.IsZero() {
			s.changedAt = s.changedAt.Add(-patience)
		}
	}
}

// cover puts the watches where scripts and their imports are.
func (k *keeper) cover(ls bundle.Listing) {
	if !k.changes.Live() {
		return
	}
	inputs := make(map[string]bool)
	for _, s := range k.slots {
		for _, in := range s.inputs {
			inputs[in.Path] = inputs[in.Path] || in.Use == bundle.Loaded
		}
	}
	if !slices.Equal(ls.Folders, k.covered) || !maps.Equal(inputs, k.inputs) {
		k.inputs, k.covered = inputs, ls.Folders
		k.folders = ls.WatchFolders(k.set.loader.Dir(), inputs)
	}
	k.changes.Cover(k.folders)
}

// take files the result of a load.
func (k *keeper) take(ctx context.Context, r result, ask bool) {
	k.loads--
	if r.restarts != nil {
		k.restarted(r)
		return
	}
	s := r.slot
	if k.slots[s.name] != s || s.load != r.number || s.gone {
		r.drop() // the file has changed again, or is gone
		return
	}
	s.cancel = nil
	s.remember(r.bundle)
	if r.same {
		s.changedAt = time.Time{}
		return
	}
	s.candidate = &r
	if ask || !s.suspicious(&r) {
		k.decide(ctx, s)
	}
}

// close gives up what is under way.
func (k *keeper) close() {
	for _, s := range k.slots {
		s.abandon()
	}
	k.changes.Close()
	for k.loads > 0 {
		r := <-k.results
		r.drop()
		k.loads--
	}
	k.succeeded()
	for _, a := range k.askers {
		a <- Report{}
	}
}
