package host

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"

	"hotreply/runtime"
)

// notesFile, in the state folder, says what every loop is in the middle of. It
// is never synced: it has to survive the process, not the machine.
const notesFile = "turns"

// slotSize is the room for one loop's note in the file: small enough to be
// written in one call, large enough for any names.
const slotSize = 512

// turnNotes writes which script is in a turn for which message, so that after
// a sudden death it is known what was running. It implements
// [runtime.TurnNotes]; a turn costs two small writes into the page cache.
type turnNotes struct {
	file *os.File

	mu    sync.Mutex // guards slots and free
	slots map[string]*slot
	next  int64
}

// slot is one script's place in the file. Turns of two versions of a script
// can overlap, so it counts.
type slot struct {
	offset int64
	turns  int
}

// note is what a slot holds while its script is in a turn.
type note struct {
	Script  string `json:"script"`
	Message string `json:"message,omitempty"`
}

// openTurnNotes empties the file of the life before.
func openTurnNotes(state string) (*turnNotes, error) {
	f, err := os.OpenFile(filepath.Join(state, notesFile), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return &turnNotes{file: f, slots: map[string]*slot{}}, nil
}

// Begin notes a turn.
func (n *turnNotes) Begin(t runtime.Turn) {
	b, _ := json.Marshal(note{Script: t.Script, Message: t.Key}) // strings: can not fail
	if len(b) > slotSize {
		b, _ = json.Marshal(note{Script: t.Script})
	}
	buf := make([]byte, slotSize)
	copy(buf, b)
	n.mu.Lock()
	s := n.slots[t.Script]
	if s == nil {
		s = &slot{offset: n.next}
		n.next += slotSize
		n.slots[t.Script] = s
	}
	s.turns++
	n.mu.Unlock()
	_, _ = n.file.WriteAt(buf, s.offset) // without a note nobody is blamed
}

// End takes the note back.
func (n *turnNotes) End(t runtime.Turn) {
	n.mu.Lock()
	s := n.slots[t.Script]
	s.turns--
	clear := s.turns == 0
	n.mu.Unlock()
	if clear {
		_, _ = n.file.WriteAt([]byte{0}, s.offset)
	}
}

// close forgets all notes: the process ends in order.
func (n *turnNotes) close() {
	_ = n.file.Truncate(0)
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
	data, err := os.ReadFile(filepath.Join(state, notesFile))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Suspect
	for ; len(data) > 0; data = data[min(slotSize, len(data)):] {
		part := data[:min(slotSize, len(data))]
		for i, b := range part {
			if b == 0 {
				part = part[:i]
				break
			}
		}
		var n note
		if json.Unmarshal(part, &n) == nil && n.Script != "" {
			list = append(list, Suspect(n))
		}
	}
	return list, nil
}
