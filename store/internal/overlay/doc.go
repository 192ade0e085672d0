// Package overlay holds what a store's file does not have yet: rows of numbered
// tables, in order, each with a value or known to be deleted.
//
//	changes := overlay.New(tables)
//	undo := changes.Put(inbox, key, overlay.Row{Value: row})
//	changes.Undo(undo)              // a verb that failed is taken back alone
//	seen := changes.Snapshot()      // what readers see from now on
//	...
//	layers := overlay.Layers{seen, older}
//	row, known := layers.Get(inbox, key)
//	err := layers.Ascend(inbox, file, from, func(key []byte, row *overlay.Row) error { ... })
//
// A [Set] belongs to one goroutine, which writes it. A snapshot never changes and
// is read by any number of goroutines; making one costs a few pointers for each
// table that was written since the one before, as the trees underneath copy
// their nodes only when they are written again.
//
// [Layers] are sets on top of each other, the newest first, with a file below
// all of them ([Base]): the first that knows a key says what its value is. A
// layer that the file has taken in meanwhile says what the file says, so it does
// not matter whether it is still there.
package overlay
