package console

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ready answers whether messages arrive and are handled: 200, or 503 with a
// line for each account that is in the way. It needs no token, so that load
// balancers and monitors can ask.
func (a *api) ready(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	var why strings.Builder
	for _, account := range a.backend.Accounts() {
		if account.Problem != "" {
			fmt.Fprintf(&why, "account %s: %s\n", account.Name, account.Problem)
		}
	}
	if why.Len() > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, why.String())
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// status answers with what the console shows of the accounts, and of patterns
// that texts pass for being slow.
func (a *api) status(w http.ResponseWriter, _ *http.Request) {
	slow, err := a.backend.SlowPatterns()
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, struct {
		Accounts     []Account     `json:"accounts"`
		SlowPatterns []SlowPattern `json:"slowPatterns"`
	}{a.backend.Accounts(), slow})
}
