package blame

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"hotreply/store"
)

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

// guiltMark is how the store keeps a script's guilt; of none it keeps nothing.
func guiltMark(script string, g scriptGuilt) store.Mark {
	m := store.Mark{Name: "guilt/" + script}
	if g.Deaths != 0 || len(g.Wedges) != 0 || g.Aside != "" {
		m.Value, _ = json.Marshal(g) // numbers, times and a string: can not fail
	}
	return m
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

// Clear clears a row that has come to its end, and the script that handled it
// if that was a success. It is called behind the verb that ends the row.
func (b *Blame) Clear(row uint64, script string, success bool) {
	if b.IsSuspect(row) {
		b.o.Journal.Mark(store.Mark{Name: suspectNote(row)})
	}
	if script == "" || !success {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if g, ok := b.guilty[script]; ok && g.Aside == "" {
		delete(b.guilty, script)
		b.o.Journal.Mark(guiltMark(script, scriptGuilt{}))
	}
}

// Aside says whether a script is not to run: it is guilty, and stands as it
// stood, with all that it imports. The first call after an edit clears the
// script.
func (b *Blame) Aside(script string) bool {
	b.mu.Lock()
	g, ok := b.guilty[script]
	b.mu.Unlock()
	if !ok || g.Aside == "" {
		return false
	}
	if versionOf(b.o.Dirs(), script, g.Files) == g.Aside {
		return true
	}
	b.mu.Lock()
	delete(b.guilty, script)
	b.mu.Unlock()
	b.o.Logger.Info("a script that was set aside was edited and runs again", "rule", script)
	b.o.Journal.Mark(guiltMark(script, scriptGuilt{}))
	return false
}

// versionToLeave is the version of a guilty script, which is not to run again.
func (b *Blame) versionToLeave(name string, files []string) string {
	sum := versionOf(b.o.Dirs(), name, files)
	if sum != "" {
		b.o.Logger.Error("script is set aside: it took the process down again and again", "rule", name,
			"hint", "edit it or a file that it imports, and it runs again")
	}
	return sum
}

// Wedge is a turn that can not be ended in any other way than with the process.
type Wedge struct {
	Script  string // file name
	Row     uint64 // inbox row; 0: outside handlers
	Pattern string // that finds no end; "" if JavaScript runs. It makes no script guilty
	Reason  string // with which the message is listed
}

// Wedged writes down what wedged. The row is a dead letter with the next start.
func (b *Blame) Wedged(ctx context.Context, w Wedge) error {
	var marks []store.Mark
	if w.Row != 0 {
		marks = append(marks, store.Mark{Name: "wedged/" + strconv.FormatUint(w.Row, 10), Value: []byte(w.Reason)})
	}
	if w.Pattern == "" { // else the pattern is counted, by the runtime, and not the script
		b.mu.Lock()
		g := b.guilty[w.Script]
		b.mu.Unlock()
		g.Wedges = append(g.Wedges[:len(g.Wedges):len(g.Wedges)], b.o.Clock.Now())
		marks = append(marks, guiltMark(w.Script, g))
	}
	_, err := b.o.Journal.Accuse(marks...).Wait(ctx)
	return err
}
