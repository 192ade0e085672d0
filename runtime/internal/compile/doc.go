// Package compile turns JavaScript into programs of goja. Everything that is
// compiled here goes through it: scripts with what they import, and the files
// of our own.
//
// [Program] is goja.Compile with passes in between. A pass is a change of the
// syntax tree that gives scripts what the engine gets wrong or lacks: it is
// the place for cures that must know how something was written. Each pass is a
// file of its own and has a line in passes.go.
//
// Literals of regular expressions become calls, and wrong ones errors, before
// all passes: see regexps.go.
//
// [Walk] brings a [Visitor] to every node of a tree. It knows the kinds of
// nodes by their types and uses no reflection, so a pass costs a few per cent
// of what parsing and compiling cost. walk.go holds the expressions,
// walk_statements.go the statements and what stands between the two.
//
// [Function] compiles the text that a script hands to a constructor of
// functions. That of eval is compiled inside the engine: [Guarded] writes what it
// needs of the passes into the text, see evals.go.
package compile
