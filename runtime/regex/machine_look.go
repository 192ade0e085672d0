package regex

// assert is what consumes nothing and needs no more than the neighbours.
func (m *machine[T]) assert(kind assertion, pos int32) bool {
	n := int32(len(m.in))
	switch kind {
	case atStart:
		return pos == 0
	case atLineStart:
		return pos == 0 || isLineEnd(m.in[pos-1])
	case atEnd:
		return pos == n
	case atLineEnd:
		return pos == n || isLineEnd(m.in[pos])
	}
	fold := kind == atWordFold || kind == notAtWordFold
	left := pos > 0 && isWord(rune(m.in[pos-1]), fold)
	right := pos < n && isWord(rune(m.in[pos]), fold)
	return (left != right) == (kind == atWord || kind == atWordFold)
}

func isLineEnd[T unit](c T) bool {
	return c == '\n' || c == '\r' || rune(c) == 0x2028 || rune(c) == 0x2029
}

// isWord says what \w holds; under iu two more letters are like s and k.
func isWord(c rune, fold bool) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || fold && (c == 0x17F || c == 0x212A)
}

// look runs the body of (?=…) and its like, which is at pc.
func (m *machine[T]) look(i *inst, pc, pos int32) bool {
	height, choice := m.stack.height(), m.stack.choice
	m.stack.choice = height // values saved below are those of others
	_, ok := m.run(pc, pos)
	m.stack.choice = choice
	if m.err != nil {
		return false
	}
	switch {
	case ok && i.neg:
		m.undo(height)
	case ok:
		m.stack.commit(height, len(m.slots)/2)
	}
	return ok != i.neg
}

// back matches the text of a capture once more, in front of pos in a
// lookbehind. A capture that took no part is empty.
func (m *machine[T]) back(i *inst, pos int32) (int32, bool) {
	for _, g := range i.groups {
		from, to := m.slots[2*g], m.slots[2*g+1]
		if from < 0 || to < 0 {
			continue
		}
		n := to - from
		at, end := pos, pos+n
		if i.op == opBackBehind {
			at, end = pos-n, pos-n
		}
		if at < 0 || int(at+n) > len(m.in) || !m.step(int(n)) || !m.alike(from, at, n, i.fold) {
			return pos, false
		}
		return end, true
	}
	return pos, true
}

// alike compares n units at two places.
func (m *machine[T]) alike(a, b, n int32, fold bool) bool {
	if !fold {
		for k := range n {
			if m.in[a+k] != m.in[b+k] {
				return false
			}
		}
		return true
	}
	f := foldingFor(m.unicode)
	for k := int32(0); k < n; {
		x, end := m.next(a + k)
		y, _ := m.next(b + k)
		if x != y && f.canonical(x) != f.canonical(y) {
			return false
		}
		k = end - a
	}
	return true
}
