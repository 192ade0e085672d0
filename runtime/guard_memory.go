package runtime

import (
	goruntime "runtime"
	"runtime/metrics"
	"slices"
	"time"
)

// judgeMemory gives up when interrupts have not brought the heap down: then
// it is held by what is reachable, and only the end of the process frees it.
// Twice the limit is not borne for long: one call in native code may take
// gigabytes in the time that it is given to end, and the machine with them.
// Who holds it is named, else who has been busy longest.
func (g *guard) judgeMemory(who *holder, busy []*loop, matching []*matcher, now time.Time, memory *MemoryError) {
	if g.gaveUp || g.limits.Wedge <= 0 || now.Sub(g.over) <= min(g.limits.Wedge, floodWait) {
		return
	}
	if now.Sub(g.over) <= g.limits.Wedge && memory.Used <= 2*memory.Limit {
		return
	}
	g.gaveUp = true
	longest, describe := time.Duration(-1), func() Wedge { return Wedge{} }
	var late func() // counts the match, if a pattern is named
	for _, l := range busy {
		if spent := l.watch.soFar(); spent > longest {
			longest, describe = spent, func() Wedge {
				l.watch.mu.Lock()
				defer l.watch.mu.Unlock()
				return l.watch.wedge(l, now.Sub(g.over))
			}
		}
	}
	for _, m := range matching {
		if spent := m.watch.soFar(); spent > longest {
			longest, describe = spent, func() Wedge {
				m.watch.mu.Lock()
				defer m.watch.mu.Unlock()
				if req := m.watch.request; req != nil {
					late = func() { m.late(req) }
				}
				return m.watch.wedge(m, now.Sub(g.over))
			}
		}
	}
	if who != nil {
		describe = func() Wedge { return who.wedge(now.Sub(g.over)) }
	}
	if g.onWedge != nil {
		w := describe()
		w.Reason = memory
		g.tell(w, late)
	}
}

// evictAfter is how long the heap is over its limit before a script that only
// holds memory, and runs no turn that could be interrupted, is started again.
const evictAfter = 100 * time.Millisecond

// judgeHolder ends the turn of the script that holds the most, or the script
// itself if it is in none.
func (g *guard) judgeHolder(who *holder, now time.Time, memory *MemoryError) {
	g.cut = true // what it held may be garbage now
	if who.loop == nil {
		return // bundling ends by itself, or judgeMemory does
	}
	own := *memory
	own.Held = who.held()
	switch w := &who.loop.watch; {
	case w.ending():
	case w.busy():
		w.interrupt(who.loop.vm, &own)
	case now.Sub(g.over) > evictAfter:
		who.loop.control(func() { who.loop.evict(&own) })
	}
}

// wedge describes a holder without which the process can not go on.
func (h *holder) wedge(elapsed time.Duration) Wedge {
	if h.loop == nil {
		return Wedge{Script: h.script, Elapsed: elapsed}
	}
	w := &h.loop.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wedge(h.loop, elapsed)
}

// memory reports the heap if it is over the limit, garbage not counted.
func (g *guard) memory(now time.Time) *MemoryError {
	limit := g.limits.Memory
	if limit <= 0 {
		return nil
	}
	used := heapBytes()
	if used > limit && used <= limit*3/2 {
		goruntime.GC() // it may be garbage that nobody has collected yet
		used = heapBytes()
	}
	if used <= limit {
		g.over = time.Time{}
		return nil
	}
	if g.over.IsZero() {
		g.over = now
	}
	return &MemoryError{Limit: limit, Used: used}
}

// collect reports whether the heap may be what interrupted scripts have left
// behind, once they have ended: nobody else is to blame for it before it was
// collected. That is done beside the guard, since it takes long when it is no
// garbage after all.
func (g *guard) collect(busy []*loop) bool {
	if slices.ContainsFunc(busy, func(l *loop) bool { return l.watch.ending() }) {
		return false
	}
	if g.cut && g.collecting.CompareAndSwap(false, true) {
		g.cut = false
		go func() {
			goruntime.GC()
			g.collecting.Store(false)
		}()
	}
	return g.collecting.Load()
}

func heapBytes() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
