package session

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/internal/clock"
	"hotreply/internal/filestamp"
	"hotreply/store"
)

// Options are what a keeper is given by its maker.
type Options struct {
	Account string
	State   string // the state folder
	Locks   string // folder of the locks on logins; "" is the user's
	Service Service
	Journal Journal
	UI      UI // shows codes; nil shows none

	Recheck time.Duration // wait before a -14 is asked about again; 0 is a few seconds
	Revive  time.Duration // first wait before a stale login is tried again; 0 is a minute

	// Commit makes what a poll brought durable; see [ilink.Poller]. Its error
	// ends Run.
	Commit func(context.Context, ilink.Batch) error
	// NewBot is called before a login with another bot than the last is used:
	// contexts and windows of the last one are worth nothing with it.
	NewBot func()
	// Online and Offline are called when there is a login to send with, and
	// when there is none any more.
	Online, Offline func()
	// Event tells what happened: "login" for one that was made since Run began,
	// "sessionExpired".
	Event func(kind string)
	// AnyOnline says whether there is something to run for without this
	// account: when not, a login that is given up ends Run.
	AnyOnline func() bool
}

// Journal is what a keeper writes; [store.Journal] has it.
type Journal interface {
	Login(account, botID string) *store.Ticket[store.Login]
	Expire(account string)
}

// Keeper keeps the login of one account. Make it with [New].
type Keeper struct {
	o     Options
	log   hclog.Logger // names the account
	clock clock.Clock
	path  string // of the token file
	skew  ilink.Skew

	ready  chan struct{} // closed by the first login of this life
	looked chan struct{} // closed when it is known whether there is a login

	mu      sync.Mutex // guards what follows
	login   *login     // in use; nil: none
	status  status
	changed func() // what to do when the token file may have changed; nil: nothing

	// Of Run's goroutine alone.
	revivals int  // looks whether a stale login works again, until it does
	trouble  bool // the last poll failed
}

// New makes a keeper, which does nothing before Run.
func New(o Options) *Keeper {
	if o.Service.Log == nil {
		o.Service.Log = hclog.NewNullLogger()
	}
	k := &Keeper{
		o: o, log: o.Service.Log.With("account", o.Account), clock: clock.System{}, path: statedir.TokenPath(o.State, o.Account),
		ready: make(chan struct{}), looked: make(chan struct{}),
		status: status{state: Starting},
	}
	if o.Service.Clock != nil {
		k.clock = o.Service.Clock
	}
	return k
}

// Ready is closed once the account has been logged in.
func (k *Keeper) Ready() <-chan struct{} { return k.ready }

// Looked is closed once it is known whether there is a login.
func (k *Keeper) Looked() <-chan struct{} { return k.looked }

// Now is the service's time: the local clock, corrected by its Date headers.
func (k *Keeper) Now() time.Time { return k.skew.Correct(k.clock.Now()) }

// Run keeps the account logged in and polls, until ctx ends, which is no error,
// or until nothing is left to do. It may be called once.
func (k *Keeper) Run(ctx context.Context) error {
	defer k.setState(Stopped)
	var dead filestamp.Mark                     // of the token file that the service called stale
	present, _ := ilink.LoadCredentials(k.path) // no login is an event but those that follow
	for ctx.Err() == nil {
		mark := filestamp.MarkOf(k.path) // before it is read: a later one is another
		c, err := ilink.LoadCredentials(k.path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			k.log.Error("token file can not be used", "err", err, "hint", "correct it, or log in again: hotreply login --account "+k.o.Account)
			k.setState(NeedsLogin)
			k.untilChanged(ctx, mark)
			continue
		}
		// A file that was written since may hold the same token: a login can be
		// confirmed with it, and only the service can say what it is worth.
		if err != nil || mark == dead {
			valid, err := k.logIn(ctx, c, mark)
			if err != nil {
				return err
			}
			if valid {
				dead = filestamp.Mark{}
			}
			continue
		}
		statedir.TellReadable(k.o.Service.Log, k.path) // the path names the account
		release, ok := k.claim(ctx, c, mark)
		if !ok {
			continue
		}
		cause, err := k.serve(ctx, c, c.BotToken != present.BotToken)
		release()
		present = c
		switch {
		case err != nil:
			return err
		case errors.Is(cause, ilink.ErrStaleToken):
			dead = mark
		case errors.Is(cause, errLoggedOut):
			// Whoever removed the file wants no login: only a new file brings one.
			k.setState(NeedsLogin)
			k.untilChanged(ctx, filestamp.Mark{})
		}
	}
	return nil
}

// logIn has a person scan a code. When nobody does, the account waits for a
// token file; only a keeper that nothing else runs beside gives up. valid says
// that the old token is good after all.
func (k *Keeper) logIn(ctx context.Context, old ilink.Credentials, mark filestamp.Mark) (valid bool, err error) {
	k.setState(LoggingIn)
	same, stop := k.whileSame(ctx, mark)
	_, err = Scan(same, k.o.Service, k.o.State, k.o.Account, k.o.UI, old.BotToken != "")
	replaced := context.Cause(same) == errReplaced
	stop()
	switch {
	case err == nil, ctx.Err() != nil, replaced:
		return false, nil
	case errors.Is(err, ilink.ErrAlreadyConnected):
		return true, nil
	}
	k.setState(NeedsLogin)
	hint := "hotreply login --account " + k.o.Account + " shows another code; the login is taken up by itself"
	if host := (*ilink.HostError)(nil); errors.As(err, &host) {
		hint = host.Hint() + "; then " + hint
	}
	k.log.Error("not logged in", "err", err, "hint", hint)
	if !k.o.AnyOnline() {
		return false, &LoginNeededError{Account: k.o.Account, Err: err}
	}
	return k.revive(ctx, old, mark), nil
}
