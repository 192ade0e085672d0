// Package session keeps the login of one account alive: it has a code scanned
// when there is none, polls with the login, notices when the service or a new
// token file ends it, and begins again.
//
//	keeper := session.New(session.Options{
//		Account: "default", State: "data", Service: service, Journal: db, Commit: inbox.Commit, …})
//	go func() { ended <- keeper.Run(ctx) }() // polls until ctx ends
//	client := keeper.Current()               // nil: not logged in, keeper.None() says why
//
// Run is one goroutine, and its context the one way to end it. In it the poll
// runs, and in its place, while there is no login, the wait for somebody to
// scan a code, for another poller's end, or for a token file. A courtesy call
// to the service runs beside a poll and ends with it, before Run does. Whoever
// watches the folder calls [Keeper.TokenChanged]; everything else may be called
// from any goroutine, also after Run.
//
// The login in use is named by its [ilink.Client]. Whoever makes requests with
// it and is answered that it is stale says so with [Keeper.Expire], and after
// [Keeper.BeforeRecheck] only, since one such answer proves nothing
// ([Keeper.With] does both).
//
// Errors: Run ends with a *[LoginNeededError] when a login was given up and
// nothing else is left to do, or with the error of a commit; what needs a login
// while there is none gets an *[ilink.SessionExpiredError].
//
// [Scan], [Probe], [List] and [Logout] work on the folder alone, for programs
// that keep no login.
package session
