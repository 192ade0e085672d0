package regex

// candidate is the first place from at on where a match can begin, -1 if
// there is none.
func (m *machine[T]) candidate(at int) int {
	s := m.shape
	switch {
	case s.anchored:
		if at == 0 {
			return 0
		}
		return -1
	case len(s.prefix.units) > 0:
		return m.find(&s.prefix, at)
	case s.first != nil:
		for i, c := range m.in[at:] {
			if s.first.has(rune(c)) {
				return at + i
			}
		}
		if s.first.end {
			return len(m.in)
		}
		return -1
	}
	return at
}

// stillThere reports whether the text that every match contains is in the rest
// of the text.
func (m *machine[T]) stillThere(at int) bool {
	if l := &m.shape.need; len(l.units) > 0 && at > m.need {
		m.need = m.find(l, at)
		return m.need >= 0
	}
	return true
}

func (m *machine[T]) hasText(at int, text []uint16) bool {
	if at+len(text) > len(m.in) {
		return false
	}
	for i, u := range text {
		if uint16(m.in[at+i]) != u {
			return false
		}
	}
	return true
}

// next is the character at pos and where it ends; pos is inside the text.
func (m *machine[T]) next(pos int32) (c rune, end int32) {
	c = rune(m.in[pos])
	if m.unicode && c&^0x3FF == 0xD800 && int(pos)+1 < len(m.in) && isLow(m.in[pos+1]) {
		return (c-0xD800)<<10 + rune(m.in[pos+1]) - 0xDC00 + 0x10000, pos + 2
	}
	return c, pos + 1
}

// before is the character that ends at pos and where it begins; pos is not 0.
func (m *machine[T]) before(pos int32) (c rune, begin int32) {
	c = rune(m.in[pos-1])
	if m.unicode && c&^0x3FF == 0xDC00 && pos > 1 && isHigh(m.in[pos-2]) {
		return (rune(m.in[pos-2])-0xD800)<<10 + c - 0xDC00 + 0x10000, pos - 2
	}
	return c, pos - 1
}

// save puts a position into the slot of a capture.
func (m *machine[T]) save(slot, pos int32) {
	group := slot >> 1
	if m.stack.saved[group] <= int32(m.stack.choice) {
		m.stack.push(frame{group<<2 | putCapture, m.slots[2*group], m.slots[2*group+1]})
		m.stack.saved[group] = int32(m.stack.height())
	}
	m.slots[slot] = pos
}

func (m *machine[T]) mark(register, value int32) {
	pair := register >> 1
	if saved := &m.stack.saved[len(m.slots)/2+int(pair)]; *saved <= int32(m.stack.choice) {
		m.stack.push(frame{pair<<2 | putMark, m.marks[2*pair], m.marks[2*pair+1]})
		*saved = int32(m.stack.height())
	}
	m.marks[register] = value
}

// step counts work and reports whether the match may go on.
func (m *machine[T]) step(n int) bool {
	m.steps += n
	if m.left -= n; m.left > 0 {
		return true
	}
	m.left = pollSteps
	if m.stack.height() > m.limit {
		m.err = &StackError{Limit: m.limit, Text: len(m.in)}
		return false
	}
	if m.poll != nil {
		if m.err = m.poll(); m.err != nil {
			return false
		}
	}
	if !m.memo.on && m.steps > memoAfter+4*len(m.in) {
		m.memo.start(m.shape.slots, len(m.in))
	}
	return true
}

// undo puts values back down to a height of the stack.
func (m *machine[T]) undo(height int) {
	for m.stack.height() > height {
		m.restore(m.stack.pop())
	}
}

func (m *machine[T]) restore(f frame) {
	n := f.what >> 2
	switch f.what & 3 {
	case putCapture:
		m.slots[2*n], m.slots[2*n+1] = f.a, f.b
		m.stack.saved[n] = 0
	case putMark:
		m.marks[2*n], m.marks[2*n+1] = f.a, f.b
		m.stack.saved[len(m.slots)/2+int(n)] = 0
	}
}

