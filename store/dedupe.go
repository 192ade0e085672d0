package store

// dedupe:     account 0 key → id of the inbox row
// dedupe.age: unix seconds, number → account 0 key, for compaction

// seen returns the inbox row that was added under a key.
func (tx *Tx) seen(account, key string) (id uint64, ok bool) {
	v := tx.get(tableDedupe, join(account, key))
	if len(v) != 8 {
		return 0, false
	}
	return numberOf(v), true
}

func (tx *Tx) remember(account, key string, id uint64) {
	k := join(account, key)
	tx.put(tableDedupe, k, number(id))
	now := uint64(max(tx.db.opts.Clock.Now().Unix(), 0))
	tx.put(tableDedupeAge, append(number(now), number(id)...), k)
}
