// Package lazyregexp holds regular expressions that are compiled when they are
// first used. The program has some sixty of them at package level, most for
// the words of errors that nobody meets: compiled at once they take 13 ms and
// 2 MB of each start, and a host is two processes.
//
// New takes what regexp.MustCompile takes, Regexp has the methods of
// regexp.Regexp that are in use. In a test binary New compiles at once, so that
// a wrong expression fails there and not on the day it is needed.
package lazyregexp
