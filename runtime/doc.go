// Package runtime runs people's own JavaScript inside a Go program and keeps
// it live: a folder of small scripts whose rules answer events, where a saved
// file is in force for the next event and a broken one changes nothing.
//
// # A first call
//
//	set, err := runtime.New(runtime.Options{Dir: "scripts", Modules: []runtime.Module{greetings{}}})
//	err = set.Start(ctx)
//	outcome, err := set.Current().Dispatch(ctx, event)
//	err = set.Close(ctx)
//
// A [Module] gives scripts their names: its Install defines globals on the
// script's runtime and returns the object behind imports. There is no rule
// without a module that calls [Script.AddRule].
//
// # The parts
//
// A [Scripts] is a folder. Its keeper goroutine watches, loads what changed
// and swaps one [Generation] for the next; a generation never changes.
// A [Bundle] is a compiled script: immutable, without JavaScript values. A
// [Script] is a running one: one goja runtime, and one goroutine that owns it
// (the loop) and does one thing after another, a turn each. A [Task] is one
// handler from its call until its promise and everything that holds it has
// settled; it follows the code through awaits, callbacks and timers.
//
// Every JavaScript value belongs to one loop. Methods say which goroutine may
// call them; those of [Script] and [Task] belong to the loop unless they say
// "safe everywhere". Go work leaves the loop with [Script.Async] and comes
// back as a promise; [Script.Post] and [Task.Post] bring anything else back.
//
// # Guarantees
//
// Patterns are matched outside the loops: a script that is busy delays only
// events that its own rules take. A version that does not load leaves the one
// before it in force. Handlers of a replaced version finish on it. No error is
// silent: what no caller gets goes to Options.OnError. A Go panic under a
// script becomes a JavaScript error and a logged bug.
//
// # Limits
//
// JavaScript is interrupted when a turn exceeds its time or the process its
// memory. goja can not interrupt native code: [Options.OnWedge] says when a
// loop is lost, and only the end of the process helps then. Scripts are
// trusted not to be malicious; they are not trusted to be correct.
//
// What of the language works, and what to use instead of what does not, is in
// docs/javascript.md.
package runtime
