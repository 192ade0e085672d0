// Package outbox sends for one account: each send from its call to its receipt,
// and what waits in between for a user's next message.
//
//	o := outbox.New(ctx, outbox.Options{Account: "default", Journal: db, Windows: w, …})
//	o.Resume(left.Open, left.Releases) // what an earlier life left
//
//	run := outbox.NewRun(outbox.RunOptions{Source: store.InboxSource(row), Answers: user})
//	s := o.Send(run, user, content, bot.SendOptions{})
//	receipt, err := s.Wait(ctx) // sent, or kept in the queue
//	…
//	err = run.Settled(ctx)    // all sends of the handler
//	o.Flush(user, row, false) // the message has come that queued rows wait for
//
// # The way of a send
//
// The stages call downwards only:
//
//	send.go      the call, and the order of the stages
//	prepare.go   texts are filtered (cut.go), media is uploaded (upload.go)
//	admit.go     login, window and quota; texts are cut to what is left
//	sending.go   a send under way: its turn in the line, its end
//	transmit.go  one request per part, judged by verdict.go
//	answers.go   what the service's answers tell
//	settle.go    the end: sent, refused or kept (keeps.go)
//	rows.go      what becomes of the row, in the journal (content.go)
//	copies.go    the bytes of media that waits
//
// Three more ways lead into it behind the call: a row of an earlier life
// (earlier.go), one that has waited for its user (rounds.go, waiting.go), and one
// that was made while no host ran (offline.go). A run of a handler that comes
// after a death of the process takes over the rows of the run before, so that
// nothing is sent twice (run.go, ledger.go).
//
// # Guarantees
//
// A row is durable before its first request, and every request of a part
// carries the same client id, so a repeat shows nothing twice. A request whose
// answer was lost makes its part unconfirmed and never refused.
//
// # Goroutines
//
// One per send, one per user whose queue is being let go or finished. They end
// with the context of [New], and [Outbox.Wait] waits for them; what has not left
// stays in the journal. Callers never wait but in Wait, Settled and the calls
// that take a context.
//
// # Errors
//
// Sends fail with ilink's refusals ([ilink.WindowClosedError],
// [ilink.QuotaExhaustedError], [ilink.RejectedError] …), in a [PartialError] once
// a part has left, with errors of media and journal, and with [ErrStopped].
package outbox
