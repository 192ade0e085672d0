// Package heap sets Go's collector by how much is going on. A bot that answers
// thousands of messages a second makes garbage all the time and holds little:
// at the collector's usual setting, a collection for each doubling, a fifth of
// its processor time goes into looking at the same few megabytes. And a bot
// that nobody writes to should hold no memory that it needed an hour ago.
//
//	stop := heap.Tend(heap.Options{Limit: cfg.Rules.MemoryLimit})
//	defer stop()
//
// There are two states. While much is allocated (and at first: loading rules
// is work) [Tend] lets garbage grow to tens of megabytes before it is
// collected. When things are quiet it goes back to what was set before and
// returns free memory to the system, twice: at once, and when connections that
// were kept for more work have ended.
//
// How it knows: the runtime calls back after each collection, and what was
// allocated since the one before says how busy the program is. So a quiet
// program is not woken; only a busy one is looked at four times a second. After
// a second with little to do it is quiet, and one that rests for moments only
// is given up to six: becoming quiet costs a collection.
//
// What may be garbage is bounded by the limit of rules.memory_limit: a quarter
// of what is free below it at most, so that the guard of the scripts, which
// looks at the heap as it is, meets no garbage that it would have to collect
// first. Who has set GOGC has said how the collector is to work, and nothing is
// changed; a GOMEMLIMIT is a limit like the other.
//
// On Linux the memory of a busy program comes in pages of 2 MB instead of 4 KB
// where the kernel has them: on a rented machine the first use of a page is
// dear, and a save, a start or a crowd needs thousands of small ones. A quiet
// program has small pages, so that what it returns stays returned.
//
// The collector's setting belongs to the process. So Tend is for the program
// that owns the process, and may be at work once in it; host.Run, which may
// run in a program of somebody else, does not call it.
package heap
