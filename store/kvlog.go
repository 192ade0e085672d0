package store

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// An entry is a key with changes that are not all settled. origin is the value
// before the first change in the log; what readers see is origin with all
// changes done, and what is on disk is origin with the durable ones done, both
// in the order of the log. Settling never reorders: that is why a set wins over
// an increment made before it and settled after it.
type entry struct {
	space, key string
	origin     KVValue
	log        []change
	shown      KVValue // origin with the whole log done
	size       int     // bytes that count as pending
}

// change is one change, or several that could be put together.
type change struct {
	kind    changeKind
	value   KVValue // changeSet; without Value it is a removal
	by      float64 // changeAdd
	made    time.Time
	work    *Work  // whose end settles it; nil: settled by itself
	handed  uint64 // number of the hand-over that it went with; 0: none yet
	durable bool
}

type changeKind uint8

const (
	changeSet changeKind = iota
	changeAdd
)

// apply does one change to a value.
func (c *change) apply(v KVValue) KVValue {
	return Change{Value: c.value, Add: c.kind == changeAdd, By: c.by, Made: c.made}.Do(v)
}

// fold does the changes that count to the value before them.
func (e *entry) fold(counts func(*change) bool) KVValue {
	v := e.origin
	for i := range e.log {
		if counts(&e.log[i]) {
			v = e.log[i].apply(v)
		}
	}
	return v
}

// counting is the value with the changes that were handed over.
func (e *entry) counting() KVValue {
	return e.fold(func(c *change) bool { return c.durable || c.handed != 0 })
}

// hand notes that an owner's changes were handed over.
func (e *entry) hand(w *Work, handover uint64) {
	for i := range e.log {
		if c := &e.log[i]; c.open(w) {
			c.handed = handover
		}
	}
}

// counts reports whether any change was handed over.
func (e *entry) counts() bool {
	return slices.ContainsFunc(e.log, func(c change) bool { return c.durable || c.handed != 0 })
}

// add appends a change, put together with an earlier one of the same owner
// where the result is the same in every case.
func (e *entry) add(c change) {
	e.shown = c.apply(e.shown)
	switch c.kind {
	case changeSet:
		for n := len(e.log); n > 0 && e.log[n-1].open(c.work); n-- {
			e.log = e.log[:n-1]
		}
	case changeAdd:
		lives := e.lives(e.log)
		for i := len(e.log) - 1; i >= 0; i-- {
			p := &e.log[i]
			if p.open(c.work) && p.kind == changeAdd && sameLife(lives, p.made, c.made) {
				p.by += c.by
				return
			}
			if p.kind == changeSet {
				if p.open(c.work) && i == len(e.log)-1 {
					p.value = c.apply(p.value)
					return
				}
				break
			}
		}
	}
	e.log = append(e.log, c)
}

// open reports whether a change of the same owner may still be changed.
func (c *change) open(w *Work) bool { return c.work == w && !c.durable && c.handed == 0 }

// lives are the expiries of all values that an increment behind a log may come
// to add to: which one depends on what of the log gets settled.
func (e *entry) lives(log []change) []time.Time {
	var lives []time.Time
	if !e.origin.Expires.IsZero() {
		lives = append(lives, e.origin.Expires)
	}
	for i := range log {
		if at := log[i].value.Expires; !at.IsZero() {
			lives = append(lives, at)
		}
	}
	return lives
}

// sameLife reports whether two increments meet the same value, not one before
// and the other after an expiry.
func sameLife(lives []time.Time, a, b time.Time) bool {
	for _, end := range lives {
		if a.Before(end) != b.Before(end) {
			return false
		}
	}
	return true
}

// settle marks what went with a hand-over as durable and shortens the
// log: what comes before a durable set no longer matters, and durable
// increments go into the origin, past unsettled increments, as sums do not
// depend on order.
func (e *entry) settle(handover uint64) {
	start := 0
	for i := range e.log {
		c := &e.log[i]
		if c.handed == handover {
			c.durable = true
		}
		if c.durable && c.kind == changeSet {
			e.origin, start = c.value, i+1
		}
	}
	kept := e.log[:0]
	onlySums := true
	for _, c := range e.log[start:] {
		onlySums = onlySums && c.kind == changeAdd
		switch {
		case c.durable && onlySums && (len(kept) == 0 || e.origin.Expires.IsZero() || c.made.Before(e.origin.Expires)):
			e.origin = c.apply(e.origin)
		case c.durable && mergeDurable(kept, c, e.lives(kept)):
		default:
			kept = append(kept, c)
		}
	}
	clear(e.log[len(kept):])
	e.log = kept
}

// mergeDurable adds a durable increment to an earlier one of the same run.
func mergeDurable(kept []change, c change, lives []time.Time) bool {
	for i := len(kept) - 1; i >= 0 && kept[i].kind == changeAdd; i-- {
		if kept[i].durable && sameLife(lives, kept[i].made, c.made) {
			kept[i].by += c.by
			return true
		}
	}
	return false
}

// remove takes the unsettled changes of a work out.
func (e *entry) remove(w *Work) {
	kept := e.log[:0]
	for _, c := range e.log {
		if c.work != w || c.durable {
			kept = append(kept, c)
		}
	}
	clear(e.log[len(kept):])
	e.log = kept
	e.shown = e.fold(func(*change) bool { return true })
}

// bytes is what the entry takes in memory, roughly.
func (e *entry) bytes() int {
	n := len(e.space) + len(e.key) + len(e.origin.Value) + 200
	for i := range e.log {
		n += len(e.log[i].value.Value) + 100
	}
	return n
}

// alive reports whether there is a value at a time.
func (v KVValue) alive(now time.Time) bool {
	return v.Value != nil && (v.Expires.IsZero() || now.Before(v.Expires))
}

// at is the value as seen at a time: the zero one once it has expired.
func (v KVValue) at(now time.Time) KVValue {
	if !v.alive(now) {
		return KVValue{}
	}
	return v
}

// numberIn reads a JSON number.
func numberIn(v json.RawMessage) (float64, bool) {
	v = bytes.TrimSpace(v)
	if len(v) == 0 || (v[0] != '-' && (v[0] < '0' || v[0] > '9')) {
		return 0, false
	}
	n, err := strconv.ParseFloat(string(v), 64)
	return n, err == nil
}

// formatNumber writes a finite number as JavaScript does.
func formatNumber(n float64) json.RawMessage {
	v, err := json.Marshal(n)
	if err != nil {
		return json.RawMessage("null") // not finite: as JSON.stringify does
	}
	return v
}
