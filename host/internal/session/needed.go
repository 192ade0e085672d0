package session

import (
	"errors"
	"fmt"

	"hotreply/ilink"
)

// LoginNeededError says that a login was given up and nothing else is left to
// do: a person has to start it again.
type LoginNeededError struct {
	Account string
	Err     error
}

// Error names the account.
func (e *LoginNeededError) Error() string {
	return fmt.Sprintf("account %s is not logged in: %v", e.Account, e.Err)
}

// Hint is the next step: the cause's own where it has to be mended first.
func (e *LoginNeededError) Hint() string {
	if host := (*ilink.HostError)(nil); errors.As(e.Err, &host) {
		return host.Hint()
	}
	return "start hotreply again when the phone is at hand"
}

// Unwrap is the cause.
func (e *LoginNeededError) Unwrap() error { return e.Err }

// ExitCode is 3: starting again helps only with a person and a phone.
func (e *LoginNeededError) ExitCode() int { return 3 }
