package statedir

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hashicorp/go-hclog"
)

// stateFile is the store's file below a state folder.
func stateFile(state string) string { return filepath.Join(state, "state.db") }

// emptyStoreHint says what becomes of a store's file that has no bytes.
const emptyStoreHint = "a copy that failed, or a full disk, leaves such a file: stop hotreply and put a backup in its place, if there is one; " +
	"otherwise users have to write again before the bot can answer them"

// EmptyStore reports whether the state folder's store was emptied: a file of
// no bytes stands where messages and values were, which a start makes anew.
func EmptyStore(state string) bool {
	info, err := os.Stat(stateFile(state))
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// TellEmptyStore says that a start begins with nothing although a file is there.
func TellEmptyStore(log hclog.Logger, state string) {
	if EmptyStore(state) {
		log.Error("state.db is empty (0 bytes): if it ever held anything, that is lost; this start makes it anew", "file", stateFile(state), "hint", emptyStoreHint)
	}
}

// Watch knows the store's file as it was opened. A state folder that is removed
// or exchanged under a running host takes no write with it that comes later. It
// belongs to one goroutine.
type Watch struct {
	state  string
	log    hclog.Logger
	opened fs.FileInfo // nil: unknown
	gone   bool        // and that was said
}

// NewWatch looks at the store's file, which has to be there.
func NewWatch(log hclog.Logger, state string) *Watch {
	w := &Watch{state: state, log: log}
	w.opened, _ = os.Stat(stateFile(state)) // without it there is nothing to compare
	return w
}

// Look tells once when the folder is gone, and when it is back.
func (w *Watch) Look() {
	now, err := os.Stat(stateFile(w.state))
	gone := w.opened != nil && (os.IsNotExist(err) || err == nil && !os.SameFile(now, w.opened))
	if gone == w.gone {
		return
	}
	w.gone = gone
	if !gone {
		w.log.Info("the state folder is back", "dir", w.state)
		return
	}
	what := "was removed"
	if err == nil {
		what = "was exchanged"
	}
	w.log.Error("the state folder "+what+" while hotreply runs: what happens from now on is lost when it stops", "dir", w.state,
		"hint", "stop hotreply, put the folder back, and start it again")
}
