// Package storetest is the suite that every [store.Journal] has to pass.
//
//	func TestJournal(t *testing.T) {
//		storetest.Run(t, storetest.Factory{Open: open, Tear: tear})
//	}
//
// It asks each verb what it answers and what it leaves alone, whether verbs keep
// their order and stand where another fails, and what numbers rows get. Then it
// starts the test's own binary again as a child that kills itself inside a verb,
// inside a commit and right behind one, and looks at what is left: every message
// that a poll returned, every send that was told to be durable, and each
// handler's changes once, with its row's end. With Tear it does the same to
// copies of which the last write is damaged as by a power cut.
//
// [Run] must be the first thing that its test does, as the child is that test
// again. All goroutines of the suite end with it.
package storetest
