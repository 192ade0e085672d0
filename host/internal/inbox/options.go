package inbox

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/outbox"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/internal/clock"
	"hotreply/store"
)

// Shared is what the inboxes of all accounts and the ticks of the scripts' jobs
// have in common.
type Shared struct {
	Journal Journal
	Values  *store.KV
	Blame   Blame
	Clock   clock.Clock
	// Handlers ends what handlers do that still run, Sending the wait for what
	// they have sent. A row whose handler was ended so stays pending for the
	// next life.
	Handlers, Sending context.Context
	// Failed tells of a handler that threw or ran out of time, before its row is
	// done. instead is what middleware around it threw in place of err, nil if it
	// did not. It may wait, but not for the turn.
	Failed func(t *Turn, err, instead error)
}

// Journal keeps rows, answers and values; [store.Journal] is one.
type Journal interface {
	Load(account string) (store.State, error)
	Known(account string, rows []store.InboxRow) ([]bool, error)
	Receive(account string, b store.Batch) *store.Ticket[[]store.Received]
	Inbox(row uint64) (store.InboxRow, error)
	Once(account string, row uint64, name string, result json.RawMessage) *store.Ticket[struct{}]
	Answer(account string, row uint64, answer json.RawMessage)
	Finish(account string, e store.End)
	OutboxOf(source string) ([]store.OutboxRow, error)
	Flush(ctx context.Context) error
	Quote(account string, q store.Quote)
	Quoted(account, messageID string) []byte
	Job(key string) []byte
	SetJob(j store.Job)
	Tick(row store.InboxRow, j store.Job) *store.Ticket[store.Received]
}

// Blame says which rows were in a turn when the process died, and hears of their
// places and ends.
type Blame interface {
	IsSuspect(row uint64) bool
	Expect(row uint64)
	Gone(row uint64)
	// Clear clears a row that has come to its end, and the script that handled it
	// if that was a success. It is called behind the verb that ends the row.
	Clear(row uint64, script string, success bool)
}

// Options is what the [Inbox] of an account needs.
type Options struct {
	Shared
	Account string
	Log     hclog.Logger // with the account's name
	Lanes   *lane.Lanes  // whose lanes are given to [Inbox.Drive]
	Outbox  *outbox.Outbox
	Windows *window.Windows
	Now     func() time.Time // the service's time

	Limit      int    // rows that may wait before polling does; 0: any number
	Typing     bool   // a handler that takes a while shows "typing"
	ErrorReply string // what a user hears of a rule that failed; "": nothing

	// Dispatch hands a message to the rules, and returns when its handlers are
	// over or ctx has ended them.
	Dispatch func(ctx context.Context, t *Turn, m bot.Message) Outcome
	// Allowed says whether a user's messages go to the rules.
	Allowed func(user string) bool
	// Typist is what shows "typing" with the login in use, until ctx ends; nil
	// without a login.
	Typist func() (ctx context.Context, t *ilink.Typist)
	Owner  func() string // who scanned the code; "" if nobody has yet
	// Finished hears of each row that is done. It must not block.
	Finished func(f Finished)
}

// Outcome is what became of a message among the rules.
type Outcome struct {
	Script  string // file name of the script that took it; "" is none
	Handled bool   // a rule or a middleware took it
	Err     error  // the handler threw, or ran out of time
	Instead error  // what middleware around it threw in place of Err; nil: nothing
	Caught  error  // what a handler threw and middleware caught
	Strays  []error
	// Aside are scripts that are set aside and would have taken it.
	Aside []string
	// Passed are the reasons why rules were not asked about it.
	Passed []error
}

// failed says whether anything went wrong.
func (o *Outcome) failed() bool { return o.Err != nil || o.Caught != nil || len(o.Strays) > 0 }

// Finished is the end of a message.
type Finished struct {
	User, Message string // its id, as the service knows it
	State, Reason string // of its row
}
