// Package lane is the order in which one account's messages are handled: one
// lane per user, one message at a time in it, lanes side by side.
//
// Whoever holds a lane handles its rows one after another, until there is none:
//
//	lanes := lane.New(func(l *lane.Lane) { // l is held from here on
//		running.Go(func() {
//			for {
//				row, ok := l.Next()
//				if !ok {
//					return // it rests, or a turn that waited for it has it
//				}
//				if taken, passed := l.Offer(ctx, row, message); taken {
//					... // it answered a question
//				}
//				hold := l.Begin()
//				handle(row, hold) // may hold.Ask
//				if !hold.End() {
//					return // given away by a question that is still open
//				}
//			}
//		})
//	})
//	lanes.Resume(lane.NotLoaded | lane.NoLogin)
//	lanes.Add(user, lane.Row{ID: id, Row: &row})
//
// The package has no goroutines. It says which lane needs one by calling the
// function given to [New], never with its lock held; that function's owner
// waits for them. Nothing here fails, so there are no errors.
package lane
