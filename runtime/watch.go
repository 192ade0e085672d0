package runtime

import (
	"os"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/hashicorp/go-hclog"
)

// How often the folder is looked at without a word of the system.
const (
	slowScan = time.Second            // beside the system's events
	fastScan = 200 * time.Millisecond // where no events come
)

// changes is the system's word that something may have changed. Nothing is
// decided by it: it only says when to look. It belongs to the keeper.
type changes struct {
	watcher *fsnotify.Watcher // nil: none
	watched map[string]os.FileInfo
	log     hclog.Logger
	events  <-chan fsnotify.Event
	errors  <-chan error
}

func newChanges(mode WatchMode, log hclog.Logger) *changes {
	c := &changes{watched: make(map[string]os.FileInfo), log: log}
	if mode == WatchPoll || mode == WatchOff {
		return c
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		log.Warn("no file events from the system, looking at the folder instead", "err", err)
		return c
	}
	c.watcher, c.events, c.errors = w, w.Events, w.Errors
	return c
}

// cover watches exactly the given folders. It is called at each scan, for a
// folder that was removed and made again has silently lost its watch.
func (c *changes) cover(folders []string) {
	if c.watcher == nil {
		return
	}
	want := make(map[string]bool, len(folders))
	for _, dir := range folders {
		info, err := os.Stat(dir)
		if err != nil {
			continue
		}
		want[dir] = true
		if old, ok := c.watched[dir]; ok {
			if os.SameFile(old, info) {
				continue
			}
			c.watcher.Remove(dir) // it is gone with the old folder, or watches what was moved away
		}
		if err := c.watcher.Add(dir); err != nil {
			c.log.Debug("can not watch a folder, scanning it", "folder", dir, "err", err)
			continue
		}
		c.watched[dir] = info
	}
	for dir := range c.watched {
		if !want[dir] {
			c.watcher.Remove(dir)
			delete(c.watched, dir)
		}
	}
}

// lost forgets a folder whose watch the system has ended.
func (c *changes) lost(ev fsnotify.Event) {
	if ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename) {
		if _, ok := c.watched[ev.Name]; ok {
			c.watcher.Remove(ev.Name)
			delete(c.watched, ev.Name)
		}
	}
}

func (c *changes) close() {
	if c.watcher != nil {
		c.watcher.Close()
	}
}
