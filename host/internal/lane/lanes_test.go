package lane_test

import (
	"context"
	"testing"
	"testing/synctest"

	"hotreply/host/internal/lane"
	"hotreply/ilink"
	"hotreply/store"
)

// rig has lanes and the lanes that were given to be run since the last look.
type rig struct {
	*lane.Lanes
	started []*lane.Lane
}

// loading makes lanes that stand still.
func loading() *rig {
	r := &rig{}
	r.Lanes = lane.New(func(l *lane.Lane) { r.started = append(r.started, l) })
	return r
}

// open makes lanes that may begin.
func open() *rig {
	r := loading()
	r.Resume(lane.NotLoaded | lane.NoLogin)
	return r
}

// took are the lanes that were given to be run since it was asked last.
func (r *rig) took() []*lane.Lane {
	list := r.started
	r.started = nil
	return list
}

// add puts a row in a lane and returns the lane if it is to be run.
func (r *rig) add(user string, row lane.Row) *lane.Lane {
	r.Add(user, row)
	if list := r.took(); len(list) == 1 {
		return list[0]
	}
	return nil
}

func row(id uint64) lane.Row { return lane.Row{ID: id, Row: &store.InboxRow{ID: id}} }

// mustNext takes the next row of a held lane.
func mustNext(t *testing.T, l *lane.Lane, want uint64) {
	t.Helper()
	if r, ok := l.Next(); !ok || r.ID != want {
		t.Fatalf("next = %d, %v, want row %d", r.ID, ok, want)
	}
}

// answers offers a row to the open questions of a lane.
func answers(t *testing.T, l *lane.Lane, id uint64, message string) (taken, passed bool) {
	return l.Offer(t.Context(), row(id), ilink.Message{ID: message})
}

func TestLaneIsHeldByOne(t *testing.T) {
	s := open()
	l := s.add("u", row(1))
	if l == nil {
		t.Fatal("the first row must start a goroutine")
	}
	if s.add("u", row(2)) != nil {
		t.Fatal("a held lane must not start another")
	}
	if s.add("v", row(3)) == nil {
		t.Fatal("lanes go side by side")
	}
	mustNext(t, l, 1)
	mustNext(t, l, 2)
	if _, ok := l.Next(); ok {
		t.Error("an empty lane rests")
	}
	if again := s.add("u", row(4)); again == nil || again == l {
		t.Error("and is forgotten: the next row makes another")
	}
}

// TestLaneMemory: beyond its bound a lane keeps ids alone.
func TestLaneMemory(t *testing.T) {
	const memory = 8
	s := open()
	l := s.add("u", row(1))
	for id := uint64(2); id < 100; id++ {
		s.Add("u", row(id))
	}
	for id := uint64(1); id < 100; id++ {
		r, _ := l.Next()
		if r.ID != id {
			t.Fatalf("row %d comes as %d", id, r.ID)
		}
		if inMemory := r.Row != nil; inMemory != (id <= memory) {
			t.Fatalf("row %d in memory: %v", id, inMemory)
		}
	}
}

func TestLanePauses(t *testing.T) {
	s := loading()
	s.Add("u", row(1))
	s.Resume(lane.NotLoaded)
	if len(s.took()) != 0 {
		t.Fatal("lanes stand still while any reason is left")
	}
	if !s.Stands(lane.NoLogin) {
		t.Error("one reason is left")
	}
	s.Resume(lane.NoLogin)
	start := s.took()
	if len(start) != 1 || !s.Busy() {
		t.Fatal("with the last reason gone the lane starts")
	}
	s.Pause(lane.Draining)
	if _, ok := start[0].Next(); ok {
		t.Error("a paused lane gives no row")
	}
	if s.Busy() {
		t.Error("a lane that gave up is not busy")
	}
}

func TestLaneBlocked(t *testing.T) {
	s := open()
	s.Block("u")
	s.Block("u")
	s.Add("u", row(1))
	s.Unblock("u")
	if len(s.took()) != 0 {
		t.Fatal("a lane waits for all sends of an earlier life")
	}
	s.Unblock("u")
	if len(s.took()) != 1 {
		t.Error("with the last of them gone it starts")
	}
}

