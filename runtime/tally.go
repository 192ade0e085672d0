package runtime

import "sync"

// tally counts equal errors, so that a rule that fails on every message is
// not logged every time.
type tally struct {
	mu     sync.Mutex // guards counts
	counts map[tallyKey]int
}

type tallyKey struct {
	script     string
	generation uint64
	text       string // with the position
}

// maxTally bounds the memory of errors whose text is never the same.
const maxTally = 1000

func (t *tally) add(e *ScriptError) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil || len(t.counts) >= maxTally {
		t.counts = make(map[tallyKey]int)
	}
	key := tallyKey{e.Script, e.Generation, e.Error()}
	t.counts[key]++
	return t.counts[key]
}
