package host

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"

	"hotreply/ilink"
	"hotreply/runtime"
	"hotreply/store"
)

// What a rule did to the process is found out in two steps. Whatever was in a
// turn at a sudden death is a suspect, and its next turns run alone. A death
// in such a turn is its own: message and script are guilty once. A script that
// was being loaded is a suspect too, and its next load runs alone. A message
// that is guilty rules.attempts times becomes a dead letter; a script that is
// guilty three times without a success between is set aside until it is
// edited. Done clears both. A pattern that finds no end ends the process too,
// but makes no script guilty: see slow_patterns.go.
//
// All of it stands in notes of the store:
//
//	suspect/<row>   a row whose turns run alone
//	wedged/<row>    a row that wedged its runtime; dead with the next start
//	guilt/<script>  scriptGuilt

const (
	guiltLimit  = 3                // deaths without a success, or wedges in wedgeWindow
	wedgeWindow = 10 * time.Minute // in which wedges count together
)

// scriptGuilt is what a script has done to the process.
type scriptGuilt struct {
	Deaths int         `json:"deaths,omitempty"` // since its last success
	Wedges []time.Time `json:"wedges,omitempty"` // newest last
	// Aside is the version that is set aside (see versionOf); "" is none.
	Aside string   `json:"aside,omitempty"`
	Files []string `json:"files,omitempty"` // that it was made of, imports included
}

// guilt keeps the scripts' guilt at hand. It belongs to the host.
type guilt struct {
	mu      sync.Mutex // guards scripts
	scripts map[string]scriptGuilt
}

// deadLetter is a message that will not be handled any more.
type deadLetter struct {
	row    store.InboxRow
	reason string
}

