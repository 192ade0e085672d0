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
	v, err := b.judge()
	if err != nil {
		return nil, err
	}
	if err := b.write(ctx, v); err != nil {
		return nil, err
	}
	b.guilty = v.guilty
	b.turns.suspects, b.turns.loading = v.suspects, v.loads
	b.left, b.loaded = nil, nil
	return v.dead, nil
}

// verdict is what a start concludes.
type verdict struct {
	dead     []DeadLetter
	guilty   map[string]scriptGuilt
	suspects map[uint64]bool // rows whose turns run alone
	loads    map[string]bool // scripts whose loads run alone

	rows  map[uint64]*blamed // that are to blame for a death, or a wedge
	marks []store.Mark       // that change
}

// blamed is a row that is to blame, and why it is dead, "" if it is not.
type blamed struct {
	store.InboxRow
	dead string
}

// judge comes to a verdict and changes nothing.
func (b *Blame) judge() (*verdict, error) {
	v := &verdict{guilty: map[string]scriptGuilt{}, suspects: map[uint64]bool{}, loads: map[string]bool{}, rows: map[uint64]*blamed{}}
	if err := b.readGuilt(v); err != nil {
		return nil, err
	}
	suspects, err := b.o.Journal.Marks("suspect/")
	if err != nil {
		return nil, err
	}
	for _, m := range suspects {
		if id, err := strconv.ParseUint(m.Name[len("suspect/"):], 10, 64); err == nil {
			v.suspects[id] = true
		}
	}
	for _, n := range b.left {
		if n.Row != 0 {
			v.suspects[n.Row] = true
			v.mark(suspectNote(n.Row), []byte(n.Script))
		}
		if n.Loading {
			v.loads[n.Script] = true
		}
		if n.Alone {
			b.countDeath(n, v)
		}
	}
	if err := b.deadWedged(v); err != nil {
		return nil, err
	}
	for name, g := range v.guilty {
		if g.Aside == "" && (g.Deaths >= guiltLimit || wedgesWithin(g.Wedges, b.o.Clock.Now()) >= guiltLimit) {
			g.Files = madeOf(b.loaded[name])
			g.Aside = b.versionToLeave(name, g.Files)
			v.guilty[name] = g
		}
		v.marks = append(v.marks, guiltMark(name, g))
	}
	return v, nil
}

// write makes the verdict durable.
func (b *Blame) write(ctx context.Context, v *verdict) error {
	var tickets []*store.Ticket[struct{}]
	for id, row := range v.rows {
		tickets = append(tickets, b.o.Journal.Blame(row.Account, id, row.Attempts, row.dead))
	}
	if len(v.marks) > 0 {
		tickets = append(tickets, b.o.Journal.Accuse(v.marks...))
	}
	for _, t := range tickets {
		if _, err := t.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// row is a row of the inbox as the verdict leaves it, nil if there is none.
func (b *Blame) row(v *verdict, id uint64) *blamed {
	if row := v.rows[id]; row != nil {
		return row
	}
	in, err := b.o.Journal.Inbox(id)
	if err != nil {
		return nil
	}
	return &blamed{InboxRow: in}
}

// countDeath makes a script and the message that it ran for guilty of a death in
// a turn of their own.
func (b *Blame) countDeath(n turnNote, v *verdict) {
	g := v.guilty[n.Script]
	g.Deaths++
	v.guilty[n.Script] = g
	row := b.row(v, n.Row)
	if row == nil {
		return
	}
	row.Attempts++
	v.rows[n.Row] = row
	if row.Attempts >= b.o.Attempts {
		v.deadLetter(row, fmt.Sprintf("the process died %d times while %s handled it", row.Attempts, n.Script))
	}
}

// deadLetter makes a row a dead letter.
func (v *verdict) deadLetter(row *blamed, reason string) {
	v.dead = append(v.dead, DeadLetter{row.InboxRow, reason})
	row.dead = reason
	v.rows[row.ID] = row
	delete(v.suspects, row.ID)
	v.mark(suspectNote(row.ID), nil)
}

// deadWedged makes dead letters of the rows that wedged their runtime.
func (b *Blame) deadWedged(v *verdict) error {
	wedged, err := b.o.Journal.Marks("wedged/")
	for _, m := range wedged {
		v.mark(m.Name, nil)
		id, _ := strconv.ParseUint(m.Name[len("wedged/"):], 10, 64)
		if row := b.row(v, id); row != nil && row.State == store.InboxPending && row.dead == "" {
			v.deadLetter(row, string(m.Value))
		}
	}
	return err
}

// readGuilt reads what the store keeps of scripts' guilt.
func (b *Blame) readGuilt(v *verdict) error {
	guilt, err := b.o.Journal.Marks("guilt/")
	for _, m := range guilt {
		var g scriptGuilt
		_ = json.Unmarshal(m.Value, &g)
		v.guilty[m.Name[len("guilt/"):]] = g
	}
	return err
}

func (v *verdict) mark(name string, value []byte) {
	v.marks = append(v.marks, store.Mark{Name: name, Value: value})
}

func suspectNote(row uint64) string { return "suspect/" + strconv.FormatUint(row, 10) }
