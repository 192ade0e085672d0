package blame

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
)

// notesFile, in the state folder, says what every loop is in the middle of. It
// is never synced: it has to survive the process, not the machine.
const notesFile = "turns"

// slotSize is the room for one script's note in the file: small enough to be
// written in one call, large enough for any names.
const slotSize = 512

// turnNotes writes which script is in a turn for which row, so that after a
// sudden death it is known what was running. A turn costs two small writes into
// the page cache.
type turnNotes struct {
	file *os.File
	// suspects and loading are the rows and the scripts' loads whose turns run
	// alone. They are set before the first turn and do not change.
	suspects map[uint64]bool
	loading  map[string]bool

	// alone is locked by a suspect's turn and read-locked by every other.
	alone sync.RWMutex

	mu    sync.Mutex // guards the fields below
	slots map[slotKey]*slot
	next  int64
}

// slotKey tells a script's loads from its other turns, which go on meanwhile.
type slotKey struct {
	script  string
	loading bool
}

// slot is one script's place in the file. Turns of two versions of a script
// can overlap, so it counts.
type slot struct {
	offset int64
	turns  int
}

// turnNote is what a slot holds while its script is in a turn.
type turnNote struct {
	Script  string `json:"script"`
	Message string `json:"message,omitempty"`
	Row     uint64 `json:"row,omitempty"` // inbox row; 0: outside handlers
	Loading bool   `json:"loading,omitempty"`
	Alone   bool   `json:"alone,omitempty"` // nothing else ran
}

// openTurnNotes empties the file of the life before and returns what it held.
func openTurnNotes(state string) (*turnNotes, []turnNote, error) {
	left, err := readTurnNotes(state)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(filepath.Join(state, notesFile), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, nil, err
	}
	return &turnNotes{file: f, slots: map[slotKey]*slot{}}, left, nil
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

func (n *turnNotes) write(t Turn, alone bool) {
	buf := make([]byte, slotSize)
	note := turnNote{Script: t.Script, Message: t.Message, Row: t.Row, Loading: t.Loading, Alone: alone}
	b, _ := json.Marshal(note) // strings: can not fail
	if len(b) > slotSize {
		note.Message = ""
		b, _ = json.Marshal(note)
	}
	copy(buf, b)
	n.mu.Lock()
	key := slotKey{t.Script, t.Loading}
	s := n.slots[key]
	if s == nil {
		s = &slot{offset: n.next}
		n.next += slotSize
		n.slots[key] = s
	}
	s.turns++
	n.mu.Unlock()
	_, _ = n.file.WriteAt(buf, s.offset) // without a note nobody is blamed
}

func (n *turnNotes) erase(t Turn) {
	n.mu.Lock()
	s := n.slots[slotKey{t.Script, t.Loading}]
	s.turns--
	clear := s.turns == 0
	n.mu.Unlock()
	if clear {
		_, _ = n.file.WriteAt([]byte{0}, s.offset)
	}
}

// close forgets all notes if the process ends in order. After a death that the
// host itself decided on they stay.
func (n *turnNotes) close(inOrder bool) {
	if inOrder {
		_ = n.file.Truncate(0)
	}
	_ = n.file.Close()
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
		part := data[:min(slotSize, len(data))]
		for i, b := range part {
			if b == 0 {
				part = part[:i]
				break
			}
		}
		var n turnNote
		if json.Unmarshal(part, &n) == nil && n.Script != "" {
			list = append(list, n)
		}
	}
	return list, nil
}
