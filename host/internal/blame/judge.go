package blame

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"hotreply/store"
)

// DeadLetter is a message that will not be handled any more.
type DeadLetter struct {
	Row    store.InboxRow
	Reason string
}

// Judge draws the conclusions from what the last life left: the notes of its
// turns, those of lives before, and the files that its scripts were made of. It
// is called once, before anything is loaded or handled, and returns the
// messages that are dead letters from now on.
func (b *Blame) Judge(ctx context.Context) ([]DeadLetter, error) {
	var v verdict
	err := b.o.DB.Update(ctx, func(tx *store.Tx) (err error) {
		v, err = b.judge(tx) // it may run twice
		return err
	})
	if err != nil {
		return nil, err
	}
	b.guilty = v.guilty
	b.turns.suspects, b.turns.loading = v.rows, v.loads
	b.left, b.loaded = nil, nil
	return v.dead, nil
}

// verdict is what a start concludes.
type verdict struct {
	dead   []DeadLetter
	guilty map[string]scriptGuilt
	rows   map[uint64]bool // whose turns run alone
	loads  map[string]bool // scripts whose loads run alone
}

func (b *Blame) judge(tx *store.Tx) (verdict, error) {
	v := verdict{guilty: readGuilt(tx), rows: map[uint64]bool{}, loads: map[string]bool{}}
	for _, n := range b.left {
		if n.Row != 0 {
			tx.SetNote(suspectNote(n.Row), []byte(n.Script))
		}
		if n.Loading {
			v.loads[n.Script] = true
		}
		if n.Alone {
			b.countDeath(tx, n, &v)
		}
	}
	v.dead = append(v.dead, deadWedged(tx)...)
	for name, g := range v.guilty {
		if g.Aside == "" && (g.Deaths >= guiltLimit || wedgesWithin(g.Wedges, b.o.Clock.Now()) >= guiltLimit) {
			g.Files = madeOf(b.loaded[name])
			g.Aside = b.versionToLeave(name, g.Files)
			v.guilty[name] = g
		}
		setGuilt(tx, name, g)
	}
	err := tx.Notes("suspect/", func(name string, _ []byte) error {
		if id, err := strconv.ParseUint(name[len("suspect/"):], 10, 64); err == nil {
			v.rows[id] = true
		}
		return nil
	})
	return v, err
}

// countDeath makes a script and the message that it ran for guilty of a death in
// a turn of their own.
func (b *Blame) countDeath(tx *store.Tx, n turnNote, v *verdict) {
	g := v.guilty[n.Script]
	g.Deaths++
	v.guilty[n.Script] = g
	row, ok := tx.Inbox(n.Row)
	if !ok {
		return
	}
	row.Attempts++
	tx.SetInbox(row)
	if row.Attempts >= b.o.Attempts {
		v.dead = append(v.dead, deadLetter(tx, row, fmt.Sprintf("the process died %d times while %s handled it", row.Attempts, n.Script)))
	}
}

// deadLetter makes a row a dead letter.
func deadLetter(tx *store.Tx, row store.InboxRow, reason string) DeadLetter {
	tx.FinishInbox(row.ID, store.InboxDead, reason)
	tx.SetNote(suspectNote(row.ID), nil)
	return DeadLetter{row, reason}
}

// deadWedged makes dead letters of the rows that wedged their runtime.
func deadWedged(tx *store.Tx) (dead []DeadLetter) {
	var names []string
	_ = tx.Notes("wedged/", func(name string, value []byte) error {
		names = append(names, name)
		id, _ := strconv.ParseUint(name[len("wedged/"):], 10, 64)
		if row, ok := tx.Inbox(id); ok && row.State == store.InboxPending {
			dead = append(dead, DeadLetter{row, string(value)})
		}
		return nil
	})
	for _, n := range names {
		tx.SetNote(n, nil)
	}
	for _, d := range dead {
		deadLetter(tx, d.Row, d.Reason)
	}
	return dead
}

// readGuilt reads what the store keeps of scripts' guilt.
func readGuilt(tx *store.Tx) map[string]scriptGuilt {
	scripts := map[string]scriptGuilt{}
	_ = tx.Notes("guilt/", func(name string, value []byte) error {
		var g scriptGuilt
		_ = json.Unmarshal(value, &g)
		scripts[name[len("guilt/"):]] = g
		return nil
	})
	return scripts
}

func suspectNote(row uint64) string { return "suspect/" + strconv.FormatUint(row, 10) }
