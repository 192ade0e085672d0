package host

import (
	"testing"

	"hotreply/ilink"
	"hotreply/store"
)

// openLanes are lanes that may begin.
func openLanes() *lanes {
	s := newLanes()
	s.resume(pauseStart | pauseLogin)
	return s
}

func row(id uint64) laneRow { return laneRow{id: id, row: &store.InboxRow{ID: id}} }

// mustNext takes the next row of a held lane.
func mustNext(t *testing.T, s *lanes, l *lane, want uint64) {
	t.Helper()
	if r, ok := s.next(l); !ok || r.id != want {
		t.Fatalf("next = %d, %v, want row %d", r.id, ok, want)
	}
}

func TestLaneIsHeldByOne(t *testing.T) {
	s := openLanes()
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
	mustNext(t, s, l, 1)
	mustNext(t, s, l, 2)
	if _, ok := s.next(l); ok || s.byUser["u"] != nil {
		t.Error("an empty lane rests and is forgotten")
	}
}

// TestLaneMemory: beyond its bound a lane keeps ids alone.
func TestLaneMemory(t *testing.T) {
	s := openLanes()
	l := s.add("u", row(1))
	for id := uint64(2); id < 100; id++ {
		s.add("u", row(id))
	}
	for id := uint64(1); id < 100; id++ {
		r, _ := s.next(l)
		if r.id != id {
			t.Fatalf("row %d comes as %d", id, r.id)
		}
		if inMemory := r.row != nil; inMemory != (id <= laneMemory) {
			t.Fatalf("row %d in memory: %v", id, inMemory)
		}
	}
}

func TestLanePauses(t *testing.T) {
	s := newLanes()
	if s.add("u", row(1)) != nil || len(s.resume(pauseStart)) != 0 {
		t.Fatal("lanes stand still while any reason is left")
	}
	start := s.resume(pauseLogin)
	if len(start) != 1 {
		t.Fatal("with the last reason gone the lane starts")
	}
	s.pause(pauseDraining)
	if _, ok := s.next(start[0]); ok {
		t.Error("a paused lane gives no row")
	}
	if s.busy() {
		t.Error("a lane that gave up is not busy")
	}
}

func TestLaneBlocked(t *testing.T) {
	s := openLanes()
	s.block("u")
	s.block("u")
	if s.add("u", row(1)) != nil || s.unblock("u") != nil {
		t.Fatal("a lane waits for all sends of an earlier life")
	}
	if s.unblock("u") == nil {
		t.Error("with the last of them gone it starts")
	}
}

// TestAskingGivesTheLaneAway and gets it back with the answer.
func TestAskingGivesTheLaneAway(t *testing.T) {
	s := openLanes()
	l := s.add("u", row(1))
	mustNext(t, s, l, 1)
	b := s.begin(l)
	s.add("u", row(2))
	q, next := s.ask(b, nil)
	if next != l {
		t.Fatal("the waiting row must start another goroutine")
	}
	mustNext(t, s, l, 2)
	if taken, passed := s.reply(q, answer{}); !taken || !passed {
		t.Fatalf("reply = %v, %v: the lane goes to the turn that asked", taken, passed)
	}
	if !s.end(b) {
		t.Error("the turn that was answered has its lane")
	}
}

// TestTimeoutWaitsForTheLane: a question that ends without an answer while
// another turn runs gets the lane when that one is over.
func TestTimeoutWaitsForTheLane(t *testing.T) {
	s := openLanes()
	l := s.add("u", row(1))
	mustNext(t, s, l, 1)
	asker := s.begin(l)
	s.add("u", row(2))
	q, _ := s.ask(asker, nil)
	mustNext(t, s, l, 2)
	other := s.begin(l)
	if ok, wait := s.withdraw(q); !ok || !wait {
		t.Fatalf("withdraw = %v, %v, want to wait", ok, wait)
	}
	if !s.end(other) {
		t.Fatal("the other turn holds the lane")
	}
	if _, ok := s.next(l); ok {
		t.Fatal("the lane goes to the turn that waits")
	}
	<-asker.given
	if !s.end(asker) {
		t.Error("and is its own then")
	}
}

// TestTurnEndsWithoutItsLane: a turn over with an open question leaves the
// lane to others, and the question takes nothing any more.
func TestTurnEndsWithoutItsLane(t *testing.T) {
	s := openLanes()
	l := s.add("u", row(1))
	mustNext(t, s, l, 1)
	b := s.begin(l)
	q, _ := s.ask(b, nil)
	if s.end(b) {
		t.Fatal("the lane was given away")
	}
	next := s.add("u", row(2))
	if next == nil {
		t.Fatal("the lane is free")
	}
	mustNext(t, s, next, 2)
	if taken, _ := s.reply(q, answer{}); taken {
		t.Error("a question of a turn that is over takes no answer")
	}
	if ok, wait := s.withdraw(q); !ok || wait {
		t.Error("and wants no lane")
	}
}

// TestAnswerAtTheEndOfAHandler: from the moment a handler is over, whether a row
// is an answer is settled: what a question took before is done with the turn,
// though nobody has read it yet, and an open question takes nothing more.
func TestAnswerAtTheEndOfAHandler(t *testing.T) {
	s := openLanes()
	l := s.add("u", row(1))
	mustNext(t, s, l, 1)
	b := s.begin(l)
	first, _ := s.ask(b, nil)
	second, _ := s.ask(b, nil)
	if ok, _ := s.reply(first, answer{row: 2, msg: ilink.Message{ID: "m2"}}); !ok {
		t.Fatal("an open question takes an answer")
	}
	got := s.deafen(b)
	if len(got) != 1 || got[0] != (taken{row: 2, message: "m2"}) {
		t.Errorf("answers when the handler is over: %v, want row 2", got)
	}
	if ok, _ := s.reply(second, answer{row: 3}); ok {
		t.Error("a question that is not withdrawn yet took an answer after its handler")
	}
	if ok, _ := s.withdraw(second); !ok {
		t.Error("and it ends without one")
	}
}

// TestLateQuestionKeepsTheLane: a question that opens when its handler is over
// already gives no lane away, neither before the turn's end nor after it.
func TestLateQuestionKeepsTheLane(t *testing.T) {
	s := openLanes()
	l := s.add("u", row(1))
	mustNext(t, s, l, 1)
	b := s.begin(l)
	s.deafen(b)
	s.add("u", row(2))
	if _, next := s.ask(b, nil); next != nil {
		t.Error("before the turn's end: the lane has a second holder")
	}
	if !s.end(b) {
		t.Fatal("the turn has its lane at its end")
	}
	if _, next := s.ask(b, nil); next != nil {
		t.Error("after the turn's end: the lane has a second holder")
	}
}

// TestLaneOfASuspect: while suspects go first, a lane with one goes on up to
// it, in its order, and all other lanes wait.
func TestLaneOfASuspect(t *testing.T) {
	s := openLanes()
	s.pause(pauseSuspects)
	suspect := row(2)
	suspect.suspect = true
	if s.add("other", row(1)) != nil || s.add("u", row(1)) != nil {
		t.Fatal("a lane without a suspect must wait")
	}
	l := s.add("u", suspect)
	if l == nil {
		t.Fatal("a lane with a suspect must go on")
	}
	s.add("u", row(3))
	mustNext(t, s, l, 1)
	mustNext(t, s, l, 2)
	if _, ok := s.next(l); ok {
		t.Fatal("what comes after the suspect waits like the others")
	}
	if start := s.resume(pauseSuspects); len(start) != 2 {
		t.Errorf("%d lanes go on afterwards, want both", len(start))
	}
}
