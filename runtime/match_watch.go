package runtime

import (
	"time"
)

// matchWatch is the part of a matcher that the guard reads. The engine's own
// time limit ends most matches that take too long; the guard gives up on those
// that it does not end.
type matchWatch struct {
	watch
	request *matchRequest // nil while nothing runs
	late    time.Duration // what was spent when its time was up; 0 before
}

func (w *matchWatch) begin(g *guard, req *matchRequest) {
	w.mu.Lock()
	w.start()
	w.request, w.wedged, w.late = req, false, 0
	w.mu.Unlock()
	if g.parked.Load() {
		g.unpark()
	}
}

// end reports whether the guard has given up on the match.
func (w *matchWatch) end() (wedged bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running, w.request = false, nil
	return w.wedged
}

// wedge describes the present match. The caller holds the lock.
func (w *matchWatch) wedge(m *matcher, elapsed time.Duration) Wedge {
	out := Wedge{Script: m.script, Elapsed: elapsed}
	if r := w.request; w.running {
		out.Key, out.Value, out.Place, out.Pattern = r.event.Key(), r.event.Value(), r.rule.Position(), r.pattern.Short()
		out.Reason = &MatchTimeoutError{Pattern: out.Pattern, Elapsed: elapsed, CPU: w.cpu}
	}
	return out
}

// judgeMatch gives up on a match that has gone on beyond its time limit for as
// long as an interrupt may be ignored. A script that is set aside does no such
// harm: nobody waits for its patterns that long.
func (g *guard) judgeMatch(m *matcher, step, cpu time.Duration) {
	w, limit := &m.watch, m.set.matchTimeout
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.running {
		return
	}
	w.pass(step, cpu)
	if w.late == 0 && w.over(limit) {
		w.late = w.spent
	}
	if w.wedged || limit <= 0 || g.limits.Wedge <= 0 || w.late == 0 || w.spent <= w.late+g.limits.Wedge || w.request.rule.script.aside {
		return
	}
	w.wedged = true
	req := w.request
	g.tell(w.wedge(m, w.spent), func() { m.late(req) }) // it is counted before the process may be given up
}

func (g *guard) addMatcher(m *matcher) {
	g.mu.Lock()
	g.matchers[m] = struct{}{}
	g.mu.Unlock()
}

func (g *guard) dropMatcher(m *matcher) {
	g.mu.Lock()
	delete(g.matchers, m)
	g.mu.Unlock()
}
