package host

import (
	"fmt"
	"strings"
)

// AccountError says that a send has no account, or could have more than one.
// It implements [bot.Fault].
type AccountError struct {
	Problem string
	Unknown bool // an account was named that is not there
	Advice  string
}

// Error is what is wrong.
func (e *AccountError) Error() string { return e.Problem }

// Name is the class of the JavaScript error.
func (e *AccountError) Name() string { return "BotError" }

// Code is its code.
func (e *AccountError) Code() string { return "NO_ACCOUNT" }

// Hint says what to do.
func (e *AccountError) Hint() string { return e.Advice }

// NotFound says whether an account was named that is not there.
func (e *AccountError) NotFound() bool { return e.Unknown }

// Facts are none.
func (e *AccountError) Facts() map[string]any { return nil }

const sayWhich = `say which to use with {account: …}, or with "account" in a request`

// noAccount is the error for a name that none of the known accounts has.
func noAccount(name string, known []string) error {
	return &AccountError{
		Problem: fmt.Sprintf("there is no account %.80q", name), Unknown: true,
		Advice: "known are " + strings.Join(known, ", ") + "; config.toml adds more with [accounts.NAME]",
	}
}

// cutID is an id from outside, cut to what a line can bear.
func cutID(id string) string {
	if len(id) > 100 {
		return fmt.Sprintf("%.100s… (%d bytes)", id, len(id))
	}
	return id
}
