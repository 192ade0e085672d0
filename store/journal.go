package store

import (
	"context"
	"encoding/json"
)

// Journal is the durable state of a bot, as everything outside this package
// sees it: verbs that change it and reads. [DB] is one on a bbolt file.
//
// # Verbs
//
// A verb takes values and is one transaction: all of it happens, or nothing,
// so that an implementation can keep it as one record. Its first argument, if
// that is an account, is its owner: rows of no other account are touched, and
// one that is named all the same counts as not there. Verbs without an account
// belong to the rules' own log (the account "" in rows): jobs and their ticks,
// bundles, marks, scripts' values.
//
// Verbs take effect in the order in which they were called, also where several
// goroutines call: what returned before another call began stands before it.
// Calling never waits for the disk, so a caller may hold a lock of its own to
// make its memory and the journal change in the same order. Arguments belong to
// the journal from then on and must not be changed.
//
// There are two kinds, one way each:
//
//   - [Asked] verbs return a [Ticket]. What they did is on disk when its Wait
//     returns without an error, and so is all that was handed over before. A
//     full disk fails them ([*FullError]); the caller may try again.
//   - [Told] verbs return nothing. A full disk does not fail them: they stay in
//     memory, in order, and are tried again.
//
// A verb that fails changes nothing and leaves those around it standing, also
// those of its group. The error of a told one goes to where the journal was
// opened ([Options.OnError]).
//
// # Numbers
//
// Rows of the inbox, and of the outbox, have numbers that are unique in the
// whole journal, from 1, and rise per owner. They are what keys, sources and
// people name a row by.
//
// # Groups
//
// [Journal.Together] gathers told verbs that are to reach the disk in one
// commit. They are no transaction: after a crash the first of them may be there
// and the last not, never the other way round.
//
// # Reads
//
// Reads see what is on disk. One that is to see everything handed over so far
// comes behind a [Journal.Flush]. What they return belongs to the caller.
type Journal interface {
	Asked
	Told
	Reader
	// Together begins a group.
	Together() Group
	// Flush returns when everything handed over so far is on disk. Errors:
	// those of [Ticket.Wait].
	Flush(ctx context.Context) error
	// Full returns the error of the last commit if the disk was full then, else
	// nil. Told verbs may be waiting in memory while it is not nil.
	Full() error
	// Close writes what was handed over and ends the journal. It returns an
	// error if something could not be written. Closing again does nothing.
	Close() error
}

// Group gathers told verbs. It belongs to one goroutine. Nothing of it is
// handed over before Hand, and a group without Hand is forgotten.
type Group interface {
	Told
	// Hand hands all of it over, with nothing between, and empties the group.
	// The ticket tells when all of it is on disk; its error is the first of
	// those that failed by themselves.
	Hand() *Ticket[struct{}]
}

// Asked are the verbs that somebody waits for.
type Asked interface {
	// Receive takes in what one poll brought: rows of the inbox, quotes, windows
	// and the cursor. A row whose key or identity is known ([InboxRow]) is not
	// added; of its quotes those are kept that are new. The answer has one entry
	// per arrival, in order.
	Receive(account string, b Batch) *Ticket[[]Received]
	// Login begins with a login of a bot. One that the account did not have
	// before starts without cursor and windows; inbox, outbox, quotes and values
	// stay, as they belong to the account's name and its users.
	Login(account, botID string) *Ticket[Login]
	// Persist adds a row to the outbox, and keeps a window with it if w names a
	// user. The answer is the row's number; row.ID is ignored.
	Persist(account string, row OutboxRow, w Window) *Ticket[uint64]
	// Keep adds a row to the outbox as queued, unless limit rows wait for its
	// user already: then the answer is 0.
	Keep(account string, row OutboxRow, limit int) *Ticket[uint64]
	// Take makes a queued row an open one, written as given, and keeps a window
	// with it. False: it no longer waits, and nothing is changed.
	Take(account string, row OutboxRow, w Window) *Ticket[bool]
	// GiveUp writes a row that waits in the queue and is not to leave it now:
	// with another reason or time, or refused. A refused one makes the row of the
	// inbox that it stems from a failed one, as [Told.Fail] does, where that is
	// the account's own. False: it no longer waits, and nothing is changed.
	GiveUp(account string, row OutboxRow) *Ticket[bool]
	// Once keeps a result with a row of the inbox, for a re-run of its handler.
	// Error: [ErrNoRow].
	Once(account string, row uint64, name string, result json.RawMessage) *Ticket[struct{}]
	// Retry makes a failed or dead row pending again, with no deaths to its name,
	// and returns it. What it sent so far stays known by number. Error:
	// [ErrNoRow], also for a row that is neither.
	Retry(account string, row uint64) *Ticket[InboxRow]
	// Blame notes for how many deaths of the process a row of the inbox is to
	// blame; one that is pending becomes dead if dead says why. Error: [ErrNoRow].
	Blame(account string, row uint64, deaths int, dead string) *Ticket[struct{}]
	// Tick adds a tick to the inbox of the rules' log and keeps the state of its
	// job. A tick whose key is known is not added; the state is kept.
	Tick(row InboxRow, j Job) *Ticket[Received]
	// Accuse is [Told.Mark] for marks that must be on disk before anything
	// else happens: all of them, or none.
	Accuse(marks ...Mark) *Ticket[struct{}]
	// Fill sets values, all of them or none.
	Fill(values []Value) *Ticket[struct{}]
}

