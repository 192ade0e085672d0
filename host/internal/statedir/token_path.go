package statedir

import "path/filepath"

// TokenPath is the file that holds an account's login.
func TokenPath(state, account string) string {
	return filepath.Join(state, "accounts", account, "token.json")
}
