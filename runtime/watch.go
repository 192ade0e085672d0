package runtime

import (
	"os"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/hashicorp/go-hclog"
)

// How often the folder is looked at without a hint.
const (
	slowScan = time.Second            // beside the system's events
	fastScan = 200 * time.Millisecond // where no events come
)

// hints is the system's word that something may have changed. Nothing is
// decided by it: it only says when to look. It belongs to the keeper.
type hints struct {
	watcher *fsnotify.Watcher // nil: none
	watched map[string]os.FileInfo
	log     hclog.Logger
	events  <-chan fsnotify.Event
	errors  <-chan error
}

func newHints(mode WatchMode, log hclog.Logger) *hints {
	h := &hints{watched: make(map[string]os.FileInfo), log: log}
	if mode == WatchPoll || mode == WatchOff {
		return h
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		log.Warn("no file events from the system, looking at the folder instead", "err", err)
		return h
	}
	h.watcher, h.events, h.errors = w, w.Events, w.Errors
	return h
}

// cover watches exactly the given folders. It is called at each scan, for a
// folder that was removed and made again has silently lost its watch.
func (h *hints) cover(folders []string) {
	if h.watcher == nil {
		return
	}
	want := make(map[string]bool, len(folders))
	for _, dir := range folders {
		info, err := os.Stat(dir)
		if err != nil {
			continue
		}
		want[dir] = true
		if old, ok := h.watched[dir]; ok {
			if os.SameFile(old, info) {
				continue
			}
			h.watcher.Remove(dir) // it is gone with the old folder, or watches what was moved away
		}
		if err := h.watcher.Add(dir); err != nil {
			h.log.Debug("can not watch a folder, scanning it", "folder", dir, "err", err)
			continue
		}
		h.watched[dir] = info
	}
	for dir := range h.watched {
		if !want[dir] {
			h.watcher.Remove(dir)
			delete(h.watched, dir)
		}
	}
}

// lost forgets a folder whose watch the system has ended.
func (h *hints) lost(ev fsnotify.Event) {
	if ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename) {
		if _, ok := h.watched[ev.Name]; ok {
			h.watcher.Remove(ev.Name)
			delete(h.watched, ev.Name)
		}
	}
}

func (h *hints) close() {
	if h.watcher != nil {
		h.watcher.Close()
	}
}
