// Package scriptdate is what is right about Date for scripts and wrong in the
// engine: reading text, the times of day that clocks skip or repeat, years
// beyond four digits, and the names of zones in toString.
//
//	vm := goja.New()
//	err := scriptdate.Install(vm)
//
// From then on new Date("Jan 32 2024").getTime() in a script is NaN, as in Node.
//
// The zone is time.Local. Where the rules of the language leave room the
// answers are V8's, as people's scripts were written against them: which
// texts are dates, and how they are read ([Parse]), and that a time of day
// which does not exist is read with the offset before the leap ([UTC]).
//
// A date stays the engine's object; it is the constructor and the methods that
// are replaced. Nothing is kept between calls but a table of zone names, which
// is read once per process. zones.txt is made by go generate from what Node
// calls the zones.
package scriptdate

//go:generate node js/zones.mjs
