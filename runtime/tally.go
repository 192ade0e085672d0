package runtime

// tally counts equal errors of one version of a script, so that a rule that
// fails on every message is not logged every time. It belongs to the loop.
type tally map[string]int // by text with the position

// maxTally bounds the memory of errors whose text is never the same.
const maxTally = 1000

func (t *tally) add(e *ScriptError) int {
	if *t == nil || len(*t) >= maxTally {
		*t = make(tally)
	}
	key := e.Error()
	(*t)[key]++
	return (*t)[key]
}
