package watch

import (
	"context"
	"path/filepath"
	"time"

	"github.com/hashicorp/go-hclog"
)

// settle is how long after the first event of a burst the look is: a save is
// several of them.
const settle = 100 * time.Millisecond

// Options say what [Run] watches.
type Options struct {
	// Folders are those whose entries matter. They may be missing, and come
	// later; nil, as with Silent, leaves Every alone.
	Folders []string
	Name    string        // of the entries that matter; "": all
	Every   time.Duration // the longest time between two looks; not 0
	Silent  bool          // ask the system for no events
}

// Run calls look every so often, and soon after something in the folders may
// have changed, until ctx ends or look has seen enough. look is called by this
// goroutine only, and not at once.
func Run(ctx context.Context, o Options, look func() (more bool)) {
	c := NewChanges(!o.Silent && len(o.Folders) > 0, hclog.NewNullLogger()) // without events Every is as good
	defer c.Close()
	tick := time.NewTicker(o.Every)
	defer tick.Stop()
	var settled <-chan time.Time // of a burst that has begun
	for more := true; more; {
		c.Cover(o.Folders)
		select {
		case ev := <-c.Events():
			c.Lost(ev)
			if settled == nil && (o.Name == "" || filepath.Base(ev.Name) == o.Name) {
				settled = time.After(settle)
			}
			continue
		case <-c.Errors():
		case <-settled:
			settled = nil
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		more = look()
	}
}
