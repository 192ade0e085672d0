package ilink

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// typingService notes what reaches the phone, with the second it came at.
type typingService struct {
	mu     sync.Mutex
	start  time.Time
	log    []string
	config func(n int) string // answer to the n-th getconfig, from 1
	asked  int
	fail   map[string]int // how many of "on" and "off" are to be answered with 500
}

func (s *typingService) serve(t *testing.T) http.HandlerFunc {
	s.start = time.Now()
	return func(w http.ResponseWriter, r *http.Request) {
		b := body(t, r)
		s.mu.Lock()
		defer s.mu.Unlock()
		at := time.Since(s.start).Round(time.Second)
		if r.URL.Path == "/ilink/bot/getconfig" {
			s.asked++
			s.log = append(s.log, fmt.Sprintf("%s ticket", at))
			io.WriteString(w, s.config(s.asked))
			return
		}
		what := map[float64]string{1: "on", 2: "off"}[b["status"].(float64)]
		s.log = append(s.log, fmt.Sprintf("%s %s %s", at, what, b["typing_ticket"]))
		if s.fail[what] > 0 {
			s.fail[what]--
			w.WriteHeader(500)
		}
	}
}

func ticketAnswer(n int) string { return fmt.Sprintf(`{"ret":0,"typing_ticket":"T%d"}`, n) }

func TestTypingIsKeptAliveAndCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &typingService{config: ticketAnswer}
		typist := &Typist{Client: inMemory(s.serve(t))}
		for range 2 { // the second time with the cached ticket
			ctx, cancel := context.WithTimeout(bg, 12*time.Second)
			if err := typist.Show(ctx, "u", "ctx"); err != nil {
				t.Error(err)
			}
			cancel()
		}
		want := []string{"0s ticket", "0s on T1", "5s on T1", "10s on T1", "12s off T1", "12s on T1", "17s on T1", "22s on T1", "24s off T1"}
		if !slices.Equal(s.log, want) {
			t.Errorf("log = %q, want %q", s.log, want)
		}
	})
}

func TestTypingCancelIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &typingService{config: ticketAnswer, fail: map[string]int{"off": 1}}
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		(&Typist{Client: inMemory(s.serve(t))}).Show(ctx, "u", "")
		if want := []string{"0s ticket", "0s on T1", "1s off T1", "1s off T1"}; !slices.Equal(s.log, want) {
			t.Errorf("log = %q, want %q", s.log, want)
		}
	})
}

func TestTypingOfTwoHandlersEndsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &typingService{config: ticketAnswer}
		typist := &Typist{Client: inMemory(s.serve(t))}
		var wg sync.WaitGroup
		for _, d := range []time.Duration{2 * time.Second, 4 * time.Second} {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(bg, d)
				defer cancel()
				time.Sleep(d / 4) // the first ticket is there for both
				typist.Show(ctx, "u", "")
			})
		}
		wg.Wait()
		off := 0
		for _, l := range s.log {
			if l == "4s off T1" {
				off++
			} else if l != "0s ticket" && l[3:] == "off T1" {
				t.Errorf("hidden too early: %q", s.log)
			}
		}
		if off != 1 {
			t.Errorf("hidden %d times at the end: %q", off, s.log)
		}
	})
}

// No ticket: asked for again after 2, 4, 8 s and so on, at most every hour.
func TestTypingTicketBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &typingService{config: func(int) string { return `{"ret":-4,"errmsg":"GetTypingTicket rpc failed"}` }}
		typist := &Typist{Client: inMemory(s.serve(t))}
		for range 60 { // once a second
			if err := typist.Show(bg, "u", ""); err == nil {
				t.Fatal("typing was shown without a ticket")
			}
			time.Sleep(time.Second)
		}
		want := []string{"0s ticket", "2s ticket", "6s ticket", "14s ticket", "30s ticket"}
		if !slices.Equal(s.log, want) {
			t.Errorf("log = %q, want %q", s.log, want)
		}
	})
}

func TestTypingRefusedAsksForANewTicket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &typingService{config: ticketAnswer, fail: map[string]int{"on": 1}}
		typist := &Typist{Client: inMemory(s.serve(t))}
		if err := typist.Show(bg, "u", ""); err == nil {
			t.Error("a refused typing is no error")
		}
		time.Sleep(3 * time.Second)
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		typist.Show(ctx, "u", "")
		if want := []string{"0s ticket", "0s on T1", "3s ticket", "3s on T2", "4s off T2"}; !slices.Equal(s.log, want) {
			t.Errorf("log = %q, want %q", s.log, want)
		}
	})
}

// A ticket that is due stays in use while none can be had.
func TestTypingOldTicketStaysUsable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &typingService{config: func(n int) string {
			if n > 1 {
				return `{"ret":-1}`
			}
			return ticketAnswer(n)
		}}
		typist := &Typist{Client: inMemory(s.serve(t))}
		show := func() error {
			ctx, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			return typist.Show(ctx, "u", "")
		}
		if err := show(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(25 * time.Hour) // every ticket is due by then
		s.log = nil
		if err := show(); err != nil {
			t.Errorf("with the ticket at hand: %v", err)
		}
		if len(s.log) != 3 || s.log[1] != "25h0m1s on T1" {
			t.Errorf("log = %q, want a ticket asked for in vain and T1 used", s.log)
		}
	})
}
