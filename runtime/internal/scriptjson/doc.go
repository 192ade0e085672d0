// Package scriptjson is JSON.parse and JSON.stringify for scripts.
//
// The engine's own parse goes through encoding/json: half a surrogate pair
// becomes U+FFFD, 1e999 is an error, and errors are worded for Go programmers.
// Its stringify indents wrongly behind an empty array, and recurses as deep as
// a value is nested, in code that nothing can interrupt. These two do what
// ECMAScript says, with the messages that people find when they search for
// them, which are V8's:
//
//	vm := goja.New()
//	err := scriptjson.Install(vm, scriptjson.Limits{Depth: 5000, Bytes: 64 << 20})
//
// From then on JSON.parse("[1,]") in a script says: SyntaxError: Unexpected
// token ']', "[1,]" is not valid JSON.
//
// [Parse] is the same parser for text that other parts of a script's world
// read. Everything runs on the goroutine that owns the runtime, and nothing is
// kept between calls.
//
// Strings of scripts are UTF-16 and may hold half of a surrogate pair, which
// UTF-8 can not. Within this package text is UTF-8 in which such a half stands
// as the three bytes that UTF-8 would give its code if it allowed it.
package scriptjson
