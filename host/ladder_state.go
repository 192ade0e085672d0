package host

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"hotreply/host/internal/lane"
	"hotreply/host/supervise"
	"hotreply/internal/filestamp"
	"hotreply/internal/watch"
)

const (
	// ladderQuiet is how long scripts stay off that the supervisor took out.
	ladderQuiet = 10 * time.Minute
	// ladderLook is how often a host with scripts off looks for a save without
	// a word of the system.
	ladderLook = time.Second
)

// ladderState is which scripts are off because the supervisor said so after
// several deaths in a row. Meanwhile messages wait in the inbox. Any save, or
// ten minutes of quiet, brings all of them back.
type ladderState struct {
	mu      sync.Mutex // guards the fields below
	noRules bool
	aside   []string
}

func newLadderState(cfg Config) *ladderState {
	return &ladderState{noRules: cfg.NoRules, aside: cfg.SetAside}
}

// off says whether a script is not to run.
func (l *ladderState) off(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.noRules || slices.Contains(l.aside, name)
}

// active says whether any script is off.
func (l *ladderState) active() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.noRules || len(l.aside) > 0
}

func (l *ladderState) lift() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.noRules, l.aside = false, nil
}

// waitForSave is the goroutine of a host that runs with scripts off. It ends
// when they are back, or with ctx.
func (h *host) waitForSave(ctx context.Context) {
	h.log.Warn("scripts are off after deaths of the process; messages wait in the inbox", "rules", h.cfg.SetAside, "all", h.cfg.NoRules,
		"hint", "save any script to try them again, or wait ten minutes")
	before := h.folderPrint()
	quiet, cancel := context.WithTimeout(ctx, ladderQuiet)
	defer cancel()
	o := watch.Options{Folders: h.ruleDirs(), Every: ladderLook, Silent: h.cfg.Rules.Silent()}
	watch.Run(quiet, o, func() bool { return maps.Equal(before, h.folderPrint()) })
	if ctx.Err() != nil {
		return
	}
	h.ladder.lift()
	for _, r := range h.folders() {
		r.Reload(ctx)
	}
	h.log.Info("scripts that were off are back")
	h.notice(supervise.Notice{Kind: supervise.NoticeRestored})
	for _, a := range h.accounts() {
		a.goOn(lane.RulesOff)
	}
}

// folderPrint tells states of the folders of rules apart.
func (h *host) folderPrint() map[string]filestamp.Mark {
	print := map[string]filestamp.Mark{}
	for _, dir := range h.ruleDirs() {
		_ = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err == nil && e.Name() == "node_modules" {
				return filepath.SkipDir
			}
			if err == nil && !e.IsDir() {
				print[path] = filestamp.MarkOf(path)
			}
			return nil
		})
	}
	return print
}
