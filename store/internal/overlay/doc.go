// Package overlay holds what a store's file does not have yet: rows of numbered
// tables, in order, each with a value or known to be deleted.
//
//	group := overlay.New(tables)
//	undo := group.Put(inbox, key, overlay.Row{Value: row})
//	group.Undo(undo)                // a verb that failed is taken back alone
//	...                             // the group is on disk:
//	active.Merge(group)             // one that is not is dropped
//	...
//	layers := overlay.Layers{active.Copy(), older}
//	row, known := layers.Get(inbox, key)
//	err := layers.Ascend(inbox, file, from, func(key []byte, row *overlay.Row) error { ... })
//
// A [Set] has no lock: its owner sees to it that it is not read while it is
// written. A copy is for those who read at length: it never changes, but has the
// set copy nodes of its trees from then on, so whoever looks at a few rows reads
// the set itself.
//
// [Layers] are sets on top of each other, the newest first, with a file below
// all of them ([Base]): the first that knows a key says what its value is. A
// layer that the file has taken in meanwhile says what the file says, so it does
// not matter whether it is still there.
package overlay
