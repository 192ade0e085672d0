package console

import (
	"context"
	"fmt"
	"io"
	"time"

	"hotreply/bot"
	"hotreply/store"
)

// Backend is what the console asks of a running host. Its methods are called
// by many goroutines at once.
//
// Errors tell the status of the answer: one with the methods of [bot.Fault] is
// the caller's to mend (409), one whose NotFound method says true is about
// something that is not there (404), a [*store.LoadError] is a dump that can
// not be read (400); any other is the host's own (500). A Hint method's text
// goes along.
type Backend interface {
	// Deliver sends content to a user and waits for the receipt; the send goes
	// on when ctx ends. A key that was used before answers with that send's
	// receipt; "" is a send of its own.
	Deliver(ctx context.Context, key, to string, c bot.Content, o bot.SendOptions) (bot.Receipt, error)
	// Messages lists rows of the inbox, newest first; never nil.
	Messages(f MessageFilter) ([]Message, error)
	// Retry puts a failed or dead message back in its lane, and returns when
	// that is durable. It fails with a [*NoMessageError].
	Retry(ctx context.Context, id uint64) error
	// Dump writes what scripts keep, as the running scripts see it.
	Dump(ctx context.Context, w io.Writer) error
	// Load sets the values of a dump, all of them or none.
	Load(ctx context.Context, r io.Reader) (store.Loaded, error)
	// Accounts lists the accounts by name; never nil.
	Accounts() []Account
	// SlowPatterns lists the patterns that texts pass now; never nil.
	SlowPatterns() ([]SlowPattern, error)
}

// Message is one row of the inbox, for people and programs.
type Message struct {
	ID       string    `json:"id"` // of the row: what `inbox --retry` takes
	Account  string    `json:"account"`
	User     string    `json:"user"`
	Kind     string    `json:"kind"` // of the message: text, image …; or tick
	Text     string    `json:"text,omitempty"`
	State    string    `json:"state"` // pending, done, queued (done, but a reply waits), failed, dead or recorded
	Reason   string    `json:"reason,omitempty"`
	Attempts int       `json:"attempts,omitempty"`
	Received time.Time `json:"received"`
}

// MessageFilter says which rows of the inbox to list.
type MessageFilter struct {
	Failed bool   // only failed ones and dead letters
	Ticks  bool   // also ticks of cron and every that are done: there are many
	Before uint64 // row to go on from; 0: the newest
	Limit  int    // how many at most
}

// Account is what the console shows of an account.
type Account struct {
	Name         string    `json:"name"`
	State        string    `json:"state"` // as in bot.accounts()
	BotID        string    `json:"botId"`
	LastAnswered time.Time `json:"lastAnswered,omitzero"` // when the service answered a poll last; cut polls are none
	Problem      string    `json:"problem,omitempty"`     // why messages do not arrive as they should
}

// SlowPattern is what the console shows of a slow pattern while texts pass it.
type SlowPattern struct {
	Rule       string    `json:"rule"`       // file name of the script
	Pattern    string    `json:"pattern"`    // as its author wrote it; of a very long one the end is a hash
	Characters int       `json:"characters"` // texts of so many and more pass it
	Until      time.Time `json:"until"`
}

// String is one line for people.
func (p SlowPattern) String() string {
	return fmt.Sprintf("%s: texts of %d characters and more pass the pattern %s until %s",
		p.Rule, p.Characters, p.Pattern, p.Until.Local().Format("2006-01-02 15:04:05"))
}

// NoMessageError says that there is no failed message of that number.
type NoMessageError struct{ ID uint64 }

// Error names the number.
func (e *NoMessageError) Error() string { return fmt.Sprintf("no failed message %d", e.ID) }

// Hint is the next step.
func (e *NoMessageError) Hint() string { return "hotreply inbox --failed lists them" }

// Code is that of the answer.
func (e *NoMessageError) Code() string { return "NOT_FOUND" }

// NotFound says that the answer is 404.
func (e *NoMessageError) NotFound() bool { return true }
