package regex

// frame is a place to go back to, or values to put back. The two low bits of
// what say which, the others are an instruction or the number of a value.
type frame struct{ what, a, b int32 }

const (
	goBack     = iota // to the instruction, at a
	putCapture        // a and b into the slots of the capture
	putMark           // a and b into the pair of registers
	retry             // the run at the instruction: it has gone from b to a, or, lazy, to a and may go b on
)

// chunk is how many frames are allocated at once, 48 KB of them.
const chunk = 1 << 12

// stack is the frames of a match. It grows by chunks: nothing is copied, and
// no more is held than there is.
//
// A value need be saved only once between two places to go back to: going to
// the lower one puts back what was saved first. So the stack knows the height
// of the last place, and of each value where it was saved last.
type stack struct {
	top    []frame   // the last chunk; only the first one is ever smaller
	full   [][]frame // those below it
	below  int       // how many frames are in full
	spare  []frame   // an empty chunk, so that a border costs little
	choice int       // no place to go back to is at this height or above
	saved  []int32   // by capture and then by pair of registers: the height of its frame, itself included; 0: unknown
}

func (s *stack) height() int { return s.below + len(s.top) }

// reset empties the stack for a match of so many values. What was kept of a
// long one is let go of.
func (s *stack) reset(values int) {
	s.top, s.full, s.spare, s.below, s.choice = s.top[:0], nil, nil, 0, 0
	s.saved = fill(s.saved, values, 0)
}

func (s *stack) push(f frame) {
	if len(s.top) == cap(s.top) {
		s.grow()
	}
	s.top = append(s.top, f)
}

func (s *stack) grow() {
	if n := cap(s.top); n < chunk {
		bigger := make([]frame, n, max(64, min(4*n, chunk)))
		copy(bigger, s.top)
		s.top = bigger
		return
	}
	s.full, s.below = append(s.full, s.top), s.below+len(s.top)
	if s.top, s.spare = s.spare, nil; s.top == nil {
		s.top = make([]frame, 0, chunk)
	}
}

// pop takes the last frame off; there must be one.
func (s *stack) pop() frame {
	if len(s.top) == 0 {
		s.shrink()
	}
	f := s.top[len(s.top)-1]
	s.top = s.top[:len(s.top)-1]
	return f
}

// shrink goes to the chunk below the top one.
func (s *stack) shrink() {
	last := len(s.full) - 1
	s.spare = s.top[:0]
	s.top, s.full = s.full[last], s.full[:last]
	s.below -= len(s.top)
}

// cut takes off all frames from a height on.
func (s *stack) cut(height int) {
	for s.below > height {
		s.shrink()
	}
	s.top = s.top[:height-s.below]
}

// at is the frame at a height.
func (s *stack) at(height int) *frame {
	if height >= s.below {
		return &s.top[height-s.below]
	}
	return &s.full[height/chunk][height%chunk]
}

// place leaves a place to go back to.
func (s *stack) place(what, pc, a, b int32) {
	s.push(frame{pc<<2 | what, a, b})
	s.choice = s.height()
}

// settleLook is how many frames are looked at for the last place.
const settleLook = 8

// settle finds the last place again, after one was taken off. Where it looks
// no further, values are saved once more than they need be. Below the floor is
// nothing of this run.
func (s *stack) settle(floor int) {
	i := len(s.top)
	for end := max(0, i-settleLook); i > end; i-- {
		if k := s.top[i-1].what & 3; k == goBack || k == retry {
			break
		}
	}
	s.choice = max(s.below+i, floor)
}

// only makes the next place the only one: what goes there will match.
func (s *stack) only() {
	if s.height() > 0 {
		s.cut(0)
		clear(s.saved)
	}
}

// commit forgets the places to go back to from a height on, not the values.
func (s *stack) commit(height, captures int) {
	out := height
	for i, n := height, s.height(); i < n; i++ {
		f := *s.at(i)
		switch f.what & 3 {
		case putCapture:
			s.saved[f.what>>2] = int32(out + 1)
		case putMark:
			s.saved[captures+int(f.what>>2)] = int32(out + 1)
		default:
			continue
		}
		*s.at(out) = f
		out++
	}
	s.cut(out)
}
