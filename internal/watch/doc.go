// Package watch says when to look at files again: on the system's word, and
// every so often where the system has none, as on network folders and bind
// mounts. It never says what changed: whoever looks finds that out.
//
//	watch.Run(ctx, watch.Options{Every: 2 * time.Second, Folders: folders}, func() (more bool) {
//		… // compare with what was known
//		return true
//	})
//
// [Run] watches in the caller's goroutine, and returns when that shall end or
// its context does. [Changes] is what it stands on, for whoever has a loop and
// a sense of rest of his own, as the engine that reloads rules has.
//
// There are no errors to handle: a system without file events, or with none
// left to give, only makes the looks less prompt.
package watch
