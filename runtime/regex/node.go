package regex

// A pattern is parsed into nodes. The flags i, m and s are resolved by then,
// since (?i:…) may change them inside.
type node interface{}

type (
	charNode struct{ c rune }   // one character
	setNode  struct{ set *set } // one of several
	seqNode  struct{ list []node }
	altNode  struct{ list []node }

	groupNode struct { // a capture
		index int
		body  node
	}
	lookNode struct { // (?=…) and its like
		behind, negative bool
		body             node
		first, last      int // the captures inside are first+1 … last
	}
	quantNode struct {
		body        node
		min, max    int // max < 0: no end
		lazy        bool
		first, last int // the captures inside are first+1 … last
	}
	backNode struct { // \1, \k<name>
		groups []int // the one that took part counts
		name   string
		within []int // captures around it, which have no text yet
		fold   bool
	}
	assertNode struct{ kind assertion }
)

type assertion uint8

const (
	atStart     assertion = iota // ^
	atLineStart                  // ^ under m
	atEnd                        // $
	atLineEnd                    // $ under m
	atWord                       // \b
	notAtWord                    // \B
	atWordFold                   // \b under iu
	notAtWordFold
)

// consumesNothing reports whether a node can match the empty text.
func consumesNothing(n node) bool {
	switch n := n.(type) {
	case *charNode, *setNode:
		return false
	case *seqNode:
		for _, x := range n.list {
			if !consumesNothing(x) {
				return false
			}
		}
		return true
	case *altNode:
		for _, x := range n.list {
			if consumesNothing(x) {
				return true
			}
		}
		return false
	case *groupNode:
		return consumesNothing(n.body)
	case *quantNode:
		return n.min == 0 || consumesNothing(n.body)
	}
	return true
}
