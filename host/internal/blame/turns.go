package blame

import (
	"os"
	"path/filepath"
	"sync"
)

// notesFile, in the state folder, says what every loop is in the middle of. It
// is never synced: it has to survive the process, not the machine.
const notesFile = "turns"

// turnNotes writes which script is in a turn for which row, so that after a
// sudden death it is known what was running. A turn costs two small copies into
// the page cache, and no system call.
type turnNotes struct {
	// suspects and loading are the rows and the scripts' loads whose turns run
	// alone. They are set before the first turn and do not change.
	suspects map[uint64]bool
	loading  map[string]bool

	// alone is locked by a suspect's turn and read-locked by every other.
	alone sync.RWMutex

	mu    sync.Mutex // guards the fields below
	file  *slotFile
	slots map[slotKey]*turnSlot
}

// slotKey tells a script's loads from its other turns, which go on meanwhile.
type slotKey struct {
	script  string
	loading bool
}

// turnSlot is one script's place in the file. Turns of two versions of a script
// can overlap, so it counts.
type turnSlot struct {
	mu    sync.Mutex // guards the fields below
	place slot
	turns int
	note  []byte // that was written last, for its room
}

// openTurnNotes empties the file of the life before and returns what it held.
func openTurnNotes(state string) (*turnNotes, []turnNote, error) {
	left, err := readTurnNotes(state)
	if err != nil {
		return nil, nil, err
	}
	f, err := openSlotFile(filepath.Join(state, notesFile))
	if err != nil {
		return nil, nil, err
	}
	return &turnNotes{file: f, slots: map[slotKey]*turnSlot{}}, left, nil
}

// Turn is one uninterrupted run of a script, or of what makes it.
type Turn struct {
	Script  string // file name
	Message string // account/message id; "" outside handlers
	Row     uint64 // inbox row; 0: outside handlers
	Loading bool   // the script is being made, or its top level is not over
}

// runsAlone says whether nothing else may run beside a turn.
func (n *turnNotes) runsAlone(t Turn) bool {
	return n.suspects[t.Row] || t.Loading && n.loading[t.Script]
}

// IsSuspect says whether a row's turns run alone.
func (b *Blame) IsSuspect(row uint64) bool { return b.turns.suspects[row] }

// AnySuspect says whether any row's turns run alone.
func (b *Blame) AnySuspect() bool { return len(b.turns.suspects) > 0 }

// Begin notes a turn, once it may run: a suspect's turn runs alone. Every other
// loop stands still meanwhile, so that a death in it is its own. Only turns are
// held up, not waits; lanes stay open. Scripts that were being loaded are
// suspects like rows.
func (b *Blame) Begin(t Turn) {
	n := b.turns
	alone := n.runsAlone(t)
	if alone {
		n.alone.Lock()
		b.first.begins(t.Row)
	} else {
		n.alone.RLock()
	}
	n.write(t, alone)
}

// End takes the note back.
func (b *Blame) End(t Turn) {
	n := b.turns
	n.erase(t)
	if n.runsAlone(t) {
		n.alone.Unlock()
		b.first.rests(t.Row)
	} else {
		n.alone.RUnlock()
	}
}

// slot is the place of the notes of a script's turns.
func (n *turnNotes) slot(t Turn) *turnSlot {
	key := slotKey{t.Script, t.Loading}
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.slots[key]
	if s == nil {
		s = &turnSlot{place: n.file.next()}
		n.slots[key] = s
	}
	return s
}

func (n *turnNotes) write(t Turn, alone bool) {
	s := n.slot(t)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turns++
	if note, ok := (turnNote{t, alone}).append(s.note[:0]); ok {
		s.note = note
		s.place.put(note)
	}
}

func (n *turnNotes) erase(t Turn) {
	s := n.slot(t)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turns--; s.turns == 0 {
		s.place.put([]byte{noteNone})
	}
}

// close forgets all notes if the process ends in order. After a death that the
// host itself decided on they stay. Turns that go on note nothing any more.
func (n *turnNotes) close(inOrder bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.slots {
		s.mu.Lock()
		s.place = slot{}
		s.mu.Unlock()
	}
	n.file.close(inOrder)
}

// Suspect is what a loop was in the middle of when the process died.
type Suspect struct {
	Script  string // file name
	Message string // account/message id; empty outside handlers
}

// Suspects reads what the turn notes of a state folder held at the last death
// of its host; none after a clean stop. It needs no other file, so that a
// supervisor can ask between two lives.
func Suspects(state string) ([]Suspect, error) {
	notes, err := readTurnNotes(state)
	var list []Suspect
	for _, n := range notes {
		list = append(list, Suspect{Script: n.Script, Message: n.Message})
	}
	return list, err
}

func readTurnNotes(state string) ([]turnNote, error) {
	data, err := os.ReadFile(filepath.Join(state, notesFile))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []turnNote
	for ; len(data) > 0; data = data[min(slotSize, len(data)):] {
		if n, ok := readNote(data[:min(slotSize, len(data))]); ok {
			list = append(list, n)
		}
	}
	return list, nil
}
