package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hotreply/console"
	"hotreply/host"
	"hotreply/store"
)

// stored says whether c's state folder holds anything.
func stored(c host.Config) bool {
	_, err := os.Stat(filepath.Join(c.State, "state.db"))
	return !errors.Is(err, fs.ErrNotExist)
}

// onState runs one of two ways to the same end: online through the console of
// the host that runs on c's state folder, or offline on the file itself, which
// nobody else can take meanwhile.
func onState(c host.Config, online func(*console.Client) error, offline func(*store.DB) error) error {
	path := filepath.Join(c.State, "state.db")
	if !stored(c) {
		return failed("is this the right folder? see --state and --config", "nothing was stored in %s yet", c.State)
	}
	lock, err := host.LockState(c.State, commandLine())
	var busy *host.StateBusyError
	if errors.As(err, &busy) {
		client, err := dialConsole(c)
		if err != nil {
			return err
		}
		return online(client)
	}
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	if host.EmptyStore(c.State) {
		return failed("put a backup in its place, if there is one; the next start makes it anew", "%s is empty (0 bytes): if it ever held anything, that is lost", path)
	}
	db, err := store.Open(path, store.Options{LockTimeout: 6 * time.Second})
	if err != nil {
		return err
	}
	err = offline(db)
	if closeErr := db.Close(); err == nil && closeErr != nil {
		err = fmt.Errorf("close the store: %w", closeErr)
	}
	return err
}

// dialConsole finds the console of the host that runs on c's state folder.
func dialConsole(c host.Config) (*console.Client, error) {
	addr, err := console.Address(c.State)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if lock, err := host.LockState(c.State, commandLine()); err == nil { // it has stopped meanwhile
			_ = lock.Unlock()
			return nil, &console.NotRunningError{Dir: c.State}
		}
		return nil, failed(`it is starting or stopping, or console.listen is ""; set it to "127.0.0.1:8686", or stop that hotreply first`,
			"the hotreply that uses %s has no console to talk to", c.State)
	case err != nil:
		return nil, fmt.Errorf("find the running host: %w", err)
	}
	if err := c.Require("console.token"); err != nil {
		return nil, err
	}
	token, err := host.ConsoleToken(c)
	if err != nil {
		return nil, err
	}
	return console.NewClient(c.State, addr, token), nil
}
