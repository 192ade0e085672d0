package regex

import (
	"unicode/utf16"
)

type opcode uint8

const (
	opMatch    opcode = iota
	opChar            // the character c
	opCharBack        // the same, before the position
	opSet             // a character of set
	opSetBack
	opText      // the units of text
	opRun       // characters of set, min to max times
	opSplit     // first x, then y
	opSwitch    // a character of table, and where that says
	opJump      // to x
	opSave      // the position into slot x
	opReset     // captures x … y are empty again
	opMark      // the position into register x
	opProgress  // fail if the position is that of register x
	opZero      // 0 into register x
	opCount     // the head of a counted loop, see inst
	opCountUp   // one more in register y
	opProgressN // like opProgress once the loop's minimum is reached
	opAssert
	opBack // the text of a capture
	opBackBehind
	opLook // the body is behind it, up to x
	opLookEnd
)

// inst is an instruction. What the fields mean depends on op.
type inst struct {
	op    opcode
	kind  assertion
	lazy  bool // runs and loops
	fold  bool // opBack
	neg   bool // opLook
	sure  bool // splits, loops and runs: the second side can do nothing but match
	point int32
	x, y  int32
	c     rune
	set   *set
	text  []uint16
	// Loops and runs: how often; max < 0 is no end. A counted loop has its
	// count in register y, its body follows and jumps back, and x is behind it.
	min, max int32
	groups   []int
	table    *table
	// Of a split or a counted loop: what the next unit must be for either side to
	// go on, the body being the first of the loop. Of a run second only.
	first, second *filter
}

// point is a place where failing is remembered, see memo.
type point struct {
	base  int32   // its first slot
	marks []int32 // registers of the loops around it that must consume something
}

// maxProgram is how many instructions a pattern may have.
const maxProgram = 1 << 18

// maxUnroll is how many instructions the repetitions of a loop may be written
// out into, instead of counted.
const maxUnroll = 256

// compiler turns nodes into instructions.
type compiler struct {
	unicode   bool
	code      []inst
	registers int32
	points    []point
	slots     int32
	marks     []int32 // of the loops around the present place
	unsure    int     // counted loops and lookarounds around it: no points there
	back      bool    // inside a lookbehind
}

func (c *compiler) emit(i inst) int32 {
	if len(c.code) >= maxProgram {
		panic(fail("Regular expression too large"))
	}
	i.point = -1
	c.code = append(c.code, i)
	return int32(len(c.code) - 1)
}

func (c *compiler) here() int32 { return int32(len(c.code)) }

// pair is the first of two registers, which are saved together.
func (c *compiler) pair() int32 {
	c.registers += 2
	return c.registers - 2
}

// remember makes instruction at a point of the memo, if failing there depends
// on nothing else than the position and the marks.
func (c *compiler) remember(at int32) {
	if c.unsure > 0 || len(c.marks) > 3 {
		return
	}
	c.code[at].point = int32(len(c.points))
	c.points = append(c.points, point{c.slots, append([]int32(nil), c.marks...)})
	c.slots += 1 << len(c.marks)
}

func (c *compiler) node(n node) {
	switch n := n.(type) {
	case *charNode:
		c.char(n.c)
	case *setNode:
		c.set(n.set)
	case *seqNode:
		c.sequence(n.list)
	case *altNode:
		c.alternatives(n.list)
	case *groupNode:
		c.group(n)
	case *quantNode:
		c.quantifier(n)
	case *lookNode:
		c.look(n)
	case *backNode:
		op := opBack
		if c.back {
			op = opBackBehind
		}
		c.emit(inst{op: op, groups: n.groups, fold: n.fold})
	case *assertNode:
		c.emit(inst{op: opAssert, kind: n.kind})
	}
}

func (c *compiler) char(r rune) {
	op := opChar
	if c.back {
		op = opCharBack
	}
	c.emit(inst{op: op, c: r})
}

func (c *compiler) set(s *set) {
	if r, ok := s.single(); ok {
		c.char(r)
		return
	}
	op := opSet
	if c.back {
		op = opSetBack
	}
	c.emit(inst{op: op, set: s.seal()})
}

// sequence joins characters into texts. Before the position it goes backward.
func (c *compiler) sequence(list []node) {
	if c.back {
		for i := len(list) - 1; i >= 0; i-- {
			c.node(list[i])
		}
		return
	}
	for i := 0; i < len(list); i++ {
		var text []uint16
		for ; i < len(list); i++ {
			n, ok := list[i].(*charNode)
			if !ok || c.unicode && utf16.IsSurrogate(n.c) {
				break // half a pair must not be found in a whole one
			}
			text = utf16.AppendRune(text, n.c)
			if !c.unicode && utf16.IsSurrogate(n.c) {
				text[len(text)-1] = uint16(n.c)
			}
		}
		if len(text) > 1 {
			c.emit(inst{op: opText, text: text})
		} else if len(text) == 1 {
			c.char(rune(text[0]))
		}
		if i < len(list) {
			c.node(list[i])
		}
	}
}

func (c *compiler) alternatives(list []node) {
	if s, ok := oneCharacter(&altNode{list}); ok {
		c.set(s)
		return
	}
	if !c.back {
		if all := forks(list); all != nil {
			c.choose(all)
			return
		}
	}
	var ends []int32
	for i, n := range list {
		if i == len(list)-1 {
			c.node(n)
			break
		}
		split := c.emit(inst{op: opSplit})
		c.code[split].x = c.here()
		c.node(n)
		ends = append(ends, c.emit(inst{op: opJump}))
		c.code[split].y = c.here()
	}
	for _, at := range ends {
		c.code[at].x = c.here()
	}
}

