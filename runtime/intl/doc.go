// Package intl gives rules dates, numbers and text order the way people write
// them: Intl, the toLocale methods of Date, Number and BigInt, and localeCompare
// with the order of a language, Chinese by pinyin.
//
// How a language writes is not known here but recorded: record/record.mjs asks
// Node for the pattern of every choice of fields, for the words and the shapes,
// and keeps them in data, a file per language. Chinese and English are there
// with their regions, and a few others; a language that is not recorded falls
// back to the default, which resolvedOptions tells. Each file is read when its
// language is first used, once per process (data.go).
//
// Scripts see classes that read options (js/*.js) and hand them to a writer in
// Go: dates.go puts a time into a pattern, numbers.go wraps rounded digits into
// shapes. Time zones are Go's, the whole database being part of the program.
// The order of text and the rules of plurals are those of golang.org/x/text,
// the pieces of a text those of rivo/uniseg.
//
// What Node has and this package has not is an error with a hint, never another
// answer: other calendars and digits, ranges of dates, words of languages
// without spaces.
//
// Tests compare with values recorded from Node: see testdata/record.mjs.
//
//	set, err := runtime.New(runtime.Options{Modules: []runtime.Module{intl.Module()}})
//
// It starts no goroutine and keeps nothing of a script.
package intl
