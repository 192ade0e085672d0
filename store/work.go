package store

// Work collects the changes that one handler makes to scripts' values and that
// take effect with its end. Its methods are safe for use by several goroutines.
type Work struct {
	kv      *KV
	entries map[*entry]struct{} // with unsettled changes of this work
	over    bool                // it has been settled: later changes are on their own
}

// NewWork returns the work of a handler that begins.
func (kv *KV) NewWork() *Work { return &Work{kv: kv, entries: make(map[*entry]struct{})} }

// Apply writes the work's changes, and all earlier ones without a work, in a
// transaction: that of the handler's done mark. It may be called again when the
// transaction's function runs again. Once the transaction is on disk the work
// is over, and further changes with it are like those without.
func (w *Work) Apply(tx *Tx) {
	kv := w.kv
	kv.mu.Lock()
	defer kv.mu.Unlock()
	kv.flush(tx)
	for e := range w.entries {
		kv.write(tx, e, w)
	}
	kv.closing = append(kv.closing, w)
}

// Discard undoes the work's changes that are not settled, as if the process had
// died: for runs whose effects are not wanted.
func (w *Work) Discard() {
	kv := w.kv
	kv.mu.Lock()
	defer kv.mu.Unlock()
	for e := range w.entries {
		e.remove(w)
		kv.account(e)
	}
	clear(w.entries)
	w.over = true
}

// change does one change in memory and sees that it gets to the disk.
func (s *Space) change(w *Work, key string, c change) error {
	kv := s.kv
	if w != nil && w.over {
		w = nil
	}
	if n := len(key) + len(c.value.Value); kv.pending+n > kv.opts.MaxPending+kv.loading {
		return &PendingError{Bytes: kv.pending, Limit: kv.opts.MaxPending, Err: kv.db.Full()}
	}
	c.made = kv.opts.Clock.Now()
	kv.add(s.name, key, w, c)
	return nil
}

// add puts a change in the log of its key.
func (kv *KV) add(space, key string, w *Work, c change) {
	c.work = w
	e := kv.entry(space, key)
	e.add(c)
	kv.account(e)
	if w != nil {
		w.entries[e] = struct{}{}
		return
	}
	kv.loose[e] = struct{}{}
	kv.queueFlush()
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

// committed reads a value from the file. A file that can not be read is fatal,
// which [DB.View] reports; the value is then none.
func (kv *KV) committed(space, key string) (v KVValue) {
	_ = kv.db.View(func(tx *Tx) error {
		v, _ = tx.KVGet(space, key)
		return nil
	})
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

// queueFlush has the changes of no work written, with all that gather until
// the store comes to it.
func (kv *KV) queueFlush() {
	if !kv.flushing {
		kv.flushing = true
		kv.db.Submit(kv.flushOp)
	}
}

func (kv *KV) flushOp(tx *Tx) error {
	kv.mu.Lock()
	defer kv.mu.Unlock()
	kv.flush(tx)
	tx.OnCommit(kv.flushed)
	return nil
}

// flushed queues another flush for what was changed while one was committed.
func (kv *KV) flushed() {
	kv.mu.Lock()
	defer kv.mu.Unlock()
	kv.flushing = false
	kv.followFlush()
}

// followFlush is queueFlush for the store's goroutine.
func (kv *KV) followFlush() {
	if len(kv.loose) > 0 && !kv.flushing {
		kv.flushing = true
		kv.db.follow(kv.flushOp)
	}
}

// flush writes all changes of no work in a transaction.
func (kv *KV) flush(tx *Tx) {
	kv.begin(tx)
	for e := range kv.loose {
		kv.write(tx, e, nil)
	}
}

// begin notes which transaction is being written in. One that was undone has
// left its marks on changes; they are not this one's, so they do not count.
func (kv *KV) begin(tx *Tx) {
	if kv.current == tx {
		return
	}
	kv.current = tx
	kv.touched = make(map[*entry]struct{})
	kv.closing = nil
	tx.OnCommit(func() { kv.settle(tx) })
}

// write puts the changes of one owner to a key in a transaction.
func (kv *KV) write(tx *Tx, e *entry, w *Work) {
	wrote := false
	for i := range e.log {
		if c := &e.log[i]; c.work == w && !c.durable {
			c.written, wrote = tx, true
		}
	}
	if !wrote {
		return
	}
	kv.touched[e] = struct{}{}
	if v := e.onDisk(tx); v.Value != nil {
		tx.KVSet(e.space, e.key, v)
	} else {
		tx.KVDelete(e.space, e.key)
	}
}

// settle runs when a transaction that kv wrote in is on disk.
func (kv *KV) settle(tx *Tx) {
	kv.mu.Lock()
	defer kv.mu.Unlock()
	for _, w := range kv.closing {
		w.over = true
	}
	for e := range kv.touched {
		e.settle(tx)
	}
	for _, w := range kv.closing {
		kv.release(w)
	}
	for e := range kv.touched {
		if !e.has(nil) {
			delete(kv.loose, e)
		}
		kv.account(e)
	}
	kv.current, kv.touched, kv.closing = nil, nil, nil
	kv.followFlush()
}

// release makes what a work changed after it was applied changes of no work.
func (kv *KV) release(w *Work) {
	for e := range w.entries {
		for i := range e.log {
			if c := &e.log[i]; c.work == w && !c.durable {
				c.work = nil
				kv.loose[e] = struct{}{}
			}
		}
	}
	clear(w.entries)
}

// has reports whether an owner has changes here that are not on disk.
func (e *entry) has(w *Work) bool {
	for i := range e.log {
		if c := &e.log[i]; c.work == w && !c.durable {
			return true
		}
	}
	return false
}
