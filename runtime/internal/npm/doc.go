// Package npm proves that packages people use load in rules and give what Node
// gives. It is tests only; they need npm and the network, and are asked for by
// name:
//
//	HOTREPLY_NPM=1 go test ./runtime/internal/npm
//	HOTREPLY_NPM=1 go test ./runtime/internal/npm -run 'TestPackages/luxon$'
//
// HOTREPLY_NPM=DIR keeps what was installed in DIR for the next run.
//
// testdata/packages.tsv is the list: package, version, and what to use instead
// where it does not work. package.json and its lock pin these and what else
// the probes import. testdata/probes.txt holds the calls: each is a module with
// a function run, under a line with the package and, if it has several, the
// probe's name. A probe may ask the server at STUB (stub_test.go) and read the
// feed RSS. testdata/tail.js, put under each probe, makes a text of the result;
// rule and Node run the very same file.
//
// testdata/answers.jsonl is what Node says. Record it again with
//
//	HOTREPLY_NPM=1 go test ./runtime/internal/npm -run TestRecord -record -node node22
//
// or one of them with -run TestRecord/luxon.
//
// A probe ends in one of four ways: equal to Node; refused, with an error that
// carries a hint; wrong, which is another value, or an error without a hint.
// Wrong fails the test, but for as many as mayBeWrong still allows. The table in
// docs/javascript.md is made of the outcomes in testdata/outcomes.tsv by -update, and held by the test in both directions:
// what gets worse and what gets better both fail until the table says so.
package npm
