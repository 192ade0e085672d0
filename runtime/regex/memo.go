package regex

// memo remembers where a match has failed, so that it goes to no place twice:
// it keeps patterns such as (a+)+$ from taking for ever. Without back
// references a failure depends on the instruction and the position, and on
// which loops around it have consumed something in their present round.
//
// It is switched on when a match takes long, as it has a price.
type memo struct {
	on   bool
	wide int // places in the text, the end included
	bits []uint64
}

const (
	// memoAfter and four times the text are the steps before it is used.
	memoAfter = 1 << 14
	// memoMost is how many bits it may have: 32 MB of them.
	memoMost = 1 << 28
)

func (m *memo) start(slots, length int) {
	m.wide = length + 1
	if slots == 0 || slots > memoMost/m.wide {
		return
	}
	need := (slots*m.wide + 63) / 64
	if cap(m.bits) < need {
		m.bits = make([]uint64, need)
	}
	m.bits = m.bits[:need]
	clear(m.bits)
	m.on = true
}

// been notes that the match is at a point, and reports whether it was before.
func (m *machine[T]) been(at, pos int32) bool {
	p := &m.shape.points[at]
	slot := int(p.base)
	for k, register := range p.marks {
		if m.marks[register] != pos {
			slot += 1 << k
		}
	}
	bit := slot*m.memo.wide + int(pos)
	word, mask := &m.memo.bits[bit/64], uint64(1)<<(bit%64)
	if *word&mask != 0 {
		return true
	}
	*word |= mask
	return false
}
