package runtime

import (
	"fmt"
	"io"
	goruntime "runtime"
	"sync/atomic"
)

// holdings counts the memory that Go holds for one script outside its
// JavaScript: what was read, fetched or copied for it and was not collected
// yet. The guard goes by it when it looks for who has filled the heap.
type holdings struct{ bytes atomic.Int64 }

const (
	// leastKept is the size from which a buffer is counted; smaller ones are
	// too many and too short-lived.
	leastKept = 4 << 10
	// mostRead is what one read may bring when memory_limit is large.
	mostRead = 64 << 20
)

// Keep counts b, made on the heap, as held for the script until it is
// collected. Safe everywhere.
func (s *Script) Keep(b []byte) {
	n := int64(cap(b))
	if n < leastKept {
		return
	}
	held := s.held // not the script: it may be gone before b
	held.bytes.Add(n)
	goruntime.AddCleanup(&b[:1][0], func(n int64) { held.bytes.Add(-n) }, n)
}

// ReadLimit is how many bytes one read into memory may bring. Safe everywhere.
func (s *Script) ReadLimit() int64 {
	if m := s.set.limits.Memory; m > 0 {
		return min(m/4, mostRead)
	}
	return mostRead
}

// ReadAll reads r to its end into memory for the script. size is how much is
// expected, -1 if that is unknown. More than ReadLimit is a *TooLargeError that
// names what; a process without room for it is a *MemoryError, if this script
// holds the most. The result is not counted before Keep. Safe everywhere.
func (s *Script) ReadAll(r io.Reader, what string, size int64) ([]byte, error) {
	limit := s.ReadLimit()
	if size > limit {
		return nil, &TooLargeError{What: what, Size: size, Limit: limit}
	}
	var held int64
	defer func() { s.held.bytes.Add(-held) }()
	grow := func(n int64) ([]byte, error) {
		if err := s.set.guard.room(s, n); err != nil {
			return nil, err
		}
		s.held.bytes.Add(n)
		held += n
		return make([]byte, n), nil
	}
	buf, err := grow(max(size, 0) + 512) // one read more tells the end
	for n := 0; err == nil; {
		if n == len(buf) {
			var more []byte
			if more, err = grow(min(2*int64(n), limit+512)); err != nil {
				break
			}
			copy(more, buf)
			buf = more
		}
		var got int
		got, err = r.Read(buf[n:])
		n += got
		if int64(n) > limit {
			return nil, &TooLargeError{What: what, Size: -1, Limit: limit}
		}
		if err == io.EOF {
			return buf[:n:len(buf)], nil
		}
	}
	return nil, err
}

// room makes sure that n more bytes can be had for a script.
func (g *guard) room(s *Script, n int64) error {
	limit := g.limits.Memory
	if limit <= 0 || heapBytes()+n <= limit {
		return nil
	}
	for {
		held := g.heldInAll()
		used := g.collected(limit - n)
		if used+n <= limit {
			return nil
		}
		mine, top := s.held.bytes.Load(), g.topHolder()
		switch {
		case held-g.heldInAll() >= used+n-limit: // as much was let go of meanwhile: look again
		case top == nil || top.held() <= mine+n:
			return &MemoryError{Limit: limit, Used: used + n, Held: mine + n}
		default:
			g.pressed.Store(true) // somebody else has to give way
			g.unpark()
			return nil
		}
	}
}

// collected is the size of the heap, without garbage if it is beyond enough.
func (g *guard) collected(enough int64) (used int64) {
	g.sweeping.Lock() // one collection serves all who wait for it
	defer g.sweeping.Unlock()
	if used = heapBytes(); used > enough {
		goruntime.GC()
		used = heapBytes()
	}
	return used
}

// holder is who may be to blame for memory that no turn has made: a loop, a
// script that is being bundled, or one that is gone and not collected yet.
type holder struct {
	script string
	loop   *loop // nil for the others
	gone   bool
	bytes  *atomic.Int64
}

func (h *holder) held() int64 { return h.bytes.Load() }

// topHolder is who holds the most; nil if nobody holds anything.
func (g *guard) topHolder() (top *holder) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.topHolderLocked()
}

func (g *guard) topHolderLocked() (top *holder) {
	most := int64(0)
	for l := range g.loops {
		if n := l.script.held.bytes.Load(); n > most {
			most, top = n, &holder{script: l.script.name, loop: l, bytes: &l.script.held.bytes}
		}
	}
	for h := range g.others {
		switch n := h.held(); {
		case n > most:
			most, top = n, h
		case n == 0 && h.gone:
			delete(g.others, h)
		}
	}
	return top
}

// culprit is who has filled the heap by what Go holds for it, nil if what is
// held in all does not account for the excess.
func (g *guard) culprit(memory *MemoryError) *holder {
	if g.heldInAllLocked() < memory.Used-memory.Limit {
		return nil
	}
	return g.topHolderLocked()
}

// heldInAll is what Go holds for all scripts.
func (g *guard) heldInAll() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.heldInAllLocked()
}

func (g *guard) heldInAllLocked() (all int64) {
	for l := range g.loops {
		all += l.script.held.bytes.Load()
	}
	for h := range g.others {
		all += h.held()
	}
	return all
}

// bundling notes a script that is being bundled. bytes is what its files hold;
// done ends it.
func (g *guard) bundling(script string, bytes *atomic.Int64) (done func()) {
	h := &holder{script: script, bytes: bytes}
	g.mu.Lock()
	g.others[h] = struct{}{}
	g.mu.Unlock()
	return func() {
		g.mu.Lock()
		delete(g.others, h)
		g.mu.Unlock()
	}
}

// evict ends a script that holds too much while it does nothing: what it keeps
// goes with its runtime, and a new one starts.
func (l *loop) evict(reason *MemoryError) {
	if l.broken {
		return
	}
	if len(l.tasks) == 0 {
		l.script.report(reason, nil)
	}
	l.giveUp(reason)
}

// TooLargeError says that something is too large to be read into memory at
// once.
type TooLargeError struct {
	What  string // as the script named it
	Size  int64  // bytes; -1: more than Limit
	Limit int64  // bytes
}

// Error names the numbers.
func (e *TooLargeError) Error() string {
	if e.Size < 0 {
		return fmt.Sprintf("%s has more than the %d bytes that one read may bring", e.What, e.Limit)
	}
	return fmt.Sprintf("%s has %d bytes, more than the %d that one read may bring", e.What, e.Size, e.Limit)
}

// Name is the name of the JavaScript error.
func (e *TooLargeError) Name() string { return "RangeError" }

// Code is the code of the JavaScript error.
func (e *TooLargeError) Code() string { return "TOO_LARGE" }

// Hint says what to do about it.
func (e *TooLargeError) Hint() string {
	return "work with it in parts, or leave it in a file and name that; the limit is a quarter of rules.memory_limit, 64 MB at most"
}