// Told are the verbs that nobody waits for.
type Told interface {
	// Note writes how far a row of the outbox has come.
	Note(account string, row OutboxRow)
	// NoteWindow keeps a window that changed by itself.
	NoteWindow(account string, w Window)
	// Quote keeps what a message said. The newest of all accounts are kept
	// ([Options.History]).
	Quote(account string, q Quote)
	// Finish ends a row of the inbox that is pending, and those that answered
	// its questions. One that is final already stays as it is.
	Finish(account string, e End)
	// Fail makes a row that was done a failed one: something of it came to
	// nothing afterwards.
	Fail(account string, row uint64, reason string)
	// Answer records an answer to a question of a row's handler.
	Answer(account string, row uint64, answer json.RawMessage)
	// ClearRelease takes the note of a round of a user's queue back (see
	// [End.Release]), unless a row later than this one has made it.
	ClearRelease(account, user string, row uint64)
	// Expire keeps that the account's login has ended.
	Expire(account string)

	// SetJob keeps what is to be known of a job; a nil state forgets it.
	SetJob(j Job)
	// SetBundle keeps a script's bundle; nil forgets it.
	SetBundle(key string, bundle []byte)
	// Mark keeps small values under names; one without a value forgets it.
	Mark(marks ...Mark)

	// Change does changes of scripts' values, in this order: those of no row at
	// once, those of a row of the inbox once [Told.Settle] is called for it. [KV]
	// is the one to call both: what it has in memory must stay what the journal
	// makes of them.
	Change(changes ...Change)
	// Settle does the changes that were handed over for a row of the inbox, in
	// the order of their numbers, and forgets them: they count if the row is no
	// longer pending, else they come to nothing. Settling again does nothing.
	//
	// What a journal finds unsettled when it is opened it settles itself. So a
	// change for a row takes effect once, with the row's end, however often its
	// handler runs.
	Settle(row uint64)
}

// Reader reads what is on disk.
type Reader interface {
	// Load returns what an account goes on with, as of one moment; that of "" are
	// the ticks of the rules' log.
	Load(account string) (State, error)
	// Window returns the window of a user, the zero one if there is none.
	Window(account, user string) (Window, error)
	// Windows returns the windows of an account, by user.
	Windows(account string) ([]Window, error)
	// Known tells which of an account's rows [Asked.Receive] would not add, if
	// it took them in this order.
	Known(account string, rows []InboxRow) ([]bool, error)

	// Inbox returns a row. Errors: [ErrNoRow], [*RowError].
	Inbox(row uint64) (InboxRow, error)
	// History returns rows of every state, newest first.
	History(f Filter) ([]InboxRow, error)
	// Failed returns up to limit failed and dead rows, newest first.
	Failed(limit int) ([]InboxRow, error)

	// OutboxOf returns the rows of a source, in its call order.
	OutboxOf(source string) ([]OutboxRow, error)
	// Open returns an account's rows that are to be sent, in order.
	Open(account string) ([]OutboxRow, error)
	// Queued returns the rows that wait for a user's next message, in order; of
	// every user for "".
	Queued(account, user string) ([]OutboxRow, error)
	// CountQueued returns how many rows wait for a user's next message.
	CountQueued(account, user string) int

	// Quoted returns what a message said, nil if that is not known.
	Quoted(account, messageID string) []byte
	// Job returns the state of a job, nil if there is none.
	Job(key string) []byte
	// Bundle returns the bundle kept under a key, nil if there is none.
	Bundle(key string) []byte
	// Marks returns the marks whose names start with prefix, by name.
	Marks(prefix string) ([]Mark, error)

	// Value returns a script's value, the zero one if there is none. One that is
	// past its expiry may still be there. While a [KV] is in use it is the one to
	// ask.
	Value(space, key string) (KVValue, error)
	// Keys returns the keys of a space that start with prefix, in byte order,
	// with the expiry of their values.
	Keys(space, prefix string) ([]Key, error)
	// Values returns up to limit values of all spaces behind one, in an order of
	// the journal's own; the zero Key is before all.
	Values(behind Key, limit int) ([]Value, error)
}
