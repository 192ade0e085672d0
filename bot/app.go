package bot

import (
	"context"
	"encoding/json"
	"io"
	"time"
)

// App is what the host offers to every script. The bindings translate between
// JavaScript and App; every decision (windows, quotas, durability, order) is
// the host's. Implementations are safe for use by several goroutines, since
// each script runs on its own.
//
// An error that a script may see has the methods of [Fault]; any other error
// reaches it as a plain Error with the same text.
type App interface {
	// Send queues content for a user. It never blocks: the send gets its
	// number within t, in the order of the calls, before Send returns. A nil
	// t is a send of no handler.
	Send(t Turn, to string, c Content, o SendOptions) Pending
	// CanSend says whether a send to the user would be accepted now. An empty
	// account means the one that bot.send would take.
	CanSend(to, account string) CanSend
	// Users lists everyone with a known context, by account and id.
	Users() []UserInfo
	// Accounts lists the configured accounts by name.
	Accounts() []AccountInfo
	// Upload sends a source's bytes to the CDN for one user. It blocks until
	// the service has them or ctx ends.
	Upload(ctx context.Context, r UploadRequest) (*Upload, error)
	// Open reads a source: a file the script may read, a URL, bytes or a
	// received media. It refuses with PATH_REFUSED, GONE and so on when the
	// source is not to be had, and the reader fails at ctx's end.
	Open(ctx context.Context, s Source) (io.ReadCloser, MediaInfo, error)
	// KV is one namespace of the store as seen from t, nil outside handlers.
	KV(t Turn, s Space) KV
	// Schedule checks a job and takes it in. Nothing runs before
	// [Ticking.Start], which the bindings call when the script is live, so
	// that a version that fails to load leaves the old one's jobs alone.
	Schedule(j Job) (Ticking, error)
	// Env is what scripts read as env.NAME. The bindings do not change it.
	Env() map[string]string
	// Files is the absolute path of the folder that scripts write to.
	Files() string
}

// Pending is a send under way.
type Pending interface {
	// Wait blocks until the send is settled or ctx ends; the send itself goes
	// on when ctx ends. It may be called any number of times.
	Wait(ctx context.Context) (Receipt, error)
}

// Turn is one inbox row being handled: a message or a tick. Its methods may
// be called from any goroutine.
type Turn interface {
	// Key identifies the row in logs and turn notes.
	Key() string
	// Account and User are the row's; a tick has neither.
	Account() string
	User() string
	// Over says that the row's handlers have come to their end. What is sent
	// then is a send of no handler.
	Over() bool
	// Ask takes in a question at its place in the order of sends and asks; it
	// never blocks.
	Ask(q Question) Answering
	// Once returns the stored result of an earlier run, if there is one.
	Once(name string) (json.RawMessage, bool)
	// SetOnce stores a result with the row and returns when it is durable.
	SetOnce(ctx context.Context, name string, result json.RawMessage) error
	// Typing shows or hides "typing"; the host keeps it alive and hides it
	// when the handler ends.
	Typing(ctx context.Context, on bool) error
	// Quota is the window of the turn's user.
	Quota() Quota
}

// Question is one msg.ask.
type Question struct {
	Content *Content // nil: only wait
	Options SendOptions
	Timeout time.Duration // 0: 5 minutes
	// Accept judges a candidate. False lets the message go to the rules and
	// keeps the question open; an error ends the question with it. It may
	// block until ctx ends; nil accepts all.
	Accept func(ctx context.Context, m Message) (bool, error)
}

// Answering is a question under way.
type Answering interface {
	// Wait blocks until the answer came, the question failed or ctx ended.
	// A timeout is a [*TimeoutError].
	Wait(ctx context.Context) (Message, error)
}

// KV is one namespace. Values are JSON. Every method is atomic.
type KV interface {
	Get(key string) (json.RawMessage, bool)
	Has(key string) bool
	// Keys lists live keys with the prefix in byte order.
	Keys(prefix string) []string
	// Set stores a value; ttl 0 keeps it until deleted.
	Set(key string, value json.RawMessage, ttl time.Duration) error
	// Update replaces a value by what fn makes of it: old is nil when there is
	// none. fn runs on the caller's goroutine, and again if another script
	// changed the value meanwhile; an error of fn changes nothing. An expiry
	// stays.
	Update(key string, fn func(old json.RawMessage) (json.RawMessage, error)) error
	// Delete says whether the key was there.
	Delete(key string) bool
	// Incr adds to a number (a missing key is 0) and returns the sum. It
	// fails with [*NotNumberError] on any other value.
	Incr(key string, by float64) (float64, error)
}

// Space names a namespace: a script's own, the shared one, or a script's for
// one user.
type Space struct {
	Script        string // namespace of the script; "" is store.shared
	Account, User string // both set: msg.store
}

// String is the space's name in state.db: "shared", "rule/todo" or
// "user/todo/default/u1@im.wechat".
func (s Space) String() string {
	switch {
	case s.User != "":
		return "user/" + s.Script + "/" + s.Account + "/" + s.User
	case s.Script == "":
		return "shared"
	}
	return "rule/" + s.Script
}

// Job is one bot.cron or bot.every.
type Job struct {
	Script    string // file name of the rule, for logs
	Namespace string // its namespace: Namespace and Key identify the job
	Key       string // the name option, else spec or interval + "#" + n-th of that spec
	Spec      string // cron expression; empty for bot.every
	Every     time.Duration
	Location  *time.Location // nil: time.Local
	CatchUp   time.Duration  // 0: a missed tick is skipped
	// Run handles one tick as the turn t, and blocks until the handler is over.
	Run func(ctx context.Context, t Turn) error
}

// Ticking is a job that was taken in.
type Ticking interface {
	// Start makes the job live; it takes the place of a live job with the
	// same Namespace and Key.
	Start()
	// Stop ends it for good. A tick that runs goes on.
	Stop()
}

// SendOptions are the options of a send.
type SendOptions struct {
	Account string
	Split   *bool         // nil: the config's
	Queue   time.Duration // keep what window or quota refuse that long; 0: throw
	Refresh bool
	// Returned says that the content is what a handler returned.
	Returned bool
	Rule     string // who sends, as file:line, for the log; "" if it is no rule
	// OnProgress is told bytes sent and total of a media part, from any
	// goroutine; nil: nobody asks.
	OnProgress func(done, total int64)
}

// Receipt tells what became of a send.
type Receipt struct {
	Status    string // "confirmed", "unconfirmed" or "queued"; the worst of all parts
	ID        string // the service's id of the last message, "" if none
	Parts     int    // number of messages
	Remaining int    // sends left in the window
	Replayed  bool
}

// CanSend answers bot.canSend.
type CanSend struct {
	OK        bool
	Reason    string // an error code, "" when OK
	Remaining int
	ClosesAt  time.Time // zero: no window
}

// Quota answers msg.quota.
type Quota struct {
	Limit, Used, Remaining int
	ClosesAt               time.Time
}

// UserInfo is one row of bot.users.
type UserInfo struct {
	ID, Account      string
	Remaining        int
	ClosesAt, LastAt time.Time
}

// AccountInfo is one row of bot.accounts. It never holds a token.
type AccountInfo struct{ Name, BotID, UserID, State string }

// EventInfo is one event for bot.on("start") and its like.
type EventInfo struct {
	Type    string // a name of [Events]
	Account string // "" when it is of no account
	Time    time.Time
	Facts   map[string]any // strings, numbers, booleans, times, nested maps and slices of them
}

// QueueDefault is how long a send with queue: true is kept.
const QueueDefault = 7 * 24 * time.Hour
