// Package supervise keeps a host alive from outside: it runs the host as a child
// process and starts it again when it dies, since a rule can bring down what Go
// can not catch. A host that dies again and again is started without the
// scripts that were running, then without any.
//
//	s := &supervise.Supervisor{Executable: exe, Command: os.Args, Stderr: os.Stderr}
//	err := s.Run(ctx) // until ctx ends; nil then
//
// and in the child, which finds [Variable] in its environment:
//
//	child, err := supervise.OpenChild(os.Getenv(supervise.Variable))
//	go child.Obey(drain)
//	… // run, with child.Notify told what happens
//	os.Exit(supervise.ExitCode(err))
//
// Three pipes join the two: orders and "drain" go down, a [Notice] a line comes
// up, and so does what is written for people. The child's own stderr is the Go
// runtime's, for the report of a death.
//
// Each life of a child has two goroutines, which read its notices and its words
// and end with it; [Supervisor.Run] waits for both. [Child.Obey] wants one of
// the child's own, which ends with the process.
//
// Run returns an *[EndError] when starting again does not help and [ErrForced]
// after Quit.
package supervise
