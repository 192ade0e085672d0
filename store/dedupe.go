package store

import "bytes"

// dedupe:     account 0 key → id of the inbox row
// dedupe.age: unix seconds, number[, key] → account 0 key, for compaction
// meta "known/"+account → how many rows of dedupe are the account's
//
// A row may be known by two keys: what it was called, and what it is. The age
// of the second has the key behind its number, so that both have one.

// seen returns the inbox row that was added under a key, false for "".
func (tx *txn) seen(account, key string) (id uint64, ok bool) {
	if key == "" {
		return 0, false
	}
	v := tx.get(tableDedupe, join(account, key))
	if len(v) != 8 {
		return 0, false
	}
	return numberOf(v), true
}

// remember makes a row known by its keys, those that are not "" and not known;
// fresh says that none is.
func (tx *txn) remember(row InboxRow, id uint64, fresh bool) {
	now := number(uint64(max(tx.db.opts.Clock.Now().Unix(), 0)))
	age := append(now, number(id)...)
	known := tx.known(row.Account)
	before := known
	for i, key := range [...]string{row.Key, row.Identity} {
		if key == "" || i > 0 && key == row.Key {
			continue
		}
		if !fresh {
			if _, seen := tx.seen(row.Account, key); seen {
				continue
			}
		}
		k := join(row.Account, key)
		tx.put(tableDedupe, k, number(id))
		if key == row.Key && id == row.ID {
			tx.put(tableDedupeAge, age, k)
		} else {
			tx.put(tableDedupeAge, append(clone(age), key...), k)
		}
		known++
	}
	if known != before {
		tx.put(tableMeta, knownKey(row.Account), number(uint64(known)))
	}
}

// forget removes a row of dedupe by its key there.
func (tx *txn) forget(k []byte) {
	account, _, _ := bytes.Cut(k, []byte{0})
	left := max(tx.known(string(account))-1, 0)
	tx.del(tableDedupe, k)
	tx.put(tableMeta, knownKey(string(account)), number(uint64(left)))
}

// known is how many keys of an account are remembered. A file of an earlier
// program has no number: then they are counted, once.
func (tx *txn) known(account string) (n int) {
	if v := tx.get(tableMeta, knownKey(account)); len(v) == 8 {
		return int(numberOf(v))
	}
	_ = tx.scan(tableDedupe, join(account, ""), nil, func(_, _ []byte) error { n++; return nil })
	return n
}

func knownKey(account string) []byte { return []byte("known/" + account) }

// compactDedupe forgets message ids older than Options.Keep, and the oldest of
// an account that has more than Options.Known.
func (tx *txn) compactDedupe() (more bool) {
	old := uint64(max(tx.db.opts.Clock.Now().Add(-tx.db.opts.Keep).Unix(), 0))
	more = tx.compactBy(tableDedupeAge, old, func(_, v []byte) { tx.forget(v) })
	over := map[string]int{}
	_ = tx.scan(tableMeta, knownKey(""), nil, func(k, v []byte) error {
		if n := int(numberOf(v)) - tx.db.opts.Known; n > 0 {
			over[string(bytes.TrimPrefix(k, knownKey("")))] = n
		}
		return nil
	})
	for account, n := range over {
		more = tx.forgetOldest(account, n) || more
	}
	return more
}

// forgetOldest forgets up to n keys of an account, looking at no more than a
// step of keys from where the last one ended.
func (tx *txn) forgetOldest(account string, n int) (more bool) {
	var ages, keys [][]byte
	looked, at := 0, tx.db.compact.known[account]
	prefix := join(account, "")
	_ = tx.scan(tableDedupeAge, nil, at, func(k, v []byte) error {
		if looked++; looked > compactStep || len(keys) == n {
			more = len(keys) < n
			at = clone(k)
			return errStop
		}
		if bytes.HasPrefix(v, prefix) {
			ages, keys = append(ages, clone(k)), append(keys, clone(v))
		}
		return nil
	})
	for i, k := range keys {
		tx.forget(k)
		tx.del(tableDedupeAge, ages[i])
	}
	tx.OnCommit(func() { tx.db.compact.known[account] = at })
	return more
}
