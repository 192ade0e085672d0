package store

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/hint"
)

// KVOptions tune [NewKV]. The zero value works.
type KVOptions struct {
	Clock      clock.Clock // expiry; nil is the machine's
	MaxKey     int         // bytes of a key; 0 means 1 KiB
	MaxValue   int         // bytes of a value as JSON; 0 means 1 MiB
	MaxPending int         // bytes of changes not yet on disk; 0 means 64 MiB
}

// KV is the scripts' view of their values. A change is seen by every later
// read at once; when it reaches the disk depends on whose it is:
//
//   - a change with a [Work] (a handler's msg.store writes, and every
//     increment) takes effect with [Work.Finish], the end of the handler's row.
//     If the process dies before, it never happened.
//   - a change without one is written soon, in the order in which changes were
//     made, and no later than the next Work.Finish.
//
// What is on disk is always what the changes that count so far make of the
// value when done in the order in which they were made. So a set on top of an
// unsettled increment wins, whichever of the two is settled first.
//
// Only keys with unsettled changes are held in memory; all others are read
// from the journal. A KV is the only one to change values of its journal while
// it is in use. Its methods are safe for use by several goroutines. While
// changes are on their way to the disk one goroutine of its own waits for them,
// which ends with the journal.
type KV struct {
	journal Journal
	opts    KVOptions

	mu       sync.Mutex                   // guards what follows, and all Works
	entries  map[string]map[string]*entry // unsettled keys: space → key
	loose    map[*entry]struct{}          // entries with changes of no work that are not handed over
	pending  int                          // bytes of changes in entries
	loading  int                          // those of them that loads under way have made
	handed   uint64                       // number of the last hand-over
	way      []handover                   // those that are not known to be on disk, in order
	flushing bool                         // one of them is a flush: what is loose gathers behind it
	waiting  bool                         // a goroutine waits for the first of them
	dead     bool                         // the journal has ended with some of them on the way
}

// NewKV returns the view of a journal's values. Make one per journal.
func NewKV(j Journal, o KVOptions) *KV {
	if db, ok := j.(*DB); ok && o.Clock == nil {
		o.Clock = db.opts.Clock
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.MaxKey == 0 {
		o.MaxKey = 1 << 10
	}
	if o.MaxValue == 0 {
		o.MaxValue = 1 << 20
	}
	if o.MaxPending == 0 {
		o.MaxPending = 64 << 20
	}
	return &KV{journal: j, opts: o, entries: make(map[string]map[string]*entry), loose: make(map[*entry]struct{})}
}

// Space returns the values of one name space. It is cheap: make one as needed.
func (kv *KV) Space(name string) *Space { return &Space{kv: kv, name: name} }

// Flush returns when the changes without a [Work] made so far are on disk.
func (kv *KV) Flush(ctx context.Context) error {
	kv.mu.Lock()
	kv.flush()
	kv.mu.Unlock()
	return kv.journal.Flush(ctx)
}

// Pending returns how many bytes of changes are not on disk yet.
func (kv *KV) Pending() int {
	kv.mu.Lock()
	defer kv.mu.Unlock()
	kv.reap()
	return kv.pending
}

// Space is one name space of a [KV].
type Space struct {
	kv   *KV
	name string
}

// Get returns the JSON of a value; ok is false when there is none, or it has
// expired. The bytes must not be changed.
func (s *Space) Get(key string) (value json.RawMessage, ok bool) {
	v := s.read(key)
	return v.Value, v.Value != nil
}

// Has reports whether there is a value.
func (s *Space) Has(key string) bool { _, ok := s.Get(key); return ok }

// Keys returns the keys that start with prefix, in byte order.
func (s *Space) Keys(prefix string) []string {
	now := s.kv.opts.Clock.Now()
	// The overlay first: a change that settles meanwhile is then in both.
	over := make(map[string]bool)
	s.kv.mu.Lock()
	for key, e := range s.kv.entries[s.name] {
		if strings.HasPrefix(key, prefix) {
			over[key] = e.shown.alive(now)
		}
	}
	s.kv.mu.Unlock()
	var keys []string
	list, _ := s.kv.journal.Keys(s.name, prefix)
	for _, k := range list {
		if _, known := over[k.Key]; !known && (k.Expires.IsZero() || now.Before(k.Expires)) {
			keys = append(keys, k.Key)
		}
	}
	for key, alive := range over {
		if alive {
			keys = append(keys, key)
		}
	}
	sort.Strings(keys)
	return keys
}

// Set makes value, which is JSON, the value of key, for ever or until ttl has
// passed if that is positive. Errors: a key or value that is too long, with a
// hint; [*PendingError].
func (s *Space) Set(w *Work, key string, value json.RawMessage, ttl time.Duration) error {
	v := KVValue{Value: slices.Clone(value)}
	if ttl > 0 {
		// To the millisecond, as on disk: a value must not live on by settling.
		v.Expires = time.UnixMilli(s.kv.opts.Clock.Now().Add(ttl).UnixMilli())
	}
	if err := s.check(key, v.Value); err != nil {
		return err
	}
	s.kv.mu.Lock()
	defer s.kv.mu.Unlock()
	return s.change(w, key, change{kind: changeSet, value: v})
}

// Delete removes a value and reports whether there was one.
func (s *Space) Delete(w *Work, key string) (existed bool, err error) {
	if err := s.check(key, nil); err != nil {
		return false, err
	}
	s.kv.mu.Lock()
	defer s.kv.mu.Unlock()
	existed = s.kv.shown(s.name, key).alive(s.kv.opts.Clock.Now())
	if !existed && s.kv.entries[s.name][key] == nil {
		return false, nil
	}
	// Removed already, but perhaps by a change that will not come true.
	return existed, s.change(w, key, change{kind: changeSet})
}

// Incr adds by to a number, 0 if there is none, and returns the sum. An expiry
// stays. Errors: [*NumberError], and those of [Space.Set].
func (s *Space) Incr(w *Work, key string, by float64) (sum float64, err error) {
	if err := s.check(key, nil); err != nil {
		return 0, err
	}
	s.kv.mu.Lock()
	defer s.kv.mu.Unlock()
	if v := s.kv.shown(s.name, key); v.alive(s.kv.opts.Clock.Now()) {
		n, ok := numberIn(v.Value)
		if !ok {
			return 0, &NumberError{Key: key, Got: brief(v.Value)}
		}
		sum = n
	}
	sum += by
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return 0, &NumberError{Key: key, Got: "a sum that is no finite number"}
	}
	return sum, s.change(w, key, change{kind: changeAdd, by: by})
}

