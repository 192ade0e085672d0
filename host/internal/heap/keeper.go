package heap

import (
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// keeper is the one owner of the collector's setting.
type keeper struct {
	Options
	usual     int           // the percentage before
	collected chan struct{} // receives, without blocking, after each collection
	once      sync.Once
	quit      chan struct{} // closed by stop
	done      chan struct{} // closed when run has ended
	pages     region        // of the heap

	// What follows is run's alone.
	set   int   // the percentage of now
	seen  state // at the last look
	calm  int   // looks in a row at which little had been allocated
	needs int   // as many of them make the program quiet
	busy  bool
	since time.Time   // when it last became quiet
	timer *time.Timer // the next look, or the return of memory; nil if none is due
}

// state is what the runtime tells.
type state struct {
	at        time.Time
	allocated uint64 // bytes, ever
	base      uint64 // bytes that the last collection found to be held, and its roots
}

func look() state {
	s := []metrics.Sample{
		{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"},
	}
	metrics.Read(s)
	now := state{at: time.Now(), allocated: s[0].Value.Uint64()}
	for _, part := range s[1:] {
		now.base += part.Value.Uint64()
	}
	return now
}

func (k *keeper) stop() {
	k.once.Do(func() { close(k.quit) })
	<-k.done
}

func (k *keeper) run() {
	defer close(k.done)
	k.seen, k.busy, k.needs = look(), true, 1 // a start that has ended needs no patience
	k.timer = time.NewTimer(k.pace.look)
	defer k.timer.Stop()
	k.watch()
	defer func() { debug.SetGCPercent(k.usual); k.pages.large(false) }()
	for {
		select {
		case <-k.collected:
			k.afterCollection()
		case <-k.timer.C:
			k.afterTime()
		case <-k.quit:
			return
		}
	}
}

// watch is told of the next collection, and the ones after it.
func (k *keeper) watch() {
	onCollection(func() {
		select {
		case <-k.quit:
			return
		case k.collected <- struct{}{}:
		default:
		}
		k.watch()
	})
}

// afterCollection fits the setting of a busy program to what it holds now, and
// sees that a quiet one has become busy.
func (k *keeper) afterCollection() {
	now := look()
	if !k.busy {
		began := now.allocated-k.seen.allocated >= k.pace.burst && k.rate(now) >= k.pace.busy
		k.seen = now
		if !began {
			return
		}
		k.begin(now.at)
	}
	// A change stops the program for a moment: small ones are not worth it.
	if want := k.percent(int64(now.base)); want < k.set-k.set/8 || want > k.set+k.set/8 {
		k.setTo(want)
	}
}

// begin makes the program busy. To become quiet costs a collection, so one
// that rests for moments only gets more time each time.
func (k *keeper) begin(now time.Time) {
	if now.Sub(k.since) < k.pace.rest {
		k.needs = min(max(2*k.needs, k.pace.quiet), k.pace.most)
	} else {
		k.needs = k.pace.quiet
	}
	k.busy, k.calm = true, 0
	k.pages.large(true)
	k.timer.Reset(k.pace.look)
}

// afterTime looks whether a busy program has become quiet. Of a quiet one, it
// returns what ended connections have left.
func (k *keeper) afterTime() {
	if !k.busy {
		debug.FreeOSMemory()
		return
	}
	now := look()
	if k.rate(now) < k.pace.busy {
		k.calm++
	} else {
		k.calm = 0
	}
	k.seen = now
	if k.calm < k.needs {
		k.timer.Reset(k.pace.look)
		return
	}
	k.busy, k.since = false, now.at
	k.setTo(k.usual)
	k.pages.large(false)
	debug.FreeOSMemory()
	k.timer.Reset(k.pace.settle)
}

// rate is what was allocated since the last look, in bytes a second.
func (k *keeper) rate(now state) float64 {
	seconds := now.at.Sub(k.seen.at).Seconds()
	return float64(now.allocated-k.seen.allocated) / max(seconds, 1e-3)
}

func (k *keeper) setTo(percent int) {
	if percent != k.set {
		k.set = percent
		debug.SetGCPercent(percent)
	}
}
