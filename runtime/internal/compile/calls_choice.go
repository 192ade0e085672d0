package compile

import "strings"

// ours begins the names of what our passes call.
const ours = "__hotreply_"

// longest is how many functions without a check may be called one after the
// other on a way that leads back to one that has it.
const longest = 3

// choice is the graph of a program with functions, the unknown, and names.
type choice struct {
	*calls
	ways    []way
	nodes   map[key]int32
	wild    int32 // the node of the unknown
	chosen  []bool
	sources []bool // functions that call the unknown
}

// choose tells of each function whether it needs a check: each cycle of calls
// has to go through one that has. Functions that call the unknown come first,
// then those with names, then the rest of what is needed.
func (c *calls) choose() []bool {
	g := &choice{calls: c, nodes: map[key]int32{}, wild: int32(len(c.functions)), chosen: make([]bool, len(c.functions))}
	g.connect()
	g.implied()
	for _, fits := range [...]func(int) bool{
		func(at int) bool { return g.sources[at] },
		func(at int) bool { return c.functions[at].known },
		func(int) bool { return true },
	} {
		in := makeGraph(g.size(), g.rest()).cycles()
		for at := range c.functions {
			if in[at] && fits(at) && c.inner(at) {
				g.chosen[at] = true
			}
		}
	}
	g.shorten()
	return g.chosen
}

func (g *choice) size() int { return len(g.functions) + 1 + len(g.nodes) }

// node is that of a name.
func (g *choice) node(k key) int32 {
	n, ok := g.nodes[k]
	if !ok {
		n = g.wild + 1 + int32(len(g.nodes))
		g.nodes[k] = n
	}
	return n
}

// escapes reports whether a function is used as a value somewhere.
func (c *calls) escapes(f function) bool {
	return f.kept.name == "" || c.values[f.kept.name] > 0 || c.text && f.around == 0
}

// inner reports whether a function is one that can be called again: the program
// is none, and neither is the function that it consists of.
func (c *calls) inner(at int) bool { return at > 0 && (c.text || c.functions[at].around > 0) }

// connect makes the ways.
func (g *choice) connect() {
	full := map[key]bool{} // what they stand for is known
	for at, f := range g.functions[1:] {
		g.ways = append(g.ways, way{f.around, int32(at + 1)})
		if f.wild {
			g.ways = append(g.ways, way{int32(at + 1), g.wild})
		}
		if g.inner(at+1) && g.escapes(f) {
			g.ways = append(g.ways, way{g.wild, int32(at + 1)})
		}
	}
	for _, m := range g.made {
		full[m.key] = true
		g.ways = append(g.ways, way{g.node(m.key), m.function})
	}
	for _, s := range g.same {
		full[s[0]] = true
		g.ways = append(g.ways, way{g.node(s[0]), g.node(s[1])})
	}
	for k := range g.unknown {
		full[k] = true
		g.ways = append(g.ways, way{g.node(k), g.wild})
	}
	for _, u := range g.used {
		g.ways = append(g.ways, way{u.function, g.node(u.key)})
	}
	for _, r := range g.read {
		if n, ok := g.nodes[r.key]; ok {
			g.ways = append(g.ways, way{r.function, n})
		}
	}
	for k, n := range g.nodes {
		switch {
		case k.kind == ofProperty && (g.written[k.name] > 0 || !full[k] && !methods[k.name]),
			k.kind == ofVariable && !full[k] && !globals[k.name] && !strings.HasPrefix(k.name.String(), ours):
			g.ways = append(g.ways, way{n, g.wild})
		}
	}
	g.findSources()
}

// findSources finds the functions that call the unknown, by whatever name.
func (g *choice) findSources() {
	back := make([]way, 0, len(g.ways))
	for _, w := range g.ways {
		if w.to >= g.wild {
			back = append(back, way{w.to, w.from})
		}
	}
	from := makeGraph(g.size(), back)
	seen := make([]bool, g.size())
	g.follow(from, g.wild, seen)
	g.sources = seen[:len(g.functions)]
}

// implied chooses what the engine calls where no call is written.
func (g *choice) implied() {
	ways := makeGraph(g.size(), g.ways)
	seen := make([]bool, g.size())
	anything := false
	if n, ok := g.nodes[theEngine]; ok {
		g.follow(ways, n, seen)
		anything = seen[g.wild]
	}
	for k, n := range g.nodes {
		if k.kind == ofProperty && implicit[k.name] {
			g.follow(ways, n, seen)
		}
	}
	for at := range g.functions {
		f := &g.functions[at]
		if g.inner(at) && (f.getter && f.busy || f.active && (f.implicit || seen[at] || anything && g.escapes(*f))) {
			g.chosen[at] = true
		}
	}
}

// follow marks what is under a name, by whatever other names.
func (g *choice) follow(ways graph, from int32, seen []bool) {
	open := []int32{from}
	for len(open) > 0 {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		for _, to := range ways.to[ways.first[n]:ways.first[n+1]] {
			if !seen[to] {
				seen[to] = true
				if to > g.wild {
					open = append(open, to)
				}
			}
		}
	}
}

// rest are the ways that lead through no chosen function.
func (g *choice) rest() []way {
	list := make([]way, 0, len(g.ways))
	for _, w := range g.ways {
		if !g.has(w.from) && !g.has(w.to) {
			list = append(list, w)
		}
	}
	return list
}

func (g *choice) has(n int32) bool { return n < g.wild && g.chosen[n] }

// shorten chooses more functions where many follow one another on a way from
// a chosen one to another. No cycles are left without one.
func (g *choice) shorten() {
	in := makeGraph(g.size(), g.ways).cycles()
	ways := makeGraph(g.size(), g.rest())
	long := make([]int, g.size()) // of the longest way from here, 0: not known
	type step struct{ node, next int32 }
	for at := range g.functions {
		if !in[at] || g.chosen[at] || long[at] > 0 {
			continue
		}
		open := []step{{int32(at), ways.first[at]}}
		for len(open) > 0 {
			s := &open[len(open)-1]
			if s.next < ways.first[s.node+1] {
				to := ways.to[s.next]
				s.next++
				if in[to] && long[to] == 0 {
					long[to] = 1
					open = append(open, step{to, ways.first[to]})
				}
				continue
			}
			most := 0
			for _, to := range ways.to[ways.first[s.node]:ways.first[s.node+1]] {
				if !g.has(to) {
					most = max(most, long[to]-1)
				}
			}
			if s.node < g.wild && g.inner(int(s.node)) {
				if most++; most > longest {
					g.chosen[s.node], most = true, 0
				}
			}
			long[s.node] = 1 + most
			open = open[:len(open)-1]
		}
	}
}
