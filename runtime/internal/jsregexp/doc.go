// Package jsregexp gives a goja runtime regular expressions of package regex.
//
//	err := jsregexp.Install(vm, poll, 0)
//
// The constructor RegExp and the methods of its prototype are replaced, and
// those of String that make regular expressions of texts. The objects stay
// those of the engine, so that they are RegExp for everything that asks, but
// the engine's own pattern in them is never run: each holds a compiled pattern
// of ours, literals from their first use on.
//
// Methods take a short way while nobody has changed exec or made a class of
// RegExp, and the way that ECMAScript describes otherwise.
//
// realm.go is what belongs to a runtime, construct.go makes objects, exec.go
// matches; match.go, replace.go and split.go are the methods that texts use,
// properties.go the rest. Everything runs on the runtime's own goroutine. A
// match that ends early throws: what poll returned, or a RangeError.
package jsregexp
