// Package blame finds out what a rule did to the process, and keeps it from
// doing so again.
//
// It is found out in two steps. Whatever was in a turn at a sudden death is a
// suspect, and its next turns run alone. A death in such a turn is its own:
// message and script are guilty once. A script that was being loaded is a
// suspect too, and its next load runs alone. A message that is guilty as often
// as [Options.Attempts] becomes a dead letter; a script that is guilty three
// times without a success between is set aside until it is edited. The end of a
// message clears both. A pattern that finds no end ends the process too, but
// makes no script guilty: what is known of such patterns is kept here as well.
//
// A life of the process goes like this:
//
//	b, err := blame.Open(blame.Options{State: dir, Journal: db, Attempts: 3, …})
//	dead, err := b.Judge(ctx)  // before any script is loaded
//	b.Expect(row)              // for each suspect that has a place to begin from
//	b.Seal()                   // Options.Follow is called once they have had their go
//	b.Begin(turn); b.End(turn) // around each turn of a script
//	b.Gone(row)                // the handler of a row is over
//	forget := b.Clear(row, script, true)
//	b.Close(true)
//
// The turns stand in a file that is never synced, "turns" in the state folder,
// written as memory (slots.go), and so do the files that scripts were made of,
// in "loads": they have to survive the process, not the machine. All else stands in notes of the store:
//
//	suspect/<row>   a row whose turns run alone
//	wedged/<row>    a row that wedged its runtime; dead with the next start
//	guilt/<script>  deaths, wedges and the version that is set aside
//	slow/<hash>     what is known of a slow pattern of a folder and script
//
// The package has no goroutine of its own but the timers between two turns of a
// suspect, which end by themselves. Errors are those of the files
// ([*io/fs.PathError]) and of the store.
package blame