// TestAskingGivesTheLaneAway and gets it back with the answer.
func TestAskingGivesTheLaneAway(t *testing.T) {
	s := open()
	l := s.add("u", row(1))
	mustNext(t, l, 1)
	h := l.Begin()
	s.Add("u", row(2))
	q := h.Ask(nil)
	if next := s.took(); len(next) != 1 || next[0] != l {
		t.Fatal("the waiting row must start another goroutine")
	}
	mustNext(t, l, 2)
	if taken, passed := answers(t, l, 2, "m2"); !taken || !passed {
		t.Fatalf("Offer = %v, %v: the lane goes to the turn that asked", taken, passed)
	}
	if a := <-q.Answer(); a.Row != 2 || a.Msg.ID != "m2" {
		t.Errorf("answer %+v, want row 2", a)
	}
	if !h.End() {
		t.Error("the turn that was answered has its lane")
	}
}

// TestNewestQuestionFirst: an answer goes to the newest question that wants it,
// and the lane goes back to the turn with its last question.
func TestNewestQuestionFirst(t *testing.T) {
	s := open()
	l := s.add("u", row(1))
	mustNext(t, l, 1)
	h := l.Begin()
	older := h.Ask(nil)
	picky := h.Ask(func(_ context.Context, _ lane.Row, m ilink.Message) bool { return m.ID == "yes" })
	newer := h.Ask(func(_ context.Context, _ lane.Row, m ilink.Message) bool { return m.ID != "yes" })
	next := s.add("u", row(2))
	mustNext(t, next, 2)
	if taken, passed := answers(t, next, 2, "yes"); !taken || passed {
		t.Fatalf("Offer = %v, %v, want taken, and the lane kept while questions are open", taken, passed)
	}
	if a := <-picky.Answer(); a.Row != 2 {
		t.Errorf("the question that wants it got %+v", a)
	}
	if _, passed := answers(t, next, 3, "other"); passed {
		t.Error("a question is still open")
	}
	if a := <-newer.Answer(); a.Row != 3 {
		t.Errorf("the newest got %+v", a)
	}
	if _, passed := answers(t, next, 4, "other"); !passed {
		t.Error("the last answer takes the lane along")
	}
	if a := <-older.Answer(); a.Row != 4 {
		t.Errorf("the oldest got %+v", a)
	}
}

// TestTimeoutWaitsForTheLane: a question that ends without an answer while
// another turn runs gets the lane when that one is over.
func TestTimeoutWaitsForTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open()
		l := s.add("u", row(1))
		mustNext(t, l, 1)
		asker := l.Begin()
		s.Add("u", row(2))
		q := asker.Ask(nil)
		mustNext(t, l, 2)
		other := l.Begin()
		back := false
		go func() {
			if _, answered := q.Withdraw(t.Context()); answered {
				t.Error("nothing answered")
			}
			back = true
		}()
		if synctest.Wait(); back {
			t.Fatal("the lane is taken from a turn that runs")
		}
		if !other.End() {
			t.Fatal("the other turn holds the lane")
		}
		if _, ok := l.Next(); ok {
			t.Fatal("the lane goes to the turn that waits")
		}
		if synctest.Wait(); !back || !asker.End() {
			t.Error("and is its own then")
		}
	})
}

// TestStopWhileWaitingForTheLane: a turn that is stopped while it waits for its
// lane ends without it, and the lane goes on.
func TestStopWhileWaitingForTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open()
		l := s.add("u", row(1))
		mustNext(t, l, 1)
		asker := l.Begin()
		s.Add("u", row(2))
		q := asker.Ask(nil)
		mustNext(t, l, 2)
		other := l.Begin()
		ctx, stop := context.WithCancel(t.Context())
		go q.Withdraw(ctx)
		synctest.Wait()
		stop()
		if synctest.Wait(); asker.End() {
			t.Error("the stopped turn has a lane that another holds")
		}
		s.Add("u", row(3))
		if !other.End() {
			t.Fatal("the other turn holds the lane")
		}
		mustNext(t, l, 3)
	})
}