// Update replaces a value by what fn makes of it: old is nil when there is
// none, and returning nil removes it. An expiry stays. fn runs again if
// somebody else changed the value meanwhile; an error of fn changes nothing.
func (s *Space) Update(w *Work, key string, fn func(old json.RawMessage) (json.RawMessage, error)) error {
	for {
		old := s.read(key)
		value, err := fn(old.Value)
		if err != nil {
			return err
		}
		if err := s.check(key, value); err != nil {
			return err
		}
		if done, err := s.replace(w, key, old, value); done || err != nil {
			return err
		}
	}
}

// replace sets a value if the present one is old.
func (s *Space) replace(w *Work, key string, old KVValue, value json.RawMessage) (done bool, err error) {
	s.kv.mu.Lock()
	defer s.kv.mu.Unlock()
	now := s.kv.shown(s.name, key).at(s.kv.opts.Clock.Now())
	if (now.Value == nil) != (old.Value == nil) || string(now.Value) != string(old.Value) {
		return false, nil
	}
	if value == nil && now.Value == nil && s.kv.entries[s.name][key] == nil {
		return true, nil
	}
	v := KVValue{Value: slices.Clone(value)}
	if value != nil {
		v.Expires = now.Expires
	}
	return true, s.change(w, key, change{kind: changeSet, value: v})
}

// read returns the value seen now, the zero one if there is none.
func (s *Space) read(key string) KVValue {
	s.kv.mu.Lock()
	e := s.kv.entries[s.name][key]
	var v KVValue
	if e != nil {
		v = e.shown
	}
	s.kv.mu.Unlock()
	if e == nil {
		v = s.kv.committed(s.name, key)
	}
	return v.at(s.kv.opts.Clock.Now())
}

func (s *Space) check(key string, value json.RawMessage) error {
	if len(key) > s.kv.opts.MaxKey {
		return hint.New("use a short key and keep the long text in the value",
			"store key %.40q… has %d bytes, the limit is %d", key, len(key), s.kv.opts.MaxKey)
	}
	if len(value) > s.kv.opts.MaxValue {
		return hint.New("split it over several keys (store.keys(prefix) finds them), or keep it in a file with fs/promises",
			"store value of %q has %d bytes as JSON, the limit is %d", key, len(value), s.kv.opts.MaxValue)
	}
	return nil
}
