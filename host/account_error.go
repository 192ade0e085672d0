package host

import (
	"fmt"
	"hotreply/internal/hint"
	"strings"
)

// accountError says that a send has no account, or could have more than one.
func accountError(unknown bool, advice, format string, args ...any) error {
	return &hint.Fault{Message: fmt.Sprintf(format, args...), Class: "BotError", Coded: "NO_ACCOUNT", Advice: advice, Missing: unknown}
}

const sayWhich = `say which to use with {account: …}, or with "account" in a request`

// noAccount is the error for a name that none of the known accounts has.
func noAccount(name string, known []string) error {
	return accountError(true, "known are "+strings.Join(known, ", ")+"; config.toml adds more with [accounts.NAME]", "there is no account %.80q", name)
}

// cutID is an id from outside, cut to what a line can bear.
func cutID(id string) string {
	if len(id) > 100 {
		return fmt.Sprintf("%.100s… (%d bytes)", id, len(id))
	}
	return id
}
