package store

// dedupe:     account 0 key → id of the inbox row
// dedupe.age: unix seconds, number[, key] → account 0 key, for compaction
//
// A row may be known by two keys: what it was called, and what it is. The age
// of the second has the key behind its number, so that both have one.

// seen returns the inbox row that was added under a key, false for "".
func (tx *Tx) seen(account, key string) (id uint64, ok bool) {
	if key == "" {
		return 0, false
	}
	v := tx.get(tableDedupe, join(account, key))
	if len(v) != 8 {
		return 0, false
	}
	return numberOf(v), true
}

// remember makes a row known by its keys, those that are not "" and not known.
func (tx *Tx) remember(row InboxRow, id uint64) {
	now := number(uint64(max(tx.db.opts.Clock.Now().Unix(), 0)))
	age := append(now, number(id)...)
	for _, key := range []string{row.Key, row.Identity} {
		if _, known := tx.seen(row.Account, key); known || key == "" {
			continue
		}
		k := join(row.Account, key)
		tx.put(tableDedupe, k, number(id))
		if key == row.Key && id == row.ID {
			tx.put(tableDedupeAge, age, k)
		} else {
			tx.put(tableDedupeAge, append(clone(age), key...), k)
		}
	}
}
