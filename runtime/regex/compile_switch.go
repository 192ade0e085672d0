package regex

import (
	"slices"
	"sort"
)

// table says where a switch goes on for a character, in order of characters.
type table struct {
	chars   []rune
	targets []int32
}

func (t *table) Len() int           { return len(t.chars) }
func (t *table) Less(i, j int) bool { return t.chars[i] < t.chars[j] }
func (t *table) Swap(i, j int) {
	t.chars[i], t.chars[j] = t.chars[j], t.chars[i]
	t.targets[i], t.targets[j] = t.targets[j], t.targets[i]
}

// fork is the alternatives that begin with the same character.
type fork struct {
	chars []rune // the likes of that character
	lists [][]node
}

// headMost is how many characters one that begins an alternative may stand
// for: more than any letter has likes under the flag i.
const headMost = 4

// heads are the characters that a node stands for; nil: it is not one, or one
// of too many.
func heads(n node) []rune {
	switch n := n.(type) {
	case *charNode:
		return []rune{n.c}
	case *setNode:
		var out []rune
		for i := 0; i < len(n.set.ranges); i += 2 {
			for c := n.set.ranges[i]; c <= n.set.ranges[i+1]; c++ {
				if out = append(out, c); len(out) > headMost {
					return nil
				}
			}
		}
		return out
	}
	return nil
}

// forks sorts alternatives by the character that each begins with. That keeps
// the meaning: of those with different ones only one can match. nil: some begin
// otherwise, or with characters that overlap.
func forks(list []node) (out []*fork) {
	of := map[rune]*fork{}
	for _, n := range list {
		nodes := []node{n}
		if s, ok := n.(*seqNode); ok {
			nodes = s.list
		}
		if len(nodes) == 0 {
			return nil
		}
		chars := heads(nodes[0])
		if chars == nil {
			return nil
		}
		f := of[chars[0]]
		if f == nil {
			f = &fork{chars: chars}
			out = append(out, f)
		}
		for _, c := range chars {
			if of[c] == nil {
				of[c] = f
			} else if of[c] != f {
				return nil
			}
		}
		if !slices.Equal(f.chars, chars) {
			return nil
		}
		f.lists = append(f.lists, nodes)
	}
	return out
}

// choose compiles alternatives that begin with known characters.
func (c *compiler) choose(all []*fork) {
	if len(all) == 1 {
		c.common(all[0].lists)
		return
	}
	at := c.emit(inst{op: opSwitch})
	t := &table{}
	var ends []int32
	for _, f := range all {
		for _, char := range f.chars {
			t.chars, t.targets = append(t.chars, char), append(t.targets, c.here())
		}
		c.rests(f.lists, 1)
		ends = append(ends, c.emit(inst{op: opJump}))
	}
	for _, end := range ends {
		c.code[end].x = c.here()
	}
	sort.Sort(t)
	c.code[at].table = t
}

// common compiles what all begin with once.
func (c *compiler) common(lists [][]node) {
	n := 0
	for {
		same := true
		for _, l := range lists {
			if n >= len(l) || heads(l[n]) == nil || !slices.Equal(heads(l[n]), heads(lists[0][n])) {
				same = false
				break
			}
		}
		if !same {
			break
		}
		n++
	}
	c.sequence(lists[0][:n])
	c.rests(lists, n)
}

// rests compiles what is behind the first n nodes of each.
func (c *compiler) rests(lists [][]node, n int) {
	if len(lists) == 1 {
		c.sequence(lists[0][n:])
		return
	}
	list := make([]node, len(lists))
	for i, l := range lists {
		list[i] = &seqNode{l[n:]}
	}
	c.alternatives(list)
}

// pick goes on where the next character says, behind it.
func (m *machine[T]) pick(t *table, pos int32) (pc, end int32, ok bool) {
	if int(pos) >= len(m.in) {
		return 0, pos, false
	}
	c, end := m.next(pos)
	lo, hi := 0, len(t.chars)
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); t.chars[mid] < c {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(t.chars) || t.chars[lo] != c {
		return 0, pos, false
	}
	return t.targets[lo], end, true
}
