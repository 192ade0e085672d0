package watch

import (
	"os"

	"github.com/fsnotify/fsnotify"
	"github.com/hashicorp/go-hclog"
)

// Changes is the system's word that something in some folders may have changed.
// It belongs to one goroutine, which closes it.
type Changes struct {
	watcher *fsnotify.Watcher // nil: none
	watched map[string]os.FileInfo
	log     hclog.Logger
}

// NewChanges asks the system for events, unless they are not wanted. If it has
// none, that is a warning in the log.
func NewChanges(wanted bool, log hclog.Logger) *Changes {
	c := &Changes{watched: make(map[string]os.FileInfo), log: log}
	if !wanted {
		return c
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		log.Warn("no file events from the system, looking at the folder instead", "err", err)
		return c
	}
	c.watcher = w
	return c
}

// Live tells whether events may come at all.
func (c *Changes) Live() bool { return c.watcher != nil }

// Events are what may have changed: each is to be shown to [Changes.Lost]. It
// is nil without a watcher.
func (c *Changes) Events() <-chan fsnotify.Event {
	if c.watcher == nil {
		return nil
	}
	return c.watcher.Events
}

// Errors say that events were lost, so that it is time to look at all. It is
// nil without a watcher.
func (c *Changes) Errors() <-chan error {
	if c.watcher == nil {
		return nil
	}
	return c.watcher.Errors
}

// Cover watches exactly the given folders. Call it at each look: a
// folder that was removed and made again has silently lost its watch.
func (c *Changes) Cover(folders []string) {
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

// Lost forgets a folder whose watch the system has ended.
func (c *Changes) Lost(ev fsnotify.Event) {
	if ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename) {
		if _, ok := c.watched[ev.Name]; ok {
			c.watcher.Remove(ev.Name)
			delete(c.watched, ev.Name)
		}
	}
}

// Close ends the events.
func (c *Changes) Close() {
	if c.watcher != nil {
		c.watcher.Close()
	}
}
