package store

// quotes:     account 0 message id → the caller's JSON (text, who said it)
// quotes.age: number → account 0 message id, for the ring

// PutQuote keeps what a message said, so that a later quote of it can be
// resolved; the newest [Options.History] of all accounts are kept.
func (tx *txn) PutQuote(account, messageID string, value []byte) {
	tx.putQuote(account, messageID, value, true)
}

// putQuote is PutQuote; one that is known stays as it is unless over says so.
func (tx *txn) putQuote(account, messageID string, value []byte, over bool) {
	k := join(account, messageID)
	if tx.get(tableQuotes, k) == nil {
		tx.put(tableQuotesAge, number(tx.next(tableQuotesAge)), k)
	} else if !over {
		return
	}
	tx.put(tableQuotes, k, value)
}

// Quote returns what a message said, if it is still known.
func (tx *txn) Quote(account, messageID string) (value []byte, ok bool) {
	v := tx.get(tableQuotes, join(account, messageID))
	return clone(v), v != nil
}
