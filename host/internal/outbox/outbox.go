package outbox

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/host/internal/pacer"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/internal/clock"
	"hotreply/store"
)

// Options is what an [Outbox] needs. The fields of the second group may be left
// out where only [Outbox.Keep] is called.
type Options struct {
	Account string
	Journal Journal
	Windows *window.Windows
	Clock   clock.Clock
	Log     hclog.Logger // with the account's name

	Markdown   string // "wechat": texts are filtered for what phones show, else they go as they are
	Split      bool   // texts may be cut into several messages
	SplitAt    int    // code points from which they are, if the window has room
	RepeatLost bool   // a request whose answer was lost is made once more

	Spacing time.Duration // least time between two requests of the account; 0: none
	Login   Login
	Media   Media
	Lanes   Lanes
	Now     func() time.Time // the service's time
	Copies  string           // folder for copies of media that waits; made when it is needed
	// Event tells the rules of an event of the account. It does not wait.
	Event func(name string, facts map[string]any)
	// Sent is called for each message that the service gave an id, before its
	// send settles. It does not wait.
	Sent func(id string, m Message)
}

// Journal is what an outbox keeps its rows in; [store.Journal] is one.
type Journal interface {
	Persist(account string, row store.OutboxRow, w store.Window) *store.Ticket[uint64]
	Keep(account string, row store.OutboxRow, limit int) *store.Ticket[uint64]
	Take(account string, row store.OutboxRow, w store.Window) *store.Ticket[bool]
	GiveUp(account string, row store.OutboxRow) *store.Ticket[bool]
	Note(account string, row store.OutboxRow)
	NoteWindow(account string, w store.Window)
	Fail(account string, row uint64, reason string)
	ClearRelease(account, user string, row uint64)
	Flush(ctx context.Context) error
	Inbox(row uint64) (store.InboxRow, error)
	Open(account string) ([]store.OutboxRow, error)
	Queued(account, user string) ([]store.OutboxRow, error)
	CountQueued(account, user string) int
}

// Login is the account's login, which is named by its client.
type Login interface {
	// Current is the login in use, nil when there is none.
	Current() *ilink.Client
	// Ready is closed by the first login of this life.
	Ready() <-chan struct{}
	// None is the error of what needs a login while there is none in use.
	None() error
	// Expire ends a login because the service says that it is dead.
	Expire(c *ilink.Client, cause error)
	// BeforeRecheck waits before the one repeat of a request that was answered
	// with "login stale". Its error is that ctx ended.
	BeforeRecheck(ctx context.Context, err error) error
	// With makes a request with the login of the moment, and once more before a
	// "login stale" is believed. Without a login its error is that of None.
	With(ctx context.Context, request func(*ilink.Client) error) error
	// WaitFresh waits until what users wrote last is known.
	WaitFresh(ctx context.Context) error
}

// Media opens sources and uploads them with a client that is logged in.
type Media interface {
	Open(ctx context.Context, s bot.Source) (io.ReadCloser, bot.MediaInfo, error)
	Upload(ctx context.Context, c *ilink.Client, r bot.UploadRequest) (*bot.Upload, error)
	UploadFrom(ctx context.Context, c *ilink.Client, r bot.UploadRequest, src io.Reader, info bot.MediaInfo) (*bot.Upload, error)
}

// Lanes hold a user's messages back: each Block until its Unblock.
type Lanes interface {
	Block(user string)
	Unblock(user string)
}

// Message is one message as it was sent.
type Message struct {
	Kind string // text, image …
	Text string // as the rule wrote it
	// Shown is the text as phones show it, "" if that is the same: as long, with
	// other characters in some places.
	Shown string
	From  string // the bot
}

// Outbox is the sends of one account. All methods are safe for use by several
// goroutines.
type Outbox struct {
	opt     Options
	pacer   *pacer.Pacer
	ctx     context.Context // ends the sends
	running sync.WaitGroup  // counts them, and the rounds of the queue

	mu     sync.Mutex        // guards the fields below
	rounds map[string]*round // under way, by user, so that two do not take up the same row
	// starved are the users whose last round had no room for anything. Their
	// next one may use what is kept for the live reply, as a bot that says much
	// to every message would let nothing of the queue through otherwise.
	starved map[string]bool
	recent  []time.Time // of the last few sends, oldest first
	silent  bool        // the warning about unconfirmed sends was given
	aged    time.Time   // when the warning about an old Upload was given
}

// New makes the outbox of an account. Its goroutines end with ctx; what has not
// left then stays in the journal for the next life.
func New(ctx context.Context, o Options) *Outbox {
	return &Outbox{opt: o, ctx: ctx, pacer: pacer.New(o.Clock, o.Spacing), rounds: map[string]*round{}, starved: map[string]bool{}}
}

// Wait returns when no send and no round of the queue is under way. Nothing may
// be sent any more.
func (o *Outbox) Wait() { o.running.Wait() }

// Account is the account's name.
func (o *Outbox) Account() string { return o.opt.Account }

// Knows says whether a user ever wrote to the account.
func (o *Outbox) Knows(user string) bool { return o.opt.Windows.Known(user) }

// CanSend says whether a send to the user would be accepted now.
func (o *Outbox) CanSend(to string) bot.CanSend {
	q := o.opt.Windows.Quota(to)
	c := bot.CanSend{Remaining: q.Remaining, ClosesAt: q.ClosesAt}
	err := o.opt.Windows.Check(to, 1)
	if o.opt.Login.Current() == nil {
		err = o.opt.Login.None()
	}
	if c.OK = err == nil; !c.OK {
		c.Reason = codeOf(err)
	}
	return c
}

// now is the local clock.
func (o *Outbox) now() time.Time { return o.opt.Clock.Now() }
