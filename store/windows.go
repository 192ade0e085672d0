package store

// windows: account 0 user → the caller's JSON (context tokens, counts)

// Window returns what is kept of a user's reply window.
func (tx *txn) Window(account, user string) (value []byte, ok bool) {
	v := tx.get(tableWindows, join(account, user))
	return clone(v), v != nil
}

// SetWindow keeps a user's reply window.
func (tx *txn) SetWindow(account, user string, value []byte) {
	tx.put(tableWindows, join(account, user), value)
}

// keepWindow is SetWindow for one that may be none.
func (tx *txn) keepWindow(account string, w Window) {
	if w.User != "" {
		tx.SetWindow(account, w.User, w.Value)
	}
}

// windows returns all windows of an account, by user.
func (tx *txn) windows(account string) (list []Window) {
	_ = tx.Windows(account, func(user string, value []byte) error {
		list = append(list, Window{user, value})
		return nil
	})
	return list
}

// DeleteWindow forgets a user's reply window.
func (tx *txn) DeleteWindow(account, user string) { tx.del(tableWindows, join(account, user)) }

// Windows calls fn with every window of an account, by user id, until fn
// returns an error. fn must not write windows.
func (tx *txn) Windows(account string, fn func(user string, value []byte) error) error {
	prefix := join(account, "")
	return tx.scan(tableWindows, prefix, nil, func(k, v []byte) error {
		return fn(string(k[len(prefix):]), clone(v))
	})
}
