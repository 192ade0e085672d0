package host

import (
	"errors"
	"io/fs"
	"os"

	"hotreply/host/internal/statedir"
)

// What programs around a host need of its state folder.
type (
	// StateLock is one process's right to a state folder.
	StateLock = statedir.StateLock
	// StateBusyError says that another process has the state folder.
	StateBusyError = statedir.StateBusyError
	// PollerBusyError says that another account, of this or another process,
	// polls with a login.
	PollerBusyError = statedir.PollerBusyError
	// FolderError says that the system refused something in a folder that
	// hotreply can not do without.
	FolderError = statedir.FolderError
)

// LockState makes the state folder if it is missing and takes it for this
// process, whose command line is told to others who want it. It does not wait:
// a folder that is taken is a *[StateBusyError], one that the system refuses a
// *[FolderError].
func LockState(dir, command string) (*StateLock, error) { return statedir.Lock(dir, command) }

// TokenPath is the file that holds an account's login.
func TokenPath(state, account string) string { return statedir.TokenPath(state, account) }

// EmptyStore reports whether the state folder's store was emptied: a file of
// no bytes stands where messages and values were, which a start makes anew.
func EmptyStore(state string) bool { return statedir.EmptyStore(state) }

// CheckScripts says as a *[FolderError] which folder of rules can not be read.
// A folder that is not there yet is none.
func CheckScripts(c Config) error {
	for _, a := range c.Accounts {
		dir := a.Scripts
		if dir == "" {
			dir = c.Scripts
		}
		if _, err := os.ReadDir(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return &FolderError{Doing: "read the scripts folder", Dir: dir, Flag: "--scripts", Err: err}
		}
	}
	return nil
}