// judgeDeath draws the conclusions from what the last life left: the notes of
// its turns, those of lives before, and the files that its scripts were made
// of. It runs before anything is handled.
func (h *host) judgeDeath(ctx context.Context, left []turnNote, loaded map[string][]string) error {
	var dead []deadLetter
	scripts := map[string]scriptGuilt{}
	var suspects []uint64
	err := h.db.Update(ctx, func(tx *store.Tx) error {
		dead, suspects = nil, nil // it may run twice
		clear(scripts)
		_ = tx.Notes("guilt/", func(name string, value []byte) error {
			var g scriptGuilt
			_ = json.Unmarshal(value, &g)
			scripts[name[len("guilt/"):]] = g
			return nil
		})
		for _, n := range left {
			if n.Row != 0 {
				tx.SetNote(suspectNote(n.Row), []byte(n.Script))
			}
			if n.Loading {
				h.notes.suspectLoad(n.Script)
			}
			if !n.Alone {
				continue
			}
			g := scripts[n.Script]
			g.Deaths++
			scripts[n.Script] = g
			if row, ok := tx.Inbox(n.Row); ok {
				row.Attempts++
				tx.SetInbox(row)
				if row.Attempts >= h.cfg.Rules.Attempts {
					dead = append(dead, h.bury(tx, row, fmt.Sprintf("the process died %d times while %s handled it", row.Attempts, n.Script)))
				}
			}
		}
		dead = append(dead, h.buryWedged(tx)...)
		for name, g := range scripts {
			if g.Aside == "" && (g.Deaths >= guiltLimit || wedgesWithin(g.Wedges, h.clock.Now()) >= guiltLimit) {
				g.Files = madeOf(loaded[name])
				g.Aside = h.versionToLeave(name, g.Files)
				scripts[name] = g
			}
			setGuilt(tx, name, g)
		}
		return tx.Notes("suspect/", func(name string, _ []byte) error {
			if id, err := strconv.ParseUint(name[len("suspect/"):], 10, 64); err == nil {
				suspects = append(suspects, id)
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	h.guilt.scripts = scripts
	for _, id := range suspects {
		h.notes.suspect(id)
	}
	for _, d := range dead {
		h.log.Error("message is a dead letter", "account", d.row.Account, "user", d.row.User, "row", d.row.ID, "err", d.reason,
			"hint", "correct the rule, then: hotreply inbox --retry "+strconv.FormatUint(d.row.ID, 10))
		h.emit("deadLetter", d.row.Account, map[string]any{"user": d.row.User, "row": d.row.ID, "reason": d.reason})
		m, _ := ilink.DecodeMessage(d.row.Raw) // without an id nobody waits for it
		h.notice(Notice{Kind: NoticeFinished, Account: d.row.Account, User: d.row.User, Message: m.ID, State: store.InboxDead, Reason: d.reason})
	}
	return nil
}

func suspectNote(row uint64) string { return "suspect/" + strconv.FormatUint(row, 10) }

// bury makes a row a dead letter.
func (h *host) bury(tx *store.Tx, row store.InboxRow, reason string) deadLetter {
	tx.FinishInbox(row.ID, store.InboxDead, reason)
	tx.SetNote(suspectNote(row.ID), nil)
	return deadLetter{row, reason}
}

// buryWedged makes dead letters of the rows that wedged their runtime.
func (h *host) buryWedged(tx *store.Tx) (dead []deadLetter) {
	var names []string
	_ = tx.Notes("wedged/", func(name string, value []byte) error {
		names = append(names, name)
		id, _ := strconv.ParseUint(name[len("wedged/"):], 10, 64)
		if row, ok := tx.Inbox(id); ok && row.State == store.InboxPending {
			dead = append(dead, deadLetter{row, string(value)})
		}
		return nil
	})
	for _, n := range names {
		tx.SetNote(n, nil)
	}
	for _, d := range dead {
		h.bury(tx, d.row, d.reason)
	}
	return dead
}

func setGuilt(tx *store.Tx, script string, g scriptGuilt) {
	if g.Deaths == 0 && len(g.Wedges) == 0 && g.Aside == "" {
		tx.SetNote("guilt/"+script, nil)
		return
	}
	b, _ := json.Marshal(g) // numbers, times and a string: can not fail
	tx.SetNote("guilt/"+script, b)
}

func wedgesWithin(list []time.Time, now time.Time) int {
	n := 0
	for _, t := range list {
		if now.Sub(t) <= wedgeWindow {
			n++
		}
	}
	return n
}

// acquit clears a row that has come to its end, and the script that handled it
// if that was a success, in the transaction of the done mark.
func (h *host) acquit(tx *store.Tx, row uint64, script string, success bool) {
	if h.notes.isSuspect(row) {
		tx.SetNote(suspectNote(row), nil)
	}
	if script == "" || !success {
		return
	}
	h.guilt.mu.Lock()
	defer h.guilt.mu.Unlock()
	if g, ok := h.guilt.scripts[script]; ok && g.Aside == "" {
		delete(h.guilt.scripts, script)
		tx.SetNote("guilt/"+script, nil)
	}
}

// setAside says whether a script is not to run: it is guilty, and stands as it
// stood, with all that it imports. The runtime asks at every look at the folder,
// so an edit brings it back.
func (h *host) setAside(name string) bool {
	h.guilt.mu.Lock()
	g, ok := h.guilt.scripts[name]
	h.guilt.mu.Unlock()
	if !ok || g.Aside == "" {
		return false
	}
	if h.versionOf(name, g.Files) == g.Aside {
		return true
	}
	h.guilt.mu.Lock()
	delete(h.guilt.scripts, name)
	h.guilt.mu.Unlock()
	h.log.Info("a script that was set aside was edited and runs again", "rule", name)
	h.db.Submit(func(tx *store.Tx) error {
		setGuilt(tx, name, scriptGuilt{})
		return nil
	})
	return false
}

// versionToLeave is the version of a guilty script, which is not to run again.
func (h *host) versionToLeave(name string, files []string) string {
	sum := h.versionOf(name, files)
	if sum != "" {
		h.log.Error("script is set aside: it took the process down again and again", "rule", name,
			"hint", "edit it or a file that it imports, and it runs again")
	}
	return sum
}

func (h *host) ruleDirs() []string {
	dirs := []string{h.cfg.Scripts}
	for _, a := range h.cfg.Accounts {
		if a.Scripts != "" {
			dirs = append(dirs, a.Scripts)
		}
	}
	return dirs
}

// WedgeError ends the host because a rule ignores its interrupt, or a pattern
// its time limit: only a new process can go on.
type WedgeError struct{ runtime.Wedge }

func (e *WedgeError) Error() string {
	if e.Pattern != "" {
		return fmt.Sprintf("%s: a pattern finds no end, %s after %v: %v", e.Place, e.Pattern, e.Elapsed.Round(time.Millisecond), e.Reason)
	}
	s := "a rule ignores its interrupt: " + e.Script
	if e.Place != "" {
		s = "a rule ignores its interrupt: " + e.Place
	}
	if e.Native != "" {
		s += " in " + e.Native
	}
	return fmt.Sprintf("%s after %v: %v", s, e.Elapsed.Round(time.Millisecond), e.Reason)
}

// Unwrap is why it was interrupted.
func (e *WedgeError) Unwrap() error { return e.Reason }

// Hint says what happens next.
func (e *WedgeError) Hint() string {
	again := "hotreply starts again without this message"
	if e.Key == "" {
		again = "hotreply starts again"
	}
	if e.Pattern != "" {
		return again + "; texts as long as the ones on which a pattern finds no answer three times in a row pass it for a while"
	}
	return again + "; a script that does it three times in ten minutes is set aside until it is edited"
}

// wedged is the runtime's call for help. What wedged is written down, and the
// host ends.
func (h *host) wedged(w runtime.Wedge) {
	err := &WedgeError{w}
	row := rowOf(w.Value)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.handlers), time.Second)
	defer cancel()
	_ = h.db.Update(ctx, func(tx *store.Tx) error { // if it fails, the notes of the turns still tell
		if row != 0 {
			tx.SetNote("wedged/"+strconv.FormatUint(row, 10), []byte(err.Error()))
		}
		if w.Pattern != "" {
			return nil // the pattern is counted, by the runtime, and not the script
		}
		h.guilt.mu.Lock()
		defer h.guilt.mu.Unlock()
		g := h.guilt.scripts[w.Script]
		g.Wedges = append(g.Wedges[:len(g.Wedges):len(g.Wedges)], h.clock.Now())
		setGuilt(tx, w.Script, g)
		return nil
	})
	h.die(err)
}
