package blame_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/host/internal/blame"
	"hotreply/internal/clock"
	"hotreply/store"
)

// bench is the state folder, the store and a folder of rules of several lives.
type bench struct {
	t       *testing.T
	state   string
	dir     string
	folders []string // of single accounts
	db      *store.DB
	clock   *clock.Virtual
	over    chan struct{} // receives when the suspects have had their go
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{
		t: t, state: t.TempDir(), dir: t.TempDir(), over: make(chan struct{}, 9),
		clock: clock.NewVirtual(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)),
	}
	db, err := store.Open(filepath.Join(b.state, "state.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b.db = db
	t.Cleanup(func() { _ = db.Close() })
	return b
}

// dirs are the folders of rules, in another order at each call.
func (b *bench) dirs() []string {
	slices.Reverse(b.folders)
	return append([]string{b.dir}, b.folders...)
}

// life begins a life and returns its dead letters. Close(false) ends it as a
// death does.
func (b *bench) life() (*blame.Blame, []blame.DeadLetter) {
	b.t.Helper()
	life, err := blame.Open(blame.Options{
		State: b.state, Journal: b.db, Dirs: b.dirs, Attempts: 3, Clock: b.clock,
		Follow: func() { b.over <- struct{}{} },
	})
	if err != nil {
		b.t.Fatal(err)
	}
	dead, err := life.Judge(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return life, dead
}

// message puts a message into the inbox and says which row it is.
func (b *bench) message(key string) (row uint64) {
	b.t.Helper()
	got, err := b.db.Receive("default", store.Batch{Arrivals: []store.Arrival{{Row: store.InboxRow{
		User: "u", Key: key, Kind: "message", Received: b.clock.Now(),
	}}}}).Wait(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return got[0].ID
}

// flush waits until what was told is on disk.
func (b *bench) flush() {
	b.t.Helper()
	if err := b.db.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) row(id uint64) (row store.InboxRow) {
	b.flush()
	row, _ = b.db.Inbox(id)
	return row
}

// TestDeathsOfAMessage: the first death makes a suspect, three in turns of its
// own a dead letter and a script that is set aside.
func TestDeathsOfAMessage(t *testing.T) {
	b := newBench(t)
	file := write(t, filepath.Join(b.dir, "bomb.js"), "bomb")
	row := b.message("m1")
	bomb := blame.Turn{Script: "bomb.js", Message: "default/m1", Row: row}
	for n := range 4 {
		life, dead := b.life()
		if len(dead) > 0 || life.Aside("bomb.js") || life.IsSuspect(row) != (n > 0) || life.AnySuspect() != (n > 0) {
			t.Fatalf("before death %d: %d dead letters, aside %v, suspect %v", n+1, len(dead), life.Aside("bomb.js"), life.IsSuspect(row))
		}
		life.Read("bomb.js", file)
		life.Begin(bomb)
		if list, err := blame.Suspects(b.state); err != nil || !slices.Equal(list, []blame.Suspect{{Script: "bomb.js", Message: "default/m1"}}) {
			t.Errorf("in the turn the suspects are %v, %v", list, err)
		}
		life.Close(false)
	}
	life, dead := b.life()
	defer life.Close(true)
	if len(dead) != 1 || dead[0].Row.ID != row || !strings.Contains(dead[0].Reason, "the process died 3 times while bomb.js handled it") {
		t.Errorf("dead letters: %+v", dead)
	}
	if got := b.row(row); got.State != store.InboxDead || got.Attempts != 3 {
		t.Errorf("the row is %s after %d deaths", got.State, got.Attempts)
	}
	if life.AnySuspect() {
		t.Error("a dead letter is a suspect still")
	}
	if !life.Aside("bomb.js") {
		t.Fatal("the script is not set aside")
	}
	write(t, file, "defused")
	if life.Aside("bomb.js") {
		t.Error("an edit does not bring it back")
	}
}

// TestAsideInTwoFolders: a script that is in the folders of two accounts stays
// set aside, in whichever order the folders come.
func TestAsideInTwoFolders(t *testing.T) {
	b := newBench(t)
	b.folders = []string{t.TempDir(), t.TempDir()}
	for _, dir := range b.folders {
		write(t, filepath.Join(dir, "bomb.js"), "bomb")
	}
	row := b.message("m1")
	for range 4 {
		life, _ := b.life()
		life.Begin(blame.Turn{Script: "bomb.js", Message: "default/m1", Row: row})
		life.Close(false)
	}
	life, _ := b.life()
	defer life.Close(true)
	for range 3 {
		if !life.Aside("bomb.js") {
			t.Fatal("the script is not set aside")
		}
	}
}

// TestWaitingIsNoTurn: a turn that ended leaves no suspect, and neither does a
// stop in order.
func TestWaitingIsNoTurn(t *testing.T) {
	b := newBench(t)
	row := b.message("m1")
	for _, inOrder := range []bool{false, true} {
		life, _ := b.life()
		life.Begin(blame.Turn{Script: "a.js", Row: row})
		if inOrder {
			life.Close(true)
		} else {
			life.End(blame.Turn{Script: "a.js", Row: row})
			life.Close(false)
		}
		next, _ := b.life()
		if list, _ := blame.Suspects(b.state); next.IsSuspect(row) || len(list) > 0 {
			t.Errorf("in order %v: suspects %v", inOrder, list)
		}
		next.Close(true)
	}
}

// TestOverlappingTurns: the note of a script stands as long as any of its turns
// lasts, and that of a load stands beside.
func TestOverlappingTurns(t *testing.T) {
	b := newBench(t)
	life, _ := b.life()
	one, two := blame.Turn{Script: "a.js", Message: "m1", Row: 1}, blame.Turn{Script: "a.js", Message: "m2", Row: 2}
	life.Begin(one)
	life.Begin(blame.Turn{Script: "a.js", Loading: true})
	life.Begin(two)
	life.End(one)
	if list, _ := blame.Suspects(b.state); len(list) != 2 {
		t.Errorf("suspects %v, want the turn and the load", list)
	}
	life.End(two)
	if list, _ := blame.Suspects(b.state); !slices.Equal(list, []blame.Suspect{{Script: "a.js"}}) {
		t.Errorf("suspects %v, want the load alone", list)
	}
	life.Close(false)
	next, _ := b.life()
	defer next.Close(true)
	if next.AnySuspect() {
		t.Error("a load is no row")
	}
	if alone(next, blame.Turn{Script: "a.js"}) || !alone(next, blame.Turn{Script: "a.js", Loading: true}) {
		t.Error("the load of a suspect script runs alone, and nothing else of it")
	}
}

// alone says whether nothing runs beside a turn.
func alone(b *blame.Blame, t blame.Turn) bool {
	other := blame.Turn{Script: "other.js"}
	b.Begin(t)
	ran := make(chan struct{})
	go func() {
		b.Begin(other)
		close(ran)
		b.End(other)
	}()
	select {
	case <-ran:
		b.End(t)
		return false
	case <-time.After(50 * time.Millisecond):
		b.End(t)
		<-ran
		return true
	}
}

// TestClear: the end of a row clears it, and a success its script.
func TestClear(t *testing.T) {
	for _, success := range []bool{true, false} {
		b := newBench(t)
		write(t, filepath.Join(b.dir, "a.js"), "a")
		row := b.message("m1")
		turn := blame.Turn{Script: "a.js", Row: row}
		for range 3 { // a suspect, then guilty twice
			life, _ := b.life()
			life.Begin(turn)
			life.Close(false)
		}
		life, _ := b.life()
		b.db.Finish("default", store.End{Row: row, State: store.InboxDone})
		life.Clear(row, "a.js", success)
		b.flush()
		life.Close(true)
		second := b.message("m2")
		turn.Row = second
		for range 2 { // a suspect, then guilty once more
			life, _ := b.life()
			if life.IsSuspect(row) {
				t.Error("the row is a suspect after its end")
			}
			life.Begin(turn)
			life.Close(false)
		}
		last, _ := b.life()
		if last.Aside("a.js") == success {
			t.Errorf("success %v: aside %v", success, !success)
		}
		last.Close(true)
	}
}

// TestWedged: a row that wedged is dead with the next start; three wedges in
// ten minutes set the script aside, those on a pattern do not.
func TestWedged(t *testing.T) {
	for _, tt := range []struct {
		name    string
		apart   time.Duration
		pattern string
		aside   bool
	}{
		{"three in ten minutes", 5 * time.Minute, "", true},
		{"three in more", 5*time.Minute + time.Second, "", false},
		{"three on a pattern", time.Second, "/x/", false},
	} {
		b := newBench(t)
		write(t, filepath.Join(b.dir, "a.js"), "a")
		for n := range 3 {
			if n > 0 {
				b.clock.Advance(tt.apart)
			}
			row := b.message(string(rune('a' + n)))
			life, _ := b.life()
			if life.Aside("a.js") {
				t.Errorf("%s: aside after %d", tt.name, n)
			}
			if err := life.Wedged(t.Context(), blame.Wedge{Script: "a.js", Row: row, Pattern: tt.pattern, Reason: "it hangs"}); err != nil {
				t.Fatal(err)
			}
			life.Close(false)
			next, dead := b.life()
			if len(dead) != 1 || dead[0].Row.ID != row || dead[0].Reason != "it hangs" || b.row(row).State != store.InboxDead {
				t.Errorf("%s: dead letters %+v", tt.name, dead)
			}
			if aside := next.Aside("a.js"); aside != (tt.aside && n == 2) {
				t.Errorf("%s: aside %v after %d", tt.name, aside, n+1)
			}
			next.Close(true)
		}
	}
}

// TestSuspectsGo: the others follow once, when every suspect has ended, or has
// been in no turn for a moment.
func TestSuspectsGo(t *testing.T) {
	b := newBench(t)
	life, _ := b.life()
	turns := make([]blame.Turn, 3)
	for i := range turns {
		turns[i] = blame.Turn{Script: string(rune('a'+i)) + ".js", Row: b.message(string(rune('a' + i)))}
		life.Begin(turns[i])
	}
	life.Close(false)
	life, _ = b.life()
	defer life.Close(true)
	for _, s := range turns {
		life.Expect(s.Row)
	}
	life.Gone(turns[0].Row)
	life.Gone(77) // no suspect
	life.Seal()
	life.Gone(turns[1].Row)
	last := turns[2]
	life.Begin(last)
	life.End(last)
	life.Begin(last) // the next turn follows at once: no wait
	select {
	case <-b.over:
		t.Fatal("over while a suspect is in its turn")
	case <-time.After(150 * time.Millisecond):
	}
	life.End(last)
	select {
	case <-b.over:
	case <-time.After(20 * time.Second):
		t.Fatal("a suspect that waits holds the others up")
	}
	life.Gone(last.Row)
	if len(b.over) != 0 {
		t.Error("over a second time")
	}
}

// TestSlowPatterns: what is known of a pattern is known to the next life, in its
// folder, for two days at most, or until an answer.
func TestSlowPatterns(t *testing.T) {
	b := newBench(t)
	now := b.clock.Now()
	life, _ := b.life()
	slow := blame.SlowPattern{Script: "a.js", Pattern: "/x+/", Shortest: 8, InARow: 3, Periods: 1, Until: now.Add(time.Hour), Latest: now}
	other := slow
	other.Script, other.Until = "b.js", now.Add(time.Minute)
	life.KeepSlow(b.dir, slow)
	life.KeepSlow(b.dir, other)
	life.KeepSlow("elsewhere", slow)
	b.flush()
	life.Close(true)
	life, _ = b.life()
	defer life.Close(true)
	known := func(dir string) int {
		t.Helper()
		list, err := life.Slow(dir)
		if err != nil {
			t.Fatal(err)
		}
		b.flush() // what is dropped is dropped without a wait
		return len(list)
	}
	if here, there := known(b.dir), known("elsewhere"); here != 2 || there != 1 {
		t.Errorf("%d and %d patterns are known, want 2 and 1", here, there)
	}
	list, err := blame.Passed(b.db, now)
	if err != nil || len(list) != 3 || list[0] != other {
		t.Errorf("listed: %v, %v", list, err)
	}
	if list, _ := blame.Passed(b.db, now.Add(2*time.Minute)); len(list) != 2 {
		t.Errorf("listed two minutes later: %v", list)
	}
	slow.InARow = 0
	life.KeepSlow(b.dir, slow)
	b.flush()
	if n := known(b.dir); n != 1 {
		t.Errorf("%d patterns are known after an answer, want 1", n)
	}
	b.clock.Advance(48*time.Hour + time.Second)
	if here, there := known(b.dir), known("elsewhere"); here+there != 0 {
		t.Errorf("%d and %d patterns are known after two days", here, there)
	}
}

// write writes a file and returns its path.
func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
