// Package regex is the regular expressions of JavaScript: ECMAScript 2025 with
// all flags (dgimsuvy), lookaround, named captures, two of which may share a
// name, properties of Unicode, set notation and modifiers, over texts in
// UTF-16. It knows nothing of an engine of JavaScript.
//
//	r, err := regex.CompileString(`(?<=\$)(\d+)`, "")
//	var m regex.Matcher
//	found, err := m.Match(r, regex.String("costs $15"), 0) // [7 9 7 9]
//
// The way of a pattern: parse.go and its neighbours read it into nodes,
// compile.go turns these into instructions, machine.go runs them, going back to
// the last choice where they fail. What is done against the slowness of that:
//
//   - filter.go knows what the next unit must be, so hopeless choices are not
//     made and hopeless places not tried;
//   - a repeated character is one instruction and one place to go back to;
//   - memo.go keeps a match that takes long from going to a place twice, so
//     that without back references the time grows with the text and no faster.
//
// What \p{…} and the flag i mean comes from unicode.gz, which unicode.mjs
// writes by asking Node.
//
// A [Regexp] may be used by several goroutines, a [Matcher] belongs to one.
// Nothing here starts a goroutine. [Compile] returns a *[SyntaxError] in Node's
// words; a match ends early with what [Matcher].Poll returns, or with a
// *[StackError]. An error is never an answer: it is not "no match".
package regex
