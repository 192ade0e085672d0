package compile

// graph is a directed graph whose nodes are numbers.
type graph struct {
	first []int32 // of each node: where its ways begin in to; one more than there are nodes
	to    []int32
}

// way leads from one node to another.
type way struct{ from, to int32 }

func makeGraph(nodes int, ways []way) graph {
	g := graph{first: make([]int32, nodes+1), to: make([]int32, len(ways))}
	for _, w := range ways {
		g.first[w.from+1]++
	}
	for n := range nodes {
		g.first[n+1] += g.first[n]
	}
	next := append([]int32(nil), g.first...)
	for _, w := range ways {
		g.to[next[w.from]] = w.to
		next[w.from]++
	}
	return g
}

// cycles tells for each node whether a way leads from it back to it. It is
// Tarjan's search for strongly connected components, with its own stack.
func (g graph) cycles() []bool {
	n := len(g.first) - 1
	t := tarjan{graph: g, index: make([]int32, n), low: make([]int32, n), on: make([]bool, n), in: make([]bool, n)}
	for node := range int32(n) {
		if t.index[node] == 0 {
			t.visit(node)
		}
	}
	return t.in
}

type tarjan struct {
	graph
	index, low []int32 // 1-based; index 0: not visited
	on         []bool  // in open
	in         []bool  // the answer
	open       []int32
	count      int32
	work       []way // nodes that are being visited, and the next of their ways
}

func (t *tarjan) visit(root int32) {
	t.begin(root)
	for len(t.work) > 0 {
		w := &t.work[len(t.work)-1]
		n := w.from
		if w.to < t.first[n+1] {
			to := t.to[w.to]
			w.to++
			switch {
			case to == n:
				t.in[to] = true
			case t.index[to] == 0:
				t.begin(to)
			case t.on[to]:
				t.low[n] = min(t.low[n], t.index[to])
			}
			continue
		}
		t.work = t.work[:len(t.work)-1]
		if len(t.work) > 0 {
			up := t.work[len(t.work)-1].from
			t.low[up] = min(t.low[up], t.low[n])
		}
		if t.low[n] == t.index[n] {
			t.close(n)
		}
	}
}

func (t *tarjan) begin(n int32) {
	t.count++
	t.index[n], t.low[n], t.on[n] = t.count, t.count, true
	t.open = append(t.open, n)
	t.work = append(t.work, way{n, t.first[n]})
}

// close takes the component of n off the stack.
func (t *tarjan) close(n int32) {
	many := t.open[len(t.open)-1] != n
	for {
		m := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.on[m] = false
		t.in[m] = t.in[m] || many
		if m == n {
			return
		}
	}
}
