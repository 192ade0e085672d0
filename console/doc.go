// Package console is the HTTP side of a running bot: what `hotreply send`,
// `inbox` and `store` talk to, and any other program that has the token.
//
//	c, err := console.Open(backend, console.Options{Listen: "127.0.0.1:0", Token: token})
//	if err != nil {
//		return err // the address is taken
//	}
//	_ = c.Note(stateDir) // where Address finds it
//	c.Serve(ctx)         // until ctx ends
//
//	addr, err := console.Address(stateDir)
//	client := console.NewClient(stateDir, addr, token)
//	err = client.Do(ctx, "GET", "/api/messages?limit=10", nil, &list)
//
// What it serves:
//
//	GET  /healthz                   the process lives; open to all
//	GET  /readyz                    messages arrive, or 503 and why not; open to all
//	POST /api/send                  a send, with an Idempotency-Key if it must not happen twice
//	GET  /api/status                accounts, and patterns that long texts pass
//	GET  /api/messages              the inbox, newest first
//	POST /api/messages/{id}/retry   handles a failed message again
//	GET  /api/store, PUT /api/store what scripts keep, as one JSON array
//
// A request passes three gates: limits (limits.go: no client holds a connection
// for ever), the caller's address and origin, and the token (guard.go). What it
// asks for comes from the [Backend], which the running host implements; the
// console itself knows neither rules nor accounts and keeps no state.
//
// Its goroutines are those of net/http. They belong to [Console.Serve], whose
// caller lends it the first one and ends them all by its context.
//
// Errors: [*NoMessageError] for a row that is not there, and on the client's
// side [*Error] for every answer that is a refusal, [*NotRunningError] when
// nobody answers. All have a Hint method.
package console
