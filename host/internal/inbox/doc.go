// Package inbox handles what comes in, once: messages of users, and ticks of the
// scripts' jobs ([Ticks]).
//
// Every one is a row of the journal before anything happens with it, and is done
// in the same step as what its handler wrote. A row that is not done when the
// process dies is handled again by the next life.
//
//	ticks := inbox.NewTicks(ctx, inbox.TicksOptions{Journal: db, Handle: run, …})
//	err := ticks.Load()           // what an earlier life did not finish
//	job, err := ticks.Schedule(j) // when a script asks for it
//	job.Start()                   // when the script is live
//	ticks.Stop()
//	ticks.Wait()
//
// Ticks have one goroutine per job whose ticks are due; it ends when none may
// begin. A schedule that can not be read is a [*CronError]; other errors are the
// store's.
package inbox
