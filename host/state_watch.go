package host

import (
	"io/fs"
	"os"
	"path/filepath"
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

// tellEmptyStore says that a start begins with nothing although a file is there.
func (h *host) tellEmptyStore() {
	if EmptyStore(h.cfg.State) {
		h.log.Error("state.db is empty (0 bytes): if it ever held anything, that is lost; this start makes it anew", "file", stateFile(h.cfg.State), "hint", emptyStoreHint)
	}
}

// stateWatch knows the store's file as it was opened. A state folder that is
// removed or exchanged under a running host takes no write with it that comes
// later. It belongs to the goroutine of watchTokens.
type stateWatch struct {
	path   string
	opened fs.FileInfo // nil: unknown
	gone   bool        // and that was said
}

func newStateWatch(state string) *stateWatch {
	w := &stateWatch{path: stateFile(state)}
	w.opened, _ = os.Stat(w.path) // without it there is nothing to compare
	return w
}

// lookAtState tells once when the folder is gone, and when it is back.
func (h *host) lookAtState(w *stateWatch) {
	now, err := os.Stat(w.path)
	gone := w.opened != nil && (os.IsNotExist(err) || err == nil && !os.SameFile(now, w.opened))
	if gone == w.gone {
		return
	}
	w.gone = gone
	if !gone {
		h.log.Info("the state folder is back", "dir", h.cfg.State)
		return
	}
	what := "was removed"
	if err == nil {
		what = "was exchanged"
	}
	h.log.Error("the state folder "+what+" while hotreply runs: what happens from now on is lost when it stops", "dir", h.cfg.State,
		"hint", "stop hotreply, put the folder back, and start it again")
}
