package regex

import (
	"fmt"
)

// Matcher matches patterns. It keeps its memory from match to match, so it
// belongs to one goroutine. The zero value is ready, without limit of time.
type Matcher struct {
	// Poll is asked every few thousand steps; an error ends the match and is
	// what Match returns. nil is never asked.
	Poll func() error
	// Stack is how many places to go back to a match may have, of 12 bytes
	// each; 0 means DefaultStack.
	Stack int

	units machine[uint16]
	bytes machine[byte]
}

// DefaultStack is how many places to go back to a match may have by default,
// 96 MB of them.
const DefaultStack = 8 << 20

// StackError says that a match had too many places to go back to.
type StackError struct {
	Limit int // how many it may have
	Text  int // units of the text
}

// Error says how many, and how long the text is.
func (e *StackError) Error() string {
	return fmt.Sprintf("the regular expression is too complex for this text of %d characters: it has more than %d places to go back to", e.Text, e.Limit)
}

// Name is the name of the JavaScript error.
func (e *StackError) Name() string { return "RangeError" }

// Code is the code of the JavaScript error.
func (e *StackError) Code() string { return "PATTERN_TOO_COMPLEX" }

// Hint says what to do about it.
func (e *StackError) Hint() string {
	return "shorten the text first, or write the pattern without groups that are repeated for each character: [ab]* instead of (a|b)*"
}

// Match looks for the pattern in a text from a unit on; with the flag y only
// there. The result has the begin and the end of each capture in units, -1 for
// those that took no part; it stands until the next match. nil is no match. In
// mode u a start inside of a pair is one before it. The error is that of Poll,
// or a *[StackError].
func (m *Matcher) Match(r *Regexp, t Text, start int) ([]int, error) {
	return m.Find(r, t, start, r.flags.y)
}

// Find is Match with sticky in the place of the flag y.
func (m *Matcher) Find(r *Regexp, t Text, start int, sticky bool) ([]int, error) {
	if start > t.Len() {
		return nil, nil
	}
	if t.units != nil {
		return search(&m.units, m, r, t.units, start, sticky)
	}
	return search(&m.bytes, m, r, t.bytes(), start, sticky)
}

// keepMemo is how many words of a memo are kept for the next match.
const keepMemo = 1 << 16

// unit is what texts are made of.
type unit interface{ uint8 | uint16 }

// machine is one match.
type machine[T unit] struct {
	in      []T
	code    []inst
	unicode bool
	shape   *shape
	slots   []int32 // of captures
	marks   []int32 // registers
	stack   stack
	limit   int
	poll    func() error
	left    int // steps to the next poll
	steps   int // since the search began
	need    int // where the text that a match needs is next; -1: not looked for yet
	memo    memo
	err     error
	result  []int
}

// pollSteps is how many steps are done between two polls.
const pollSteps = 1 << 14

// search tries one start after another.
func search[T unit](m *machine[T], opts *Matcher, r *Regexp, in []T, start int, sticky bool) ([]int, error) {
	m.begin(opts, r, in)
	defer m.end()
	n := len(in)
	if r.unicode && start > 0 && start < n && isLow(in[start]) && isHigh(in[start-1]) {
		start--
	}
	for at := start; at <= n; at++ {
		if !sticky {
			if at = m.candidate(at); at < 0 || !m.stillThere(at) {
				return nil, nil
			}
			if r.unicode && at > 0 && at < n && isLow(in[at]) && isHigh(in[at-1]) {
				continue // half of a pair is no place
			}
		}
		end, ok := m.run(0, int32(at))
		if m.err != nil {
			return nil, m.err
		}
		if ok {
			return m.found(at, int(end)), nil
		}
		if sticky || m.shape.anchored {
			return nil, nil
		}
		if m.shape.lead != nil {
			at = m.behindRun(at)
		}
		if r.unicode && at+1 < n && isHigh(in[at]) && isLow(in[at+1]) {
			at++
		}
	}
	return nil, nil
}

func (m *machine[T]) begin(opts *Matcher, r *Regexp, in []T) {
	m.in, m.code, m.unicode, m.shape = in, r.code, r.unicode, &r.machine
	m.slots = fill(m.slots, 2*r.captures, -1)
	m.marks = fill(m.marks, r.machine.registers, -1)
	m.stack.reset(r.captures + r.machine.registers/2)
	m.limit, m.poll = opts.Stack, opts.Poll
	if m.limit <= 0 {
		m.limit = DefaultStack
	}
	m.left, m.steps, m.err = pollSteps, 0, nil
	m.memo.on, m.need = false, -1
}

// end lets go of what belongs to this match.
func (m *machine[T]) end() {
	m.in, m.code, m.shape, m.poll = nil, nil, nil, nil
	m.stack.full, m.stack.spare = nil, nil
	if cap(m.memo.bits) > keepMemo {
		m.memo.bits = nil
	}
}

// fill is a list of n times v, in the old one's memory if it can be.
func fill(old []int32, n int, v int32) []int32 {
	if cap(old) < n {
		old = make([]int32, n)
	}
	old = old[:n]
	for i := range old {
		old[i] = v
	}
	return old
}

func (m *machine[T]) found(start, end int) []int {
	m.result = append(m.result[:0], start, end)
	for i := 2; i < len(m.slots); i += 2 {
		from, to := m.slots[i], m.slots[i+1]
		if from < 0 || to < 0 {
			from, to = -1, -1
		}
		m.result = append(m.result, int(from), int(to))
	}
	return m.result
}

func isHigh[T unit](c T) bool { return uint16(c)&0xFC00 == 0xD800 }
func isLow[T unit](c T) bool  { return uint16(c)&0xFC00 == 0xDC00 }