func (c *compiler) group(n *groupNode) {
	before, after := int32(2*n.index), int32(2*n.index+1)
	if c.back {
		before, after = after, before
	}
	c.emit(inst{op: opSave, x: before})
	c.node(n.body)
	c.emit(inst{op: opSave, x: after})
}

func (c *compiler) look(n *lookNode) {
	at := c.emit(inst{op: opLook, neg: n.negative})
	back := c.back
	c.back = n.behind
	c.unsure++
	c.node(n.body)
	c.unsure--
	c.back = back
	c.emit(inst{op: opLookEnd})
	c.code[at].x = c.here()
}

// quantifier chooses among a run of one character, a loop written out, and a
// counted loop.
func (c *compiler) quantifier(n *quantNode) {
	if n.max == 0 {
		return
	}
	if s, ok := oneCharacter(n.body); ok && !c.back {
		c.run(s, n)
		return
	}
	size := c.size(n.body)
	times := n.min
	if n.max > 0 {
		times = n.max
	}
	if times > 1 && size*times > maxUnroll {
		c.counted(n)
		return
	}
	for range n.min {
		c.once(n)
	}
	if n.max < 0 {
		c.loop(n)
	} else {
		c.optional(n, n.max-n.min)
	}
}

// oneCharacter is the set of a node that is one character, whichever way.
func oneCharacter(n node) (*set, bool) {
	switch n := n.(type) {
	case *charNode:
		return span(n.c, n.c), true
	case *setNode:
		return n.set, true
	case *seqNode:
		if len(n.list) == 1 {
			return oneCharacter(n.list[0])
		}
	case *altNode:
		all := &set{}
		for _, x := range n.list {
			s, ok := oneCharacter(x)
			if !ok {
				return nil, false
			}
			all.add(s)
		}
		return all.tidy(), len(n.list) > 0
	}
	return nil, false
}

func (c *compiler) run(s *set, n *quantNode) {
	if len(s.ranges) == 0 && n.min == 0 {
		return
	}
	at := c.emit(inst{op: opRun, set: s.seal(), min: int32(n.min), max: int32(n.max), lazy: n.lazy})
	if n.max < 0 {
		c.remember(at)
	}
}

// size guesses how many instructions a node makes.
func (c *compiler) size(n node) int {
	total := 2
	switch n := n.(type) {
	case *seqNode:
		for _, x := range n.list {
			total += c.size(x)
		}
	case *altNode:
		for _, x := range n.list {
			total += 2 + c.size(x)
		}
	case *groupNode:
		total += c.size(n.body)
	case *lookNode:
		total += c.size(n.body)
	case *quantNode:
		times := max(n.min, n.max, 1)
		if inner := c.size(n.body); times > 1 && inner*times <= maxUnroll {
			total += inner * times
		} else {
			total += inner
		}
	}
	return total
}

// once is a repetition that must be.
func (c *compiler) once(n *quantNode) {
	c.reset(n)
	c.node(n.body)
}

// reset empties the captures of a body, as each repetition begins.
func (c *compiler) reset(n *quantNode) {
	if n.last > n.first {
		c.emit(inst{op: opReset, x: int32(n.first + 1), y: int32(n.last)})
	}
}

// iteration is a repetition that may be, and must consume something then.
func (c *compiler) iteration(n *quantNode) {
	c.reset(n)
	if !consumesNothing(n.body) {
		c.node(n.body)
		return
	}
	r := c.pair()
	c.emit(inst{op: opMark, x: r})
	c.marks = append(c.marks, r)
	c.node(n.body)
	c.marks = c.marks[:len(c.marks)-1]
	c.emit(inst{op: opProgress, x: r})
}

// branch is a split between what follows it and a place that is told later.
func (c *compiler) branch(lazy bool) (at int32, leave func()) {
	at = c.emit(inst{op: opSplit})
	c.remember(at)
	body := c.here()
	return at, func() {
		if lazy {
			c.code[at].x, c.code[at].y = c.here(), body
		} else {
			c.code[at].x, c.code[at].y = body, c.here()
		}
	}
}

func (c *compiler) loop(n *quantNode) {
	head, leave := c.branch(n.lazy)
	c.iteration(n)
	c.emit(inst{op: opJump, x: head})
	leave()
}

func (c *compiler) optional(n *quantNode, times int) {
	var leaves []func()
	for range times {
		_, leave := c.branch(n.lazy)
		leaves = append(leaves, leave)
		c.iteration(n)
	}
	for _, leave := range leaves {
		leave()
	}
}

func (c *compiler) counted(n *quantNode) {
	count := c.pair()
	mark := count + 1
	c.emit(inst{op: opZero, x: count})
	head := c.emit(inst{op: opCount, y: count, min: int32(n.min), max: int32(n.max), lazy: n.lazy})
	c.unsure++
	c.emit(inst{op: opCountUp, y: count})
	c.reset(n)
	c.emit(inst{op: opMark, x: mark})
	c.node(n.body)
	c.emit(inst{op: opProgressN, x: mark, y: count, min: int32(n.min)})
	c.unsure--
	c.emit(inst{op: opJump, x: head})
	c.code[head].x = c.here()
}
