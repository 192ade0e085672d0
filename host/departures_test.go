package host

import (
	"strings"
	"testing"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

// traffic plays sends through departures: each leaves as soon as it may.
type traffic struct {
	d    *departures
	v    *clock.Virtual
	left []string
}

// waiting is one send of the test: it has a name and needs some requests.
type waiting struct {
	name   string
	t      *ticket
	needs  int
	asking bool
}

// play lets the clock run until all sends have left, and returns their
// requests in order, with "." for each spacing that passed.
func (p *traffic) play(sends []*waiting) string {
	for len(sends) > 0 {
		moved := false
		for i := 0; i < len(sends); i++ {
			w := sends[i]
			if wait.IsClosed(w.t.turn) && !w.asking {
				w.asking = true
				p.d.request(w.t)
			}
			select {
			case <-w.t.slot:
				p.left = append(p.left, w.name)
				w.asking, moved = false, true
				if w.needs--; w.needs == 0 {
					p.d.leave(w.t)
					sends = append(sends[:i], sends[i+1:]...)
					i--
				}
			default:
			}
		}
		if !moved {
			p.left = append(p.left, ".")
			p.v.Advance(time.Second)
		}
	}
	return strings.Join(p.left, " ")
}

// TestOrderOfLeaving: "user/source class parts".
func TestOrderOfLeaving(t *testing.T) {
	type in struct {
		name, user, source string
		class              class
		parts              int
	}
	tests := []struct {
		name  string
		sends []in
		want  string
	}{
		{"spaced, in call order", []in{{name: "a1", user: "a", source: "s", parts: 1}, {name: "a2", user: "a", source: "s", parts: 1}}, "a1 . a2"},
		{"replies first", []in{
			{name: "cron", user: "a", source: "", class: classOther, parts: 1}, {name: "reply", user: "b", source: "s", parts: 1},
			{name: "late", user: "c", source: "", class: classOther, parts: 1}, {name: "reply2", user: "d", source: "t", parts: 1},
		}, "cron . reply . reply2 . late"}, // the first leaves before the others ask
		{"users in turn", []in{
			{name: "a1", user: "a", source: "s", parts: 1}, {name: "a2", user: "a", source: "s", parts: 1}, {name: "a3", user: "a", source: "s", parts: 1},
			{name: "b1", user: "b", source: "t", parts: 1}, {name: "b2", user: "b", source: "t", parts: 1},
		}, "a1 . b1 . a2 . b2 . a3"},
		{"a row's parts stay together in their line", []in{
			{name: "long", user: "a", source: "s", parts: 3}, {name: "next", user: "a", source: "t", parts: 1},
		}, "long . long . long . next"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := clock.NewVirtual(monday)
			d := newDepartures(v, time.Second)
			var sends []*waiting
			for _, s := range tt.sends {
				w := &waiting{name: s.name, t: d.join(s.user, s.class, s.source), needs: s.parts}
				d.ready(w.t)
				sends = append(sends, w)
			}
			if got := (&traffic{d: d, v: v}).play(sends); got != tt.want {
				t.Errorf("left: %s, want %s", got, tt.want)
			}
			if len(d.byUser) != 0 {
				t.Errorf("%d lines are left behind", len(d.byUser))
			}
		})
	}
}

// TestUnreadyHoldsUpItsSourceOnly: a send that uploads keeps later sends of
// its handler from leaving, and nobody else's.
func TestUnreadyHoldsUpItsSourceOnly(t *testing.T) {
	d := newDepartures(clock.NewVirtual(monday), 0)
	upload := d.join("a", classReply, "s")
	text := d.join("a", classReply, "s")
	other := d.join("a", classOther, "")
	if !wait.IsClosed(upload.admit) || wait.IsClosed(text.admit) || !wait.IsClosed(other.admit) {
		t.Fatal("a send is admitted when nothing earlier of its source is unready")
	}
	d.ready(text)
	d.ready(other)
	if wait.IsClosed(text.turn) || !wait.IsClosed(other.turn) {
		t.Fatal("the upload must hold up the text and not the other source")
	}
	d.leave(other)
	d.leave(upload) // refused, say
	if !wait.IsClosed(text.turn) {
		t.Error("with the upload gone it is the text's turn")
	}
}
