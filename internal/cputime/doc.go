// Package cputime reads how much processor time this process has used, in user
// mode and in the kernel, over all its threads.
//
//	before := cputime.Used()
//	work()
//	spent := cputime.Used() - before
//
// A call takes less than a microsecond. The clock is as fine as the system's:
// microseconds on unix, 15.6 ms on windows. Any goroutine may call it.
package cputime