// run runs the code from pc at pos until it matches, and says where that ends.
// If it does not match, the stack and all values are as before.
func (m *machine[T]) run(pc, pos int32) (end int32, ok bool) {
	base := m.stack.height()
	for {
		alive := true
		for alive {
			i := &m.code[pc]
			pc++
			switch i.op {
			case opMatch, opLookEnd:
				return pos, true
			case opChar, opSet, opCharBack, opSetBack:
				pos, alive = m.one(i, pos)
			case opText:
				if alive = m.hasText(int(pos), i.text); alive {
					pos += int32(len(i.text))
				}
			case opRun:
				pos, alive = m.loop(i, pc-1, pos)
			case opSplit:
				pc, alive = m.split(i, pos)
				if alive && !m.step(1) {
					return 0, false
				}
			case opSwitch:
				pc, pos, alive = m.pick(i.table, pos)
			case opJump:
				pc = i.x
			case opAssert:
				alive = m.assert(i.kind, pos)
			case opBack, opBackBehind:
				pos, alive = m.back(i, pos)
			case opLook:
				if alive = m.look(i, pc, pos); m.err != nil {
					return 0, false
				}
				pc = i.x
			case opCount:
				if pc, alive = m.count(i, pc, pos); !m.step(1) {
					return 0, false
				}
			default:
				alive = m.bookkeeping(i, pos)
			}
		}
		if m.err != nil || !m.step(1) {
			return 0, false
		}
		if pc, pos, ok = m.resume(base); !ok {
			return 0, false
		}
	}
}

// resume goes back to the last place above a height; false: there is none.
func (m *machine[T]) resume(height int) (pc, pos int32, ok bool) {
	for m.stack.height() > height {
		f := m.stack.pop()
		switch f.what & 3 {
		case goBack:
			m.stack.settle(height)
			return f.what >> 2, f.a, true
		case retry:
			m.stack.settle(height)
			pc = f.what >> 2
			if pos, ok = m.retry(&m.code[pc], pc, f); ok {
				return pc + 1, pos, true
			}
			if m.err != nil {
				return 0, 0, false
			}
		default:
			m.restore(f)
		}
	}
	return 0, 0, false
}

// one matches one character.
func (m *machine[T]) one(i *inst, pos int32) (int32, bool) {
	var c rune
	if i.op == opChar || i.op == opSet {
		if int(pos) >= len(m.in) {
			return pos, false
		}
		c, pos = m.next(pos)
	} else {
		if pos == 0 {
			return pos, false
		}
		c, pos = m.before(pos)
	}
	if i.op == opChar || i.op == opCharBack {
		return pos, c == i.c
	}
	return pos, i.set.has(c)
}

// sides says which ways of a split or a loop can match, as far as the next
// unit tells.
func (m *machine[T]) sides(i *inst, pos int32) (x, y bool) {
	if int(pos) < len(m.in) {
		c := rune(m.in[pos])
		return i.first == nil || i.first.has(c), i.second == nil || i.second.has(c)
	}
	return i.first == nil || i.first.end, i.second == nil || i.second.end
}

// split takes the first side if it can match, and remembers the second if
// that can.
func (m *machine[T]) split(i *inst, pos int32) (pc int32, ok bool) {
	x, y := m.sides(i, pos)
	if !x && !y || m.memo.on && i.point >= 0 && m.been(i.point, pos) {
		return 0, false
	}
	if !x {
		return i.y, true
	}
	if y {
		m.later(i, i.y, pos)
	}
	return i.x, true
}

// later leaves a place for the second side. Nothing below matters any more if
// that can only match.
func (m *machine[T]) later(i *inst, pc, pos int32) {
	if i.sure {
		m.stack.only()
	}
	m.stack.place(goBack, pc, pos, 0)
}

// count is the head of a counted loop: the body is the next instruction.
func (m *machine[T]) count(i *inst, body, pos int32) (pc int32, ok bool) {
	n := m.marks[i.y]
	if i.max >= 0 && n >= i.max {
		return i.x, true
	}
	more, leave := m.sides(i, pos)
	switch {
	case n < i.min:
		return body, more
	case !more:
		return i.x, leave
	case !leave:
		return body, true
	case i.lazy:
		m.stack.place(goBack, body, pos, 0)
		return i.x, true
	}
	m.later(i, i.x, pos)
	return body, true
}

// bookkeeping is what only sets and compares values.
func (m *machine[T]) bookkeeping(i *inst, pos int32) (ok bool) {
	switch i.op {
	case opSave:
		m.save(i.x, pos)
	case opReset:
		for slot := 2 * i.x; slot <= 2*i.y+1; slot++ {
			if m.slots[slot] >= 0 {
				m.save(slot, -1)
			}
		}
	case opMark:
		m.mark(i.x, pos)
	case opProgress:
		return m.marks[i.x] != pos
	case opZero:
		m.mark(i.x, 0)
	case opCountUp:
		m.mark(i.y, m.marks[i.y]+1)
	case opProgressN:
		return m.marks[i.x] != pos || m.marks[i.y] <= i.min
	}
	return true
}
