package regex

// filter says which units can come next. It may let pass too many: from 256 on
// it knows only the pages of 256 units.
type filter struct {
	low, pages [4]uint64
	end        bool // the end of the text
}

func (f *filter) add(s *set) {
	for i := range f.low {
		f.low[i] |= s.low[i]
	}
	for i := 0; i < len(s.ranges); i += 2 {
		if lo, hi := max(s.ranges[i], 256), s.ranges[i+1]; lo <= hi {
			f.addPages(lo, hi)
		}
	}
}

// addPages adds the pages of characters from 256 on; an astral one begins with
// half a pair.
func (f *filter) addPages(lo, hi rune) {
	for p := lo >> 8; p <= min(hi, 0xFFFF)>>8; p++ {
		f.pages[p>>6] |= 1 << (p & 63)
	}
	if hi > 0xFFFF {
		f.addPages(0xD800+(max(lo, 0x10000)-0x10000)>>10, 0xD800+(hi-0x10000)>>10)
	}
}

func (f *filter) addChar(c rune) {
	if c < 256 {
		f.low[c>>6] |= 1 << (c & 63)
	} else {
		f.addPages(c, c)
	}
}

// addFilter adds what another one lets pass.
func (f *filter) addFilter(o *filter) {
	for i := range f.low {
		f.low[i] |= o.low[i]
		f.pages[i] |= o.pages[i]
	}
	f.end = f.end || o.end
}

// and is what both let pass; nil lets pass everything.
func (f *filter) and(o *filter) *filter {
	if f == nil || o == nil {
		if f == nil {
			return o
		}
		return f
	}
	out := &filter{end: f.end && o.end}
	for i := range f.low {
		out.low[i], out.pages[i] = f.low[i]&o.low[i], f.pages[i]&o.pages[i]
	}
	return out
}

func (f *filter) has(c rune) bool {
	if c < 256 {
		return f.low[c>>6&3]>>(c&63)&1 != 0
	}
	return f.pages[c>>14&3]>>(c>>8&63)&1 != 0
}

// full reports whether everything passes.
func (f *filter) full() bool {
	all := ^uint64(0)
	for i := range f.low {
		all &= f.low[i] & (f.pages[i] | 1>>i) // page 0 are the low ones
	}
	return f.end && all == ^uint64(0)
}

// maxLook is how many instructions are looked at for one filter.
const maxLook = 200

// filterOf is what the next unit must be for the code at pc to match; nil if
// it may match nothing, or anything.
func filterOf(code []inst, pc int32) *filter { return filterIn(code, pc, 0) }

// maxAhead is how many lookaheads in one another are looked into.
const maxAhead = 3

func filterIn(code []inst, pc int32, depth int) *filter {
	w := filterWalk{code: code, seen: map[int32]bool{}, out: &filter{}, depth: depth}
	if !w.walk(pc) || w.out.full() {
		return nil
	}
	return w.out
}

type filterWalk struct {
	code []inst
	seen map[int32]bool
	out  *filter

	depth int
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
			w.out.addChar(i.c)
			return true
		case opSet:
			w.out.add(i.set)
			return true
		case opSwitch:
			for _, c := range i.table.chars {
				w.out.addChar(c)
			}
			return true
		case opText:
			w.out.addChar(rune(i.text[0]))
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
			if i.neg || w.depth >= maxAhead {
				pc = i.x
				continue
			}
			both := filterIn(w.code, pc, w.depth+1).and(filterIn(w.code, i.x, w.depth+1))
			if both == nil {
				return false
			}
			w.out.addFilter(both)
			return true
		case opAssert:
			if i.kind == atEnd || i.kind == atLineEnd {
				w.end(i.kind)
				return true
			}
		case opSave, opReset, opMark, opZero, opCountUp:
		default:
			return false
		}
	}
}

// end adds what $ lets pass.
func (w *filterWalk) end(kind assertion) {
	w.out.end = true
	if kind == atLineEnd {
		for _, c := range "\n\r\u2028\u2029" {
			w.out.addChar(c)
		}
	}
}
