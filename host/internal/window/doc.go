// Package window keeps what an account may still send to whom: the window that
// each message of a user opens, and how much of its quota is used.
//
// A send claims all the requests it needs before its row is written, asks once
// more before each of them, and gives back what the service is known not to
// have accepted:
//
//	w := window.New("default", ilink.DefaultLimits(), account.Now)
//	w.ReadFrom(journal, failed) // those of an earlier life, when they are needed
//
//	claim, err := w.Take(user, len(parts)) // all of them or none
//	for i := range parts {
//		grant, err := w.Before(&claim, i)
//		if err != nil {
//			w.GiveBack(claim, i, len(parts))
//			return err
//		}
//		send(parts[i], grant.Token)
//	}
//
// Memory decides. A verb of the journal that depends on a change is called inside
// [Windows.Keep], with the window as it stands then, so that windows reach the
// disk in the order in which they changed.
//
// The package has no goroutines. Its refusals are ilink's: a
// [*ilink.NoContextError] for a user who never wrote, a
// [*ilink.WindowClosedError], a [*ilink.QuotaExhaustedError], each with the
// user's id.
package window
