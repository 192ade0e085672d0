package ilink

import (
	"fmt"
	"time"
)

// The errors that a rule can meet. Each has a stable name and code, a hint for
// whoever wrote the rule, and its numbers.

// Visible is what those errors have in common.
type Visible interface {
	error
	Name() string          // class name in JavaScript, "QuotaExhaustedError"
	Code() string          // stable code, "QUOTA_EXHAUSTED"
	Hint() string          // what to do about it; never empty
	Facts() map[string]any // further properties: strings, numbers, lists of strings
}

// NoContextError: the user has not written to this bot yet, and a bot can not
// speak first.
type NoContextError struct{ User string }

func (e *NoContextError) Error() string {
	return "no context token: " + userOr(e.User) + " has not written to the bot yet"
}

// Name is "NoContextError".
func (e *NoContextError) Name() string { return "NoContextError" }

// Code is "NO_CONTEXT".
func (e *NoContextError) Code() string { return "NO_CONTEXT" }

// Hint says how to get a context.
func (e *NoContextError) Hint() string {
	return "a bot can not start a conversation; ask the user to send it any message first"
}

// Facts has none.
func (e *NoContextError) Facts() map[string]any { return map[string]any{} }

// WindowClosedError: the user's last message is too long ago.
type WindowClosedError struct {
	User               string
	OpenedAt, ClosedAt time.Time // when the user last wrote, when the window closed for this side
	Now                time.Time
}

func (e *WindowClosedError) Error() string {
	return fmt.Sprintf("window closed: %s last wrote %s ago", userOr(e.User), e.Now.Sub(e.OpenedAt).Round(time.Second))
}

// Name is "WindowClosedError".
func (e *WindowClosedError) Name() string { return "WindowClosedError" }

// Code is "WINDOW_CLOSED".
func (e *WindowClosedError) Code() string { return "WINDOW_CLOSED" }

// Hint says when sending works again.
func (e *WindowClosedError) Hint() string {
	return "messages reach a user only within 24 h after their last one; use {queue: true} to send it when they write again"
}

// Facts has the times, as RFC 3339 text.
func (e *WindowClosedError) Facts() map[string]any {
	return map[string]any{"openedAt": e.OpenedAt.UTC().Format(time.RFC3339), "closedAt": e.ClosedAt.UTC().Format(time.RFC3339)}
}

// QuotaExhaustedError: not enough sends are left until the user writes again.
type QuotaExhaustedError struct {
	User        string
	Limit, Used int
	Need        int // how many were asked for; at least 1
}

func (e *QuotaExhaustedError) Error() string {
	if e.beyond() {
		return fmt.Sprintf("quota exhausted: it makes %d messages to %s, and a window holds %d", e.Need, userOr(e.User), e.Limit)
	}
	s := fmt.Sprintf("quota exhausted: %d of %d messages to %s are used", e.Used, e.Limit, userOr(e.User))
	if e.Need > 1 {
		s += fmt.Sprintf(", %d more are needed", e.Need)
	}
	return s
}

// beyond says that no window is large enough.
func (e *QuotaExhaustedError) beyond() bool { return e.Limit > 0 && e.Need > e.Limit }

// Name is "QuotaExhaustedError".
func (e *QuotaExhaustedError) Name() string { return "QuotaExhaustedError" }

// Code is "QUOTA_EXHAUSTED".
func (e *QuotaExhaustedError) Code() string { return "QUOTA_EXHAUSTED" }

// Hint says when sending works again.
func (e *QuotaExhaustedError) Hint() string {
	if e.beyond() {
		return "no window ever has room for it: send less, join short texts into one message, or send a file"
	}
	return "the count starts anew with the user's next message; send fewer, longer messages, or use {queue: true}"
}

// Facts has limit, used and need.
func (e *QuotaExhaustedError) Facts() map[string]any {
	return map[string]any{"limit": e.Limit, "used": e.Used, "need": e.Need}
}

// TextTooLongError: one text is above the service's limit and was not to be
// split.
type TextTooLongError struct{ Bytes, Limit int }

func (e *TextTooLongError) Error() string {
	return fmt.Sprintf("text too long: %d bytes of UTF-8, the limit is %d", e.Bytes, e.Limit)
}

// Name is "TextTooLongError".
func (e *TextTooLongError) Name() string { return "TextTooLongError" }

// Code is "TEXT_TOO_LONG".
func (e *TextTooLongError) Code() string { return "TEXT_TOO_LONG" }

// Hint says how to send it.
func (e *TextTooLongError) Hint() string {
	return "the limit counts bytes, a Chinese character takes three; leave out {split: false}, or send the text as a file"
}

// Facts has bytes and limit.
func (e *TextTooLongError) Facts() map[string]any {
	return map[string]any{"bytes": e.Bytes, "limit": e.Limit}
}

// SessionExpiredError: the bot has no session; nothing can be sent until
// somebody scans a code or, with Elsewhere, stops who uses its login.
type SessionExpiredError struct {
	Account   string
	Err       error  // the answer that said so, or nil
	Elsewhere string // who uses the login instead of this program; "": it is dead
}

func (e *SessionExpiredError) Error() string {
	switch {
	case e.Elsewhere != "":
		return "account " + e.Account + " has no session: its login is in use by " + e.Elsewhere
	case e.Account == "":
		return "session expired"
	}
	return "session of account " + e.Account + " expired"
}

// Unwrap returns the answer that said so.
func (e *SessionExpiredError) Unwrap() error { return e.Err }

// Is makes errors.Is(e, ErrStaleToken) true.
func (e *SessionExpiredError) Is(target error) bool { return target == ErrStaleToken }

// Name is "SessionExpiredError".
func (e *SessionExpiredError) Name() string { return "SessionExpiredError" }

// Code is "SESSION_EXPIRED".
func (e *SessionExpiredError) Code() string { return "SESSION_EXPIRED" }

// Hint says how to get a session.
func (e *SessionExpiredError) Hint() string {
	if e.Elsewhere != "" {
		return "stop that one, and this account goes on by itself"
	}
	return "log in again: scan the code that hotreply shows, or run hotreply login; was the bot scanned elsewhere?"
}

// Facts has the account.
func (e *SessionExpiredError) Facts() map[string]any { return map[string]any{"account": e.Account} }

func userOr(user string) string {
	if user == "" {
		return "the user"
	}
	return user
}
