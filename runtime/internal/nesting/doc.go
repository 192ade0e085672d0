// Package nesting counts how deep source text is nested, before anything that
// recurses is given it: Go ends the process when a stack is full.
//
//	if e := nesting.Check(text); e != nil {
//		return e // e.Line is where, e.Hint() what to do
//	}
//
// It starts no goroutine, allocates little and takes time by the length of the
// text. Its only error is [*Error].
package nesting
