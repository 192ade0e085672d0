package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"hotreply/bot"
	"hotreply/store"
)

// problem is the body of every answer that is not a success.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // a client that went away is its own problem
}

func fail(w http.ResponseWriter, status int, code, message, hint string) {
	reply(w, status, problem{Code: code, Message: message, Hint: hint})
}

// absent is an error that may be about something that is not there.
type absent interface {
	error
	Code() string
	Hint() string
	NotFound() bool
}

// failWith answers with an error of the backend: what a script would get is
// the caller's to mend (4xx), anything else is ours.
func failWith(w http.ResponseWriter, err error) {
	var away absent
	if errors.As(err, &away) && away.NotFound() {
		fail(w, http.StatusNotFound, away.Code(), away.Error(), away.Hint())
		return
	}
	var fault bot.Fault
	if errors.As(err, &fault) {
		fail(w, http.StatusConflict, fault.Code(), fault.Error(), fault.Hint())
		return
	}
	var dump *store.LoadError
	if errors.As(err, &dump) {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", dump.Error(), dump.Hint())
		return
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		fail(w, http.StatusRequestEntityTooLarge, "TOO_LARGE", fmt.Sprintf("the body is larger than %d bytes", large.Limit),
			"a larger dump can be loaded while hotreply is stopped; a file is sent by its path or URL")
		return
	}
	hint := ""
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
	}
	fail(w, http.StatusInternalServerError, "FAILED", err.Error(), hint)
}
