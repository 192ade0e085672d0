package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"time"
)

// Options say how far [Tend] may go. The zero value is good.
type Options struct {
	// Limit is the size in bytes that the heap must stay below; 0 = none.
	Limit int64

	pace pace // for tests; the zero value is usual
}

// pace is when a program counts as busy or quiet, and when memory is returned.
type pace struct {
	look   time.Duration // between two looks at a busy program
	quiet  int           // looks in a row with little to do, until it is quiet
	most   int           // the same for one that is busy again and again
	rest   time.Duration // a shorter quiet time doubles the looks that the next one takes
	settle time.Duration // from then until memory is returned once more
	busy   float64       // bytes a second that are much to allocate
	burst  uint64        // bytes below which nothing makes a quiet program busy
	room   int64         // bytes of garbage that a busy program may have
}

func usualPace() pace {
	return pace{
		look: 250 * time.Millisecond, quiet: 4, most: 24, rest: 10 * time.Second, settle: time.Minute,
		busy: 2 << 20, burst: 4 << 20, room: 64 << 20,
	}
}

// Tend begins to set the collector, in a goroutine of its own. stop ends that,
// restores what was set before, and returns when it has; it may be called
// again. Where the environment has a GOGC, nothing is changed.
func Tend(o Options) (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	if o.pace == (pace{}) {
		o.pace = usualPace()
	}
	k := &keeper{Options: o, collected: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
	k.set = k.percent(0)
	k.usual = debug.SetGCPercent(k.set)
	k.pages = claim(k.room(0))
	go k.run()
	return k.stop
}

// percent is the setting with which a program may have room for garbage beside
// base, the bytes that the runtime takes the percentage of.
func (k *keeper) percent(base int64) int {
	base = max(base, leastBase)
	return int(max(k.room(base)*100/base, leastPercent))
}

// room is how many bytes of garbage there may be beside base.
func (k *keeper) room(base int64) int64 {
	limit := debug.SetMemoryLimit(-1) // only asks
	if k.Limit > 0 {
		limit = min(limit, k.Limit)
	}
	return min(max(k.pace.room, 2*base), (limit-base)/4)
}

const (
	// leastBase is what the runtime takes a smaller heap for.
	leastBase = 4 << 20
	// leastPercent is the runtime's own setting.
	leastPercent = 100
)

// onCollection calls f after the next collection.
func onCollection(f func()) {
	type sentinel struct{ _ *sentinelBody }
	s := &sentinel{}
	runtime.AddCleanup(s, func(f func()) { f() }, f)
}

type sentinelBody struct{}
