// Package store keeps what must survive the process: the inbox, the outbox, the
// windows, the scripts' values and the little state around them. [Journal] is
// what others see of it; [DB] is the journal on one bbolt file.
//
//	db, err := store.Open(filepath.Join(dir, "state.db"), store.Options{})
//	...
//	received, err := db.Receive("default", store.Batch{Arrivals: arrivals, Cursor: cursor}).Wait(ctx)
//	// here rows, windows and cursor are on disk, or none of it is
//	...
//	db.Note("default", row) // nobody waits for it
//
// # Verbs
//
// The journal changes by verbs: values in, values out, one transaction each, with
// one owner: an account, or the rules' own log. [Asked] verbs return a [Ticket]
// and are on disk when its Wait returns; [Told] ones are not waited for, and are
// kept while the disk is full. All are done in the order in which they were
// called, so whatever was told before an asked verb is on disk with it.
// [Journal.Together] hands several over for one commit. [Reader] tells what is
// on disk. No transaction leaves the package: an implementation may keep one
// record per verb. Package storetest has the suite that every one must pass,
// package memory the twin for tests without a disk.
//
// # Values of scripts
//
// [KV] is the view that scripts' values are read and written through: immediate
// in memory, settled together with a handler's end. [Work.Finish] hands the
// changes of a handler over with the row that they belong to, then the row's
// end, then the word to settle them. They count if the row has its end on disk,
// once, wherever the process dies in between: what is left unsettled is settled
// or dropped when the journal is opened.
//
// # Order and durability on the file
//
// One goroutine, the writer, does all verbs in their order, as many as are
// waiting in one commit. Under load batches form by themselves (while one is being
// synced the next gathers). A verb that somebody waits for is committed at once;
// those that nobody waits for give it a few milliseconds to come. The writer ends
// with [DB.Close], or with a failed commit, and has answered everybody by then. A
// KV has a second goroutine while changes of its are on their way.
//
// With [EngineBolt] a commit is a transaction of the file. A verb that fails has
// its batch done again without it.
//
// With [EngineLog] (log.go) a commit is one write to a log beside the file, one
// record per verb, and one sync. What it has changed stands in memory, in front
// of the file, and a view sees both as of one moment. A checkpoint (checkpoint.go)
// brings it to the file in the background, when much has gathered or some seconds
// have passed, and at the end; then the log is used again. What a crash leaves in
// the log stands in front of the file again when it is opened, and is brought
// there in the background too. Values in the file have checksums (logsum.go).
//
// # Trouble
//
// A full disk fails asked verbs with [*FullError]; told ones stay in memory, in
// order, and are tried again. Any other failed commit is reported to
// [Options.OnFatal], after which the store refuses all work ([*CommitError],
// [*DamagedError]): what is on disk is then unknown, and the answer is to start
// the process again. A file that is not sound is copied aside and [Open] says so
// with [*DamagedError]; one of a newer program is refused with [*SchemaError], one
// in use with [*LockedError]. [ErrNoRow] and [*RowError] are about single rows.
//
// # Rows
//
// [InboxRow] and [OutboxRow] are documented with their states. Rows hold opaque
// JSON of the caller's where only the caller knows the shape; nothing here knows
// the protocol or the scripts. Inside, a transaction has typed methods, one file
// per kind of row, over get, put, del, scan, back, next and last.
package store
