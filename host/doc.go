// Package host puts the parts of hotreply together and runs them: accounts,
// the inbox, lanes, rules, the outbox, schedules, the console's listener and
// the supervisor.
//
//	cfg, err := host.LoadConfig("config.toml")
//	…
//	err = host.Run(ctx, cfg) // until ctx ends; then it drains and returns nil
//
// # The way of a message
//
// An account polls ([ilink.Poller]) and commits what a poll returned in one
// transaction with the cursor: inbox rows, windows, quotes (inbox.go). Only
// then the next poll. Rows wait in one lane per user, in order (package lane); the
// goroutine that holds a lane hands them to the rules, one after another
// (handle.go). What a handler sends is numbered at the call (turn.go), written
// to the outbox whole and durable (send.go), leaves in the order of its
// recipient's line (package pacer), and is judged request by request
// (verdict.go). The handler's own writes and the done mark are one transaction.
//
// # What holds after a death
//
// A row that is not done is handled again. What its handler had sent is known
// from the outbox: rows that were open are sent first, and each send of the
// new run takes over an earlier row (ledger.go). Answers to questions are
// recorded with the asking row (ask.go), ticks are rows as well (internal/inbox),
// and what was in a turn at the death is a suspect (internal/blame).
//
// Nothing here waits for a disk but what must: a batch before the next poll, a
// send before its request, a result of msg.once. Done marks and receipts are
// handed to the store in order. If they die with the process, the work is done
// again and the user sees nothing of it.
//
// # Who owns what
//
// The goroutines are listed at the type host, and [Run] waits for all of them.
// State that several of them touch lives in three small monitors per account,
// lanes, windows and pacer, none of which calls out while it is locked.
// A window is judged in memory; every transaction that depends on it writes it
// as it stands when the transaction runs.
package host
