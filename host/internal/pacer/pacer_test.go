package pacer_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hotreply/host/internal/pacer"
	"hotreply/internal/clock"
	"hotreply/internal/wait"
)

var monday = time.Date(2026, 11, 23, 7, 59, 0, 0, time.UTC)

// in is one send of a test: its name, and how many requests it makes.
type in struct {
	name, user, source string
	class              pacer.Class
	parts              int
}

// play lets sends leave, each as soon as it may, and returns their requests in
// order, with "." for each spacing that passed. They ask in the order given.
func play(t *testing.T, p *pacer.Pacer, v *clock.Virtual, sends []in) string {
	var mu sync.Mutex // guards left
	var left []string
	note := func(word string) {
		mu.Lock()
		defer mu.Unlock()
		left = append(left, word)
	}
	tickets := make([]*pacer.Ticket, len(sends))
	for i, s := range sends {
		tickets[i] = p.Join(s.user, s.class, s.source)
		tickets[i].Ready()
	}
	var running sync.WaitGroup
	for i, s := range sends {
		running.Go(func() {
			defer tickets[i].Leave()
			<-tickets[i].Turn()
			for range s.parts {
				if err := tickets[i].Request(t.Context()); err != nil {
					t.Errorf("%s: %v", s.name, err)
				}
				note(s.name)
			}
		})
		synctest.Wait()
	}
	all := make(chan struct{})
	go func() {
		running.Wait()
		close(all)
	}()
	for synctest.Wait(); !wait.IsClosed(all); synctest.Wait() {
		note(".")
		v.Advance(time.Second)
	}
	return strings.Join(left, " ")
}

func TestOrderOfLeaving(t *testing.T) {
	tests := []struct {
		name  string
		sends []in
		want  string
	}{
		{"spaced, in call order", []in{{name: "a1", user: "a", source: "s", parts: 1}, {name: "a2", user: "a", source: "s", parts: 1}}, "a1 . a2"},
		{"replies first", []in{
			{name: "cron", user: "a", source: "", class: pacer.Other, parts: 1}, {name: "reply", user: "b", source: "s", parts: 1},
			{name: "late", user: "c", source: "", class: pacer.Other, parts: 1}, {name: "reply2", user: "d", source: "t", parts: 1},
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
			synctest.Test(t, func(t *testing.T) {
				v := clock.NewVirtual(monday)
				p := pacer.New(v, time.Second)
				if got := play(t, p, v, tt.sends); got != tt.want {
					t.Errorf("left: %s, want %s", got, tt.want)
				}
				if n := p.Lines(); n != 0 {
					t.Errorf("%d lines are left behind", n)
				}
			})
		})
	}
}

// TestUnreadyHoldsUpItsSourceOnly: a send that uploads keeps later sends of
// its handler from leaving, and nobody else's.
func TestUnreadyHoldsUpItsSourceOnly(t *testing.T) {
	p := pacer.New(clock.NewVirtual(monday), 0)
	upload := p.Join("a", pacer.Reply, "s")
	text := p.Join("a", pacer.Reply, "s")
	other := p.Join("a", pacer.Other, "")
	if !wait.IsClosed(upload.Admitted()) || wait.IsClosed(text.Admitted()) || !wait.IsClosed(other.Admitted()) {
		t.Fatal("a send is admitted when nothing earlier of its source is unready")
	}
	text.Ready()
	other.Ready()
	if wait.IsClosed(text.Turn()) || !wait.IsClosed(other.Turn()) {
		t.Fatal("the upload must hold up the text and not the other source")
	}
	other.Leave()
	upload.Leave() // refused, say
	if !wait.IsClosed(text.Turn()) {
		t.Error("with the upload gone it is the text's turn")
	}
}

// TestWithdrawnRequest: a send that is stopped while it waits for its spacing
// takes no slot from those behind it.
func TestWithdrawnRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := clock.NewVirtual(monday)
		p := pacer.New(v, time.Second)
		turn := func(user string) *pacer.Ticket {
			ticket := p.Join(user, pacer.Reply, user)
			ticket.Ready()
			return ticket
		}
		first, stopped, behind := turn("a"), turn("b"), turn("c")
		if err := first.Request(t.Context()); err != nil {
			t.Fatal(err)
		}
		over := errors.New("over")
		ctx, cancel := context.WithCancelCause(t.Context())
		ended, left := make(chan error, 1), make(chan error, 1)
		go func() { ended <- stopped.Request(ctx) }()
		synctest.Wait()
		go func() { left <- behind.Request(t.Context()) }()
		synctest.Wait()
		cancel(over)
		if err := <-ended; !errors.Is(err, over) {
			t.Errorf("the stopped one ends with %v", err)
		}
		stopped.Leave()
		v.Advance(time.Second)
		if err := <-left; err != nil {
			t.Error(err)
		}
	})
}
