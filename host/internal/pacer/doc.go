// Package pacer orders how one account's sends leave: those to one recipient
// one after another, replies before everything else, recipients in turn, and
// with the least time between two requests that the configuration asks for.
//
// A send joins its recipient's line when the script calls, so that what a
// handler sends leaves in the order of its calls, and is ready once its row is
// durable. One that is not ready holds up later sends of the same source only.
//
//	p := pacer.New(clock, time.Second)
//
//	t := p.Join(user, pacer.Reply, source)
//	defer t.Leave()
//	err := wait.Closed(ctx, t.Admitted()) // what its source sent before is ready
//	...                                   // the row is written
//	t.Ready()
//	err = wait.Closed(ctx, t.Turn())      // it is the first of its line
//	for range parts {
//		err = t.Request(ctx)              // now, or when spacing allows
//		...
//	}
//
// The package has no goroutines; between two requests that spacing keeps apart
// one timer of the clock runs. Its only errors are the causes of the caller's
// contexts.
package pacer
