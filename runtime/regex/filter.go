package regex

// filter says which units can come next. It may let pass too many.
type filter struct {
	low  [4]uint64
	high bool // units from 256 on
}

func (f *filter) add(s *set) {
	for i := range f.low {
		f.low[i] |= s.low[i]
	}
	f.high = f.high || s.above(256)
}

func (f *filter) addUnit(c rune) {
	if c < 256 {
		f.low[c>>6] |= 1 << (c & 63)
	} else {
		f.high = true
	}
}

func (f *filter) has(c rune) bool {
	if c < 256 {
		return f.low[c>>6]>>(c&63)&1 != 0
	}
	return f.high
}

// full reports whether everything passes.
func (f *filter) full() bool {
	return f.high && f.low[0]&f.low[1]&f.low[2]&f.low[3] == ^uint64(0)
}

// maxLook is how many instructions are looked at for one filter.
const maxLook = 200

// filterOf is what the next unit must be for the code at pc to match; nil if
// it may match nothing, or anything.
func filterOf(code []inst, pc int32) *filter {
	w := filterWalk{code: code, seen: map[int32]bool{}, out: &filter{}}
	if !w.walk(pc) || w.out.full() {
		return nil
	}
	return w.out
}

type filterWalk struct {
	code []inst
	seen map[int32]bool
	out  *filter
}

// walk adds what can come next at pc; false gives up.
func (w *filterWalk) walk(pc int32) bool {
	for {
		if w.seen[pc] {
			return true
		}
		if len(w.seen) > maxLook {
			return false
		}
		w.seen[pc] = true
		i := &w.code[pc]
		pc++
		switch i.op {
		case opChar:
			w.out.addUnit(min(i.c, 256)) // an astral one begins with half a pair
			return true
		case opSet:
			w.out.add(i.set)
			return true
		case opSwitch:
			for _, c := range i.table.chars {
				w.out.addUnit(min(c, 256))
			}
			return true
		case opText:
			w.out.addUnit(rune(i.text[0]))
			return true
		case opRun:
			w.out.add(i.set)
			if i.min > 0 {
				return true
			}
		case opSplit:
			if !w.walk(i.x) {
				return false
			}
			pc = i.y
		case opJump:
			pc = i.x
		case opCount:
			if !w.walk(i.x) { // repetitions may be empty
				return false
			}
		case opProgressN, opProgress:
			// What is behind an empty repetition counts too: a loop may end there.
		case opLook:
			pc = i.x
		case opSave, opReset, opMark, opZero, opCountUp, opAssert:
		default:
			return false
		}
	}
}
