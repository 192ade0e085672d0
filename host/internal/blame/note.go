package blame

import (
	"encoding/binary"
	"hash/crc32"
)

// turnNote is what a slot holds while its script is in a turn.
type turnNote struct {
	Turn
	Alone bool // nothing else ran
}

// A note in its slot: whether there is one, the CRC-32 of what follows, flags,
// the row, the lengths of the two names, the names. A note that a death tore
// has the wrong sum and counts as none: its turn had not begun.
const (
	noteNone    = 0
	noteStands  = 1
	noteBody    = 5  // where what the sum covers begins
	noteNames   = 18 // where the names begin
	noteLoading = 1 << 0
	noteAlone   = 1 << 1
)

// append appends the note as a slot holds it, without the name of the message
// if that is too long. ok is false if the script's is: nobody is blamed then.
func (n turnNote) append(b []byte) (_ []byte, ok bool) {
	if noteNames+len(n.Script)+len(n.Message) > slotSize {
		n.Message = ""
	}
	if noteNames+len(n.Script) > slotSize {
		return b, false
	}
	var flags byte
	if n.Loading {
		flags |= noteLoading
	}
	if n.Alone {
		flags |= noteAlone
	}
	b = append(b, noteStands, 0, 0, 0, 0, flags)
	b = binary.LittleEndian.AppendUint64(b, n.Row)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(n.Script)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(n.Message)))
	b = append(append(b, n.Script...), n.Message...)
	binary.LittleEndian.PutUint32(b[1:], crc32.ChecksumIEEE(b[noteBody:]))
	return b, true
}

// readNote reads a slot; ok is false if no whole note is in it.
func readNote(b []byte) (n turnNote, ok bool) {
	if len(b) < noteNames || b[0] != noteStands {
		return n, false
	}
	script, message := int(binary.LittleEndian.Uint16(b[14:])), int(binary.LittleEndian.Uint16(b[16:]))
	end := noteNames + script + message
	if end > len(b) || crc32.ChecksumIEEE(b[noteBody:end]) != binary.LittleEndian.Uint32(b[1:]) {
		return n, false
	}
	n.Script, n.Message = string(b[noteNames:noteNames+script]), string(b[noteNames+script:end])
	n.Row = binary.LittleEndian.Uint64(b[6:])
	n.Loading, n.Alone = b[5]&noteLoading != 0, b[5]&noteAlone != 0
	return n, true
}
