// Package inbox handles what comes in, once: the messages of an account
// ([Inbox]) and the ticks of the scripts' jobs ([Ticks]), each as a [Turn].
//
//	in := inbox.New(inbox.Options{Account: "default", Lanes: lanes, Dispatch: rules, …})
//	in.Load(left.Pending)          // what an earlier life did not finish
//	err := in.Commit(ctx, batch)   // the poller's; rows are durable when it returns
//	…                              // lanes call in.Drive for each that needs a goroutine
//	in.Wait()                      // after lanes stand still and the handlers have ended
//
//	ticks := inbox.NewTicks(inbox.TicksOptions{Zone: time.Local, …})
//	err = ticks.Load()
//	job, err := ticks.Schedule(home, j)  // when a script asks for it
//	job.Start()                    // when the script is live
//	ticks.Stop()
//	ticks.Wait()
//
// # The way of a message
//
//	commit.go   rows, windows, quotes and cursor reach the disk together
//	handle.go   from its lane to the rules, and what its end is
//	turn.go     what a handler may ask of its message, and the done mark
//	ask.go      a question, and the message that answers it (typing.go, quotes.go)
//	values.go   what scripts keep, as a turn sees it
//
// A tick comes from its job (job.go, phase.go, cron.go) and takes the same way.
//
// # Guarantees
//
// Everything that comes in is a row of the journal before anything happens with
// it, and is done in the same step as what its handler wrote. A row that is not
// done when the process dies is handled again by the next life: its handler
// finds what it kept with msg.once, gets the answers that it got, and sends
// nothing twice.
//
// # Goroutines
//
// One per lane that is held, question that is open, user who sees "typing", and
// job whose ticks are due. They end with [Shared].Handlers; Wait waits for them.
//
// # Errors
//
// Commit returns those of the journal but a full disk, which it waits out. A
// schedule that can not be read is an error with a hint, a question without an answer
// a [bot.TimeoutError].
package inbox
