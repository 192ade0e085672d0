package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"hotreply/host/internal/statedir"
	"hotreply/ilink"
)

// LoggedIn is one account and its login, for people: without the token.
type LoggedIn struct {
	Account string
	Login   *ilink.Credentials // nil: not logged in
	Err     error              // why token.json can not be used
}

// List lists the accounts that are named and those that have a folder in the
// state, by name.
func List(state string, names []string) ([]LoggedIn, error) {
	names = slices.Clone(names)
	entries, err := os.ReadDir(filepath.Join(state, "accounts"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(names, e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	list := make([]LoggedIn, len(names))
	for i, name := range names {
		list[i].Account = name
		cred, err := ilink.LoadCredentials(statedir.TokenPath(state, name))
		switch {
		case err == nil:
			list[i].Login = &cred
		case !errors.Is(err, fs.ErrNotExist):
			list[i].Err = err
		}
	}
	return list, nil
}

// Logout removes an account's token.json; a running keeper takes notice by
// itself. It reports whether there was one. The service keeps the bot bound to
// the user until the next login, since the protocol has no logout.
func Logout(state, account string) (was bool, err error) {
	err = os.Remove(statedir.TokenPath(state, account))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
