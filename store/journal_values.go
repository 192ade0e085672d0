package store

import "time"

// What verbs take and answer, besides the rows of [InboxRow] and [OutboxRow].

// Batch is what one poll brought to an account.
type Batch struct {
	Arrivals []Arrival
	Windows  []Window // as they stand behind it
	Cursor   string   // "": as it was
}

// Arrival is one row on its way into the inbox, with what a quote of it says.
type Arrival struct {
	Row    InboxRow // without ID
	Quotes []Quote
}

// Received says what became of a row on its way into the inbox.
type Received struct {
	ID    uint64
	Added bool // false: it was known, as the row of that number
}

// Login says how an account's login begins.
type Login struct {
	Cursor string
	Fresh  bool // the account did not have this bot before
}

// Window is what is kept of a user's reply window; the value is the caller's.
type Window struct {
	User  string // "": there is none
	Value []byte
}

// Quote is what a message said; the value is the caller's.
type Quote struct {
	MessageID string
	Value     []byte
}

// End is the end of a row of the inbox.
type End struct {
	Row     uint64
	State   string   // a final one
	Reason  string   // why it is failed, or what else is to say of it
	Answers []uint64 // rows that answered its questions, done with it
	// Release notes that a round of the user's queue is due, for [State.Releases],
	// if rows wait there that this row has not made itself.
	Release bool
}

// Job is what is kept of a scheduled job; the state is the caller's.
type Job struct {
	Key   string
	State []byte
}

// Mark is a small value of the rules' log under a name; the value is the
// caller's. Names have their kind up to the first slash.
type Mark struct {
	Name  string
	Value []byte // nil: there is none
}

// Key names a script's value.
type Key struct {
	Space, Key string
	Expires    time.Time // of the value; zero: never
}

// Value is a script's value with its name.
type Value struct {
	Space, Key string
	KVValue
}

// Change is one change of a script's value: [Set], [Delete] or [Incr]. The zero
// value of what they do not ask for is a change that counts at once.
type Change struct {
	Space, Key string
	Value      KVValue // that is set; none: the value is removed
	Add        bool    // By is added instead
	By         float64
	Made       time.Time // which tells whether a value that is added to has expired
	// Row is the row of the inbox with whose end the change comes true, once
	// [Told.Settle] is called for it; 0: at once.
	Row uint64
	// N is the number of the change among those of the row, from 1: what was
	// handed over under it before is replaced.
	N int
}

// Set makes a value the value of a key.
func Set(space, key string, value KVValue) Change {
	return Change{Space: space, Key: key, Value: value}
}

// Delete removes a value, if there is one.
func Delete(space, key string) Change { return Change{Space: space, Key: key} }

// Incr adds to a number, or to 0 if there is no value at that time. The expiry
// of the value stays; a value that is no number stays as it is.
func Incr(space, key string, by float64, made time.Time) Change {
	return Change{Space: space, Key: key, Add: true, By: by, Made: made}
}

// With is the change as the n-th of a row of the inbox.
func (c Change) With(row uint64, n int) Change {
	c.Row, c.N = row, n
	return c
}

// Do is what the change makes of a value.
func (c Change) Do(old KVValue) KVValue {
	switch n, ok := numberIn(old.Value); {
	case !c.Add:
		return c.Value
	case !old.alive(c.Made):
		return KVValue{Value: formatNumber(c.By)}
	case !ok:
		return old // the number that it was made on top of was not kept
	default:
		return KVValue{Value: formatNumber(n + c.By), Expires: old.Expires}
	}
}

// State is what an account goes on with. Windows are read when their users are
// needed.
type State struct {
	Pending  []Pending         // rows of the inbox, in order
	Open     []OutboxRow       // rows to be sent, in order
	Releases map[string]uint64 // users whose queue is due a round, and the row that says so
}

// Pending is a row of the inbox that is pending.
type Pending struct {
	InboxRow
	Sent bool // it has made a row of the outbox
}

// Filter says which rows of the inbox to list.
type Filter struct {
	Before uint64 // numbers below this one; 0: the newest
	Limit  int
	// Without is a kind of which rows that are done are left out; "" is none.
	Without string
}
