package regex

// loop is a run: one character, several times. Greedy ones go as far as they
// can at once and leave one frame for all places on the way.
func (m *machine[T]) loop(i *inst, pc, pos int32) (end int32, ok bool) {
	n, at := int32(0), pos
	for ; n < i.min; n++ {
		if int(at) >= len(m.in) {
			return pos, false
		}
		c, next := m.next(at)
		if !i.set.has(c) {
			return pos, false
		}
		at = next
	}
	if !m.step(int(n)) || m.passed(i, at) {
		return pos, false
	}
	if i.lazy {
		if i.sure {
			return at, true
		}
		rest := int32(-1)
		if i.max >= 0 {
			rest = i.max - n
		}
		m.stack.place(retry, pc, at, rest)
		if !m.canGoOn(i, at) {
			return pos, false // the frame goes on by itself
		}
		return at, true
	}
	low := at
	at = m.stretch(i, at, n)
	if !m.step(int(at - low)) {
		return pos, false
	}
	if at > low && !i.sure {
		m.stack.place(retry, pc, at, low)
	}
	if !m.canGoOn(i, at) {
		return pos, false
	}
	return at, true
}

// stretch goes on as far as a greedy run can, which has n characters already.
func (m *machine[T]) stretch(i *inst, at, n int32) int32 {
	memo := m.memo.on && i.point >= 0
	for ; i.max < 0 || n < i.max; n++ {
		if int(at) >= len(m.in) {
			return at
		}
		c, next := m.next(at)
		if !i.set.has(c) || memo && m.been(i.point, next) {
			return at
		}
		at = next
	}
	return at
}

// passed reports whether the run was at this place before, and failed.
func (m *machine[T]) passed(i *inst, at int32) bool {
	return m.memo.on && i.point >= 0 && m.been(i.point, at)
}

// canGoOn reports whether what follows a run can match at all.
func (m *machine[T]) canGoOn(i *inst, at int32) bool {
	if i.second == nil {
		return true
	}
	if int(at) >= len(m.in) {
		return i.second.end
	}
	return i.second.has(rune(m.in[at]))
}

// retry goes to the next place of a run where what follows may match.
func (m *machine[T]) retry(i *inst, pc int32, f frame) (pos int32, ok bool) {
	if i.lazy {
		return m.further(i, pc, f)
	}
	at := f.a
	for at > f.b {
		_, at = m.before(at)
		if m.canGoOn(i, at) {
			if at > f.b {
				m.stack.place(retry, pc, at, f.b)
			}
			return at, m.step(int(f.a - at))
		}
	}
	m.step(int(f.a - at))
	return 0, false
}

// further takes more characters into a lazy run.
func (m *machine[T]) further(i *inst, pc int32, f frame) (pos int32, ok bool) {
	at, rest := f.a, f.b
	for rest != 0 && int(at) < len(m.in) {
		c, next := m.next(at)
		if !i.set.has(c) || m.passed(i, next) {
			break
		}
		at = next
		if rest > 0 {
			rest--
		}
		if m.canGoOn(i, at) {
			m.stack.place(retry, pc, at, rest)
			return at, m.step(int(at - f.a))
		}
	}
	m.step(int(at - f.a))
	return 0, false
}