// TestAnswerWinsAgainstTimeout: the answer that came first is not lost.
func TestAnswerWinsAgainstTimeout(t *testing.T) {
	s := open()
	l := s.add("u", row(1))
	mustNext(t, l, 1)
	h := l.Begin()
	q := h.Ask(nil)
	next := s.add("u", row(2))
	mustNext(t, next, 2)
	answers(t, next, 2, "m2")
	if a, answered := q.Withdraw(t.Context()); !answered || a.Row != 2 {
		t.Errorf("Withdraw = %+v, %v, want the answer", a, answered)
	}
}

// TestTurnEndsWithoutItsLane: a turn over with an open question leaves the
// lane to others, and the question takes nothing any more.
func TestTurnEndsWithoutItsLane(t *testing.T) {
	s := open()
	l := s.add("u", row(1))
	mustNext(t, l, 1)
	h := l.Begin()
	q := h.Ask(nil)
	if h.End() {
		t.Fatal("the lane was given away")
	}
	next := s.add("u", row(2))
	if next == nil {
		t.Fatal("the lane is free")
	}
	mustNext(t, next, 2)
	if taken, _ := answers(t, next, 2, "m2"); taken {
		t.Error("a question of a turn that is over takes no answer")
	}
	if _, answered := q.Withdraw(t.Context()); answered { // it would wait for ever for the lane
		t.Error("it ends without an answer")
	}
}

// TestAnswerAtTheEndOfAHandler: from the moment a handler is over, whether a row
// is an answer is settled: what a question took before is done with the turn,
// though nobody has read it yet, and an open question takes nothing more.
func TestAnswerAtTheEndOfAHandler(t *testing.T) {
	s := open()
	l := s.add("u", row(1))
	mustNext(t, l, 1)
	h := l.Begin()
	left := h.Ask(nil)
	h.Ask(nil)
	next := s.add("u", row(2))
	mustNext(t, next, 2)
	if taken, _ := answers(t, next, 2, "m2"); !taken {
		t.Fatal("an open question takes an answer")
	}
	got := h.CloseQuestions()
	if len(got) != 1 || got[0] != (lane.Taken{Row: 2, Message: "m2"}) {
		t.Errorf("answers when the handler is over: %v, want row 2", got)
	}
	if taken, _ := answers(t, next, 3, "m3"); taken {
		t.Error("a question that is not withdrawn yet took an answer after its handler")
	}
	h.End()
	if _, answered := left.Withdraw(t.Context()); answered {
		t.Error("and it ends without one")
	}
}

// TestLateQuestionKeepsTheLane: a question that opens when its handler is over
// already gives no lane away, neither before the turn's end nor after it.
func TestLateQuestionKeepsTheLane(t *testing.T) {
	s := open()
	l := s.add("u", row(1))
	mustNext(t, l, 1)
	h := l.Begin()
	h.CloseQuestions()
	s.Add("u", row(2))
	if h.Ask(nil); len(s.took()) != 0 {
		t.Error("before the turn's end: the lane has a second holder")
	}
	if !h.End() {
		t.Fatal("the turn has its lane at its end")
	}
	if h.Ask(nil); len(s.took()) != 0 {
		t.Error("after the turn's end: the lane has a second holder")
	}
}

// TestLaneOfASuspect: while suspects go first, a lane with one goes on up to
// it, in its order, and all other lanes wait.
func TestLaneOfASuspect(t *testing.T) {
	s := open()
	s.Pause(lane.SuspectsFirst)
	suspect := row(2)
	suspect.Suspect = true
	if s.add("other", row(1)) != nil || s.add("u", row(1)) != nil {
		t.Fatal("a lane without a suspect must wait")
	}
	l := s.add("u", suspect)
	if l == nil {
		t.Fatal("a lane with a suspect must go on")
	}
	s.Add("u", row(3))
	mustNext(t, l, 1)
	mustNext(t, l, 2)
	if _, ok := l.Next(); ok {
		t.Fatal("what comes after the suspect waits like the others")
	}
	s.Resume(lane.SuspectsFirst)
	if start := s.took(); len(start) != 2 {
		t.Errorf("%d lanes go on afterwards, want both", len(start))
	}
}
