package session_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hotreply/host/internal/session"
	"hotreply/ilink/sim"
)

// Cut polls are nobody's business until none was answered for five minutes.
// Then there is one warning, and the status says so, until one is answered.
func TestPollsThatAreCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan string, 1)
		answer <- `{"ret":0,"get_updates_buf":"1"}`
		r := newRig(t, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if op(req.URL) != "getupdates" {
				io.WriteString(w, `{"ret":0}`)
				return
			}
			select {
			case text := <-answer:
				if text == "" {
					<-req.Context().Done() // and never answers
				}
				io.WriteString(w, text)
			case <-time.After(17 * time.Second):
				w.WriteHeader(524)
			case <-req.Context().Done():
			}
		}))
		r.put(sim.Credentials{BotToken: "t", BotID: "b@im.bot"})
		r.run()
		answered := r.keeper.Status().LastAnswered
		if answered.IsZero() {
			t.Fatal("no poll was answered")
		}
		warnings := func() int { return strings.Count(r.logged(), "every poll is cut on the way") }
		began := time.Now()
		for d := time.Duration(0); d < 20*time.Minute; d += 17 * time.Second {
			time.Sleep(time.Until(began.Add(d + time.Second)))
			synctest.Wait()
			problem := r.keeper.Status().Problem
			if d < 5*time.Minute && (warnings() != 0 || problem != "") {
				t.Fatalf("after %s of cuts: %d warnings, problem %q", d, warnings(), problem)
			}
			if d >= 5*time.Minute && (warnings() != 1 || !strings.HasPrefix(problem, "every poll is cut on the way, none was answered since ")) {
				t.Fatalf("after %s of cuts: %d warnings, problem %q; want one", d, warnings(), problem)
			}
		}
		if got := r.keeper.Status(); !got.LastAnswered.Equal(answered) || got.State != session.Online {
			t.Errorf("a cut poll counts as answered: %+v", got)
		}
		answer <- ""
		time.Sleep(time.Minute) // the poll's time is up meanwhile
		if got := r.keeper.Status(); got.Problem == "" || !got.LastAnswered.Equal(answered) {
			t.Errorf("a poll whose time was up counts as answered: %+v", got)
		}
		answer <- `{"ret":0,"get_updates_buf":"2"}`
		synctest.Wait()
		if got := r.keeper.Status(); got.Problem != "" || !got.LastAnswered.After(answered) || !strings.Contains(r.logged(), "polling works again") {
			t.Errorf("after an answer: %+v", got)
		}
		r.stop()
		time.Sleep(time.Minute)
	})
}
