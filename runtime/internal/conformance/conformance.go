// Package conformance says what of JavaScript, the web platform and Node works
// in a rule, in two ways. Both run through the real loader, with all the names
// that the host gives to rules.
//
// Features are the files of testdata: one snippet each, which must give true.
// The test writes docs/javascript.md from them:
//
//	go test ./runtime/internal/conformance -update
//
// Cases are the files of testdata/node22: expressions and what Node 22 answers
// to them, as one line of text (record/show.js writes it on both sides). Where we
// answer otherwise, testdata/node22/known.txt says why and what to write
// instead. The list is held in both directions: a case that begins to answer
// as Node does has to leave it.
//
//	node runtime/internal/conformance/record/record.mjs             record answers, all or of one file
//	go test ./runtime/internal/conformance -run Node22 -v       compare, and count
//	go test ./runtime/internal/conformance -run Node22 -known   bring the list up to date
package conformance
