// Package store keeps what must survive the process: one bbolt file with the
// inbox, the outbox, the windows, the scripts' values and the little state
// around them.
//
//	db, err := store.Open(filepath.Join(dir, "state.db"), store.Options{})
//	...
//	err = db.Update(ctx, func(tx *store.Tx) error {
//		tx.SetCursor("default", batch.Cursor)
//		_, added, err := tx.AddInbox(row)
//		return err
//	})
//	// here the row and the cursor are on disk, or neither is
//
// # Order and durability
//
// All writes go through one goroutine that runs them in the order in which
// they were handed over, as many as are waiting in one bbolt transaction.
// [DB.Update] returns when its transaction has been synced to disk;
// [DB.Submit] does not wait. Whatever was submitted before an Update is
// durable when that Update returns. Under load batches form by themselves
// (while one is being synced the next gathers), and an idle store commits at
// once: there is no timer.
//
// # Trouble
//
// A full disk makes Update fail with [*FullError]; submitted writes stay in
// memory, in order, and are tried again. Any other failed commit is reported
// to [Options.OnFatal], after which the store refuses all work: what is on
// disk is then unknown, and the answer is to start the process again. A file
// that is not sound is copied aside and [Open] says so with [*DamagedError].
//
// # Rows
//
// [Tx] has typed methods, one file per kind of row. Rows hold opaque JSON of
// the caller's where only the caller knows the shape; nothing here knows the
// protocol or the scripts. [KV] is the view that scripts' values are read and
// written through: immediate in memory, settled together with a handler's end.
//
// All access goes through unexported methods of Tx (get, put, del, scan,
// back, next and last), which is what a store on another machine would have to offer.
package store
