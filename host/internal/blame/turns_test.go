package blame_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"hotreply/host/internal/blame"
)

// openTurns is a life that only notes turns.
func openTurns(tb testing.TB) (life *blame.Blame, state string) {
	tb.Helper()
	state = tb.TempDir()
	life, err := blame.Open(blame.Options{State: state})
	if err != nil {
		tb.Fatal(err)
	}
	return life, state
}

func suspectsOf(t *testing.T, state string) []blame.Suspect {
	t.Helper()
	list, err := blame.Suspects(state)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestNotesOfManyScripts: the file grows with the scripts, and each has its own
// place in it.
func TestNotesOfManyScripts(t *testing.T) {
	life, state := openTurns(t)
	var want []blame.Suspect
	for i := range 300 {
		turn := blame.Turn{Script: fmt.Sprintf("%03d.js", i), Message: fmt.Sprintf("default/%d", i), Row: uint64(i)}
		life.Begin(turn)
		if i%3 == 0 {
			life.End(turn)
			continue
		}
		want = append(want, blame.Suspect{Script: turn.Script, Message: turn.Message})
	}
	life.Close(false)
	if got := suspectsOf(t, state); !slices.Equal(got, want) {
		t.Errorf("%d suspects, want %d: %v", len(got), len(want), got)
	}
}

// TestNotesWithLongNames: a note does without the message's name if both do not
// fit, and nobody is noted whose own name does not.
func TestNotesWithLongNames(t *testing.T) {
	life, state := openTurns(t)
	defer life.Close(true)
	long := strings.Repeat("长", 160)
	life.Begin(blame.Turn{Script: long, Message: "m"})
	life.Begin(blame.Turn{Script: "a.js", Message: long})
	life.Begin(blame.Turn{Script: "b.js", Message: long + long})
	life.Begin(blame.Turn{Script: long + long, Message: "m"})
	want := []blame.Suspect{{Script: long, Message: "m"}, {Script: "a.js", Message: long}, {Script: "b.js"}}
	if got := suspectsOf(t, state); !slices.Equal(got, want) {
		t.Errorf("suspects %v", got)
	}
}

// TestTornNote: of a note that a death tore nobody is blamed, wherever it is
// torn.
func TestTornNote(t *testing.T) {
	life, state := openTurns(t)
	file := filepath.Join(state, "turns")
	read := func() []byte {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return data[:512]
	}
	one := blame.Turn{Script: "a.js", Message: "default/m1", Row: 1}
	life.Begin(one)
	before := read()
	life.End(one)
	life.Begin(blame.Turn{Script: "a.js", Message: "default/m222", Row: 77777})
	after := read()
	life.Close(false)
	for cut := 1; cut < 60; cut++ {
		for _, old := range [][]byte{before, make([]byte, 512)} {
			torn := slices.Concat(after[:cut], old[cut:])
			if slices.Equal(torn, after) || slices.Equal(torn, before) {
				continue
			}
			if err := os.WriteFile(file, torn, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := suspectsOf(t, state); len(got) > 0 {
				t.Errorf("torn behind %d bytes: %v", cut, got)
			}
		}
	}
}

// TestNotesInAFileCutShort: the file is anybody's to cut short, and the host
// does not die of that.
func TestNotesInAFileCutShort(t *testing.T) {
	life, state := openTurns(t)
	defer life.Close(true)
	a := blame.Turn{Script: "a.js"}
	life.Begin(a)
	if err := os.Truncate(filepath.Join(state, "turns"), 0); err != nil {
		if runtime.GOOS == "windows" {
			t.Skip(err) // it is in use there
		}
		t.Fatal(err)
	}
	life.End(a)
	life.Begin(a)
	if got := suspectsOf(t, state); !slices.Equal(got, []blame.Suspect{{Script: "a.js"}}) {
		t.Errorf("suspects %v", got)
	}
}

// TestTurnsAfterTheEnd: a turn may outlive the notes.
func TestTurnsAfterTheEnd(t *testing.T) {
	for _, inOrder := range []bool{true, false} {
		life, state := openTurns(t)
		a, b := blame.Turn{Script: "a.js"}, blame.Turn{Script: "b.js"}
		life.Begin(a)
		life.Close(inOrder)
		life.Begin(b)
		life.End(b)
		life.End(a)
		if got := suspectsOf(t, state); len(got) > 0 == inOrder {
			t.Errorf("in order %v: suspects %v", inOrder, got)
		}
	}
}

// BenchmarkTurn is what the notes of one turn cost.
func BenchmarkTurn(b *testing.B) {
	life, _ := openTurns(b)
	defer life.Close(true)
	turn := blame.Turn{Script: "menu.js", Message: "default/7301234567890123456", Row: 123456}
	b.ReportAllocs()
	for b.Loop() {
		life.Begin(turn)
		life.End(turn)
	}
}
