package store

import "encoding/json"

// AccountRow is what is kept of one account besides its login file.
type AccountRow struct {
	Cursor     string `json:"cursor,omitempty"` // opaque, as the service gave it
	BotID      string `json:"bot_id,omitempty"` // the bot that cursor and windows belong to
	NeedsLogin bool   `json:"needs_login,omitempty"`
}

// accounts: name → JSON of AccountRow

// Account returns the row of an account; a new account has the zero row.
func (tx *txn) Account(name string) AccountRow {
	var row AccountRow
	if v := tx.get(tableAccounts, []byte(name)); v != nil {
		// An unreadable row costs a cursor, not the start: the service gives
		// a fresh one and duplicates are known by their ids.
		known, ok := readAccount(v)
		if ok {
			return known
		}
		_ = json.Unmarshal(v, &row)
	}
	return row
}

// SetAccount writes the row of an account.
func (tx *txn) SetAccount(name string, row AccountRow) {
	v, err := row.append(nil)
	if err != nil {
		tx.wrote(tableAccounts, []byte(name), err)
		return
	}
	tx.put(tableAccounts, []byte(name), v)
}

// Cursor returns an account's cursor, "" at the beginning.
func (tx *txn) Cursor(account string) string { return tx.Account(account).Cursor }

// SetCursor keeps an account's cursor.
func (tx *txn) SetCursor(account, cursor string) {
	row := tx.Account(account)
	row.Cursor = cursor
	tx.SetAccount(account, row)
}

// SetNeedsLogin keeps that an account's login has ended, or begun.
func (tx *txn) SetNeedsLogin(account string, needs bool) {
	row := tx.Account(account)
	row.NeedsLogin = needs
	tx.SetAccount(account, row)
}

// ResetAccount starts an account over with a new bot: cursor and windows are
// emptied; inbox, outbox, quotes and scripts' values stay, as they belong to
// the account's name and its users.
func (tx *txn) ResetAccount(account, botID string) {
	tx.SetAccount(account, AccountRow{BotID: botID})
	var users []string
	_ = tx.Windows(account, func(user string, _ []byte) error {
		users = append(users, user)
		return nil
	})
	for _, u := range users {
		tx.DeleteWindow(account, u)
	}
}
