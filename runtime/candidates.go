package runtime

import "slices"

// candidates are the numbers of the rules that are worth a look, in order: those
// with a key that the event has and those without one.
type candidates struct{ hits, always []int32 }

// from are the candidates from number i on.
func (d *dispatch) from(i int) candidates {
	c := candidates{d.hits, d.gen.index.Always()}
	for _, list := range []*[]int32{&c.hits, &c.always} {
		at, _ := slices.BinarySearch(*list, int32(i))
		*list = (*list)[at:]
	}
	return c
}

// next takes one out; below 0 there is none.
func (c *candidates) next() int {
	n := int32(-1)
	if len(c.hits) > 0 {
		n = c.hits[0]
	}
	if len(c.always) > 0 && (n < 0 || c.always[0] < n) {
		n = c.always[0]
	}
	if len(c.hits) > 0 && c.hits[0] == n {
		c.hits = c.hits[1:]
	}
	if len(c.always) > 0 && c.always[0] == n {
		c.always = c.always[1:]
	}
	return int(n)
}
