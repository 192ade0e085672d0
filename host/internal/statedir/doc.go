// Package statedir knows the state folder of a bot: who has it, where logins
// lie in it, and what to say when the system refuses something there.
//
//	lock, err := statedir.Lock("data", "hotreply run")
//	if err != nil {
//		return err // a *StateBusyError or a *FolderError, both with a hint
//	}
//	defer lock.Unlock()
//
// Two locks are told apart. A state folder belongs to one process ([Lock]); a
// login belongs to one poller of the user's, in whatever folder its state is
// ([LockPoller]), since two would take each other's messages. The system drops
// both with the process. A note beside each says who has it, so that the next
// one can name them.
//
// Nothing here runs by itself: there are no goroutines, and values need no
// guard. Errors are *[StateBusyError], *[PollerBusyError] and *[FolderError];
// others are the system's own, which [Wrap] turns into the last of the three.
package statedir
