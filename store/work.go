package store

// Work collects the changes that one handler makes to scripts' values and that
// take effect with its end. Its methods are safe for use by several goroutines.
type Work struct {
	kv      *KV
	entries map[*entry]struct{} // with changes of this work that are not handed over
	over    bool                // its row has its end: later changes are on their own
}

// NewWork returns the work of a handler that begins.
func (kv *KV) NewWork() *Work { return &Work{kv: kv, entries: make(map[*entry]struct{})} }

// Finish ends the handler's row ([Told.Finish]) and has the work's changes take
// effect with it, and all earlier ones without a work no later. From then on
// the work is over, and further changes with it are like those without. Nobody
// waits for it.
func (w *Work) Finish(account string, e End) {
	kv := w.kv
	kv.mu.Lock()
	defer kv.mu.Unlock()
	if len(w.entries)+len(kv.loose) == 0 {
		kv.journal.Finish(account, e)
	} else {
		kv.hand(w, account, &e)
	}
	w.entries, w.over = nil, true
}

// Discard undoes the work's changes that are not handed over, as if the process
// had died: for runs whose effects are not wanted.
func (w *Work) Discard() {
	kv := w.kv
	kv.mu.Lock()
	defer kv.mu.Unlock()
	for e := range w.entries {
		e.remove(w)
		kv.account(e)
	}
	w.entries, w.over = nil, true
}

// change does one change in memory and sees that it gets to the disk.
func (s *Space) change(w *Work, key string, c change) error {
	kv := s.kv
	if w != nil && w.over {
		w = nil
	}
	n := len(key) + len(c.value.Value)
	if kv.pending+n > kv.opts.MaxPending+kv.loading {
		kv.reap()
	}
	if kv.pending+n > kv.opts.MaxPending+kv.loading {
		return &PendingError{Bytes: kv.pending, Limit: kv.opts.MaxPending, Err: kv.journal.Full()}
	}
	c.made = kv.opts.Clock.Now()
	kv.add(s.name, key, w, c)
	if w == nil && kv.flushing {
		kv.reap()
	}
	if w == nil && !kv.flushing {
		kv.flush()
	}
	return nil
}

// add puts a change in the log of its key.
func (kv *KV) add(space, key string, w *Work, c change) *entry {
	c.work = w
	e := kv.entry(space, key)
	e.add(c)
	kv.account(e)
	if w != nil {
		w.entries[e] = struct{}{}
	} else {
		kv.loose[e] = struct{}{}
	}
	return e
}

// entry returns the entry of a key, a new one with the committed value.
func (kv *KV) entry(space, key string) *entry {
	keys := kv.entries[space]
	if e := keys[key]; e != nil {
		return e
	}
	if keys == nil {
		keys = make(map[string]*entry)
		kv.entries[space] = keys
	}
	e := &entry{space: space, key: key, origin: kv.committed(space, key)}
	e.shown = e.origin
	keys[key] = e
	return e
}

// shown is the value that changes build upon; kv.mu is held.
func (kv *KV) shown(space, key string) KVValue {
	if e := kv.entries[space][key]; e != nil {
		return e.shown
	}
	return kv.committed(space, key)
}

// committed reads a value from the journal. One that can not be read is none; a
// journal of which nothing can be read says so itself.
func (kv *KV) committed(space, key string) KVValue {
	v, _ := kv.journal.Value(space, key)
	return v
}

// account brings the sum of pending bytes up to date and drops an entry that
// has nothing unsettled.
func (kv *KV) account(e *entry) {
	size := 0
	if len(e.log) > 0 {
		size = e.bytes()
	} else if keys := kv.entries[e.space]; keys[e.key] == e {
		delete(keys, e.key)
		if len(keys) == 0 {
			delete(kv.entries, e.space)
		}
	}
	kv.pending += size - e.size
	e.size = size
}
