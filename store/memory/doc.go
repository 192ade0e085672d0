// Package memory is a [store.Journal] that lives as long as the process: for
// tests that need no disk.
//
//	j := memory.New(store.Options{})
//	id, err := j.Persist("default", row, store.Window{}).Wait(ctx)
//
// A verb is done before its call returns, so every ticket is an answer already
// and no goroutine is made. Nothing is compacted, [store.Options] other than
// Clock and OnError are ignored, and the disk is never full. Errors: those of the
// verbs, and [store.ErrClosed].
package memory
