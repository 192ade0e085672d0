package host

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/pacer"
	"hotreply/host/internal/statedir"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/internal/filestamp"
	"hotreply/store"
)

// States of an account, as bot.accounts() and the console show them.
const (
	stateStarting   = "starting"
	stateLoggingIn  = "logging in"
	stateNeedsLogin = "needs login"
	stateElsewhere  = "in use elsewhere" // another poller has the login
	stateOnline     = "online"
	stateStopped    = "stopped"
)

// tokenCheck is how often the token files are looked at; a changed one is
// taken up within five seconds.
const tokenCheck = 2 * time.Second

// account is one login and everything that belongs to its users. Its goroutine
// is [account.keep]: it has a login made when there is none, and polls with it
// until it ends.
type account struct {
	h    *host
	name string
	dir  string // <state>/accounts/<name>
	log  hclog.Logger

	rules     *rules
	lanes     *lanes
	windows   *window.Windows
	pacer     *pacer.Pacer
	skew      ilink.Skew
	depth     atomic.Int64            // pending rows, waiting or being handled
	current   atomic.Pointer[session] // nil: not logged in
	ready     chan struct{}           // closed by the first login of this life
	looked    chan struct{}           // closed when it is known whether there is a login
	lookOnce  sync.Once
	state     atomic.Pointer[string]
	owner     atomic.Pointer[string]                   // user id of who scanned the code
	elsewhere atomic.Pointer[statedir.PollerBusyError] // set while the login waits for another poller's end

	cursor string // of the poller's goroutine alone, while it runs
	// revivals counts the looks whether a stale login works again, until it
	// does, pollTrouble says that the last poll failed: the keeper's and, while
	// it polls, the poller's alone.
	revivals    int
	pollTrouble bool
	cut         atomic.Pointer[cutPolls] // set while polls are cut, none answered
	lastPoll    atomic.Int64             // when a poll was answered last, Unix nanoseconds; 0: not in this life
	wake        chan struct{}            // holds one token when the token file changed or a login was asked for

	recent      recentSends
	silentSends atomic.Bool  // the warning about unconfirmed sends was given
	agedUpload  atomic.Int64 // when the warning about an old Upload was given, Unix nanoseconds
}

func newAccount(h *host, name string, r *rules) *account {
	a := &account{
		h: h, name: name, rules: r,
		dir:   filepath.Join(h.cfg.State, "accounts", name),
		log:   h.log.With("account", name),
		ready: make(chan struct{}), looked: make(chan struct{}),
		wake: make(chan struct{}, 1),
	}
	c := h.cfg.Send
	a.lanes = newLanes()
	a.windows = window.New(name, ilink.Limits{
		Quota: c.Quota, Window: c.Window, EarlyClose: ilink.DefaultLimits().EarlyClose, OlderTokens: c.OlderTokens,
	}, a.now)
	a.pacer = pacer.New(h.clock, c.Spacing)
	a.setState(stateStarting)
	return a
}

// now is the service's time: the local clock, corrected by its Date headers.
func (a *account) now() time.Time { return a.skew.Correct(a.h.clock.Now()) }

func (a *account) setState(s string) {
	a.state.Store(&s)
	if s != stateStarting {
		a.lookOnce.Do(func() { close(a.looked) })
	}
}

func (a *account) ownerID() string {
	if p := a.owner.Load(); p != nil {
		return *p
	}
	return ""
}

func (a *account) tokenPath() string { return filepath.Join(a.dir, "token.json") }

// load brings back what an earlier life left.
func (a *account) load(ctx context.Context) error {
	var pending int
	var open []store.OutboxRow
	var due map[string]uint64
	err := a.h.db.View(func(tx *store.Tx) (err error) {
		if err = a.windows.Load(tx); err != nil {
			return err
		}
		if pending, err = a.loadInbox(tx); err != nil {
			return err
		}
		if open, err = tx.OpenOutbox(a.name); err != nil {
			return err
		}
		due, err = a.dueReleases(tx)
		return err
	})
	if err != nil {
		return err
	}
	a.resumeReleases(due, a.restore(open))
	if pending+len(open) > 0 {
		a.log.Info("goes on where the last run ended", "messages", pending, "sends", len(open))
	}
	a.startLanes(a.lanes.resume(pauseStart))
	return nil
}

// keep is the account's goroutine. It ends with ctx, or with an error that
// ends the host.
func (a *account) keep(ctx context.Context) error {
	defer a.setState(stateStopped)
	var dead filestamp.Mark                            // of the token file that the service called stale
	present, _ := ilink.LoadCredentials(a.tokenPath()) // no login is an event but those that follow
	for ctx.Err() == nil {
		mark := filestamp.MarkOf(a.tokenPath()) // before it is read: a later one is another
		c, err := ilink.LoadCredentials(a.tokenPath())
		switch {
		// A file that was written since may hold the same token: a login can be
		// confirmed with it, and only the service can say what it is worth.
		case err == nil && mark != dead:
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			a.log.Error("token file can not be used", "err", err, "hint", "correct it, or log in again: hotreply login --account "+a.name)
			a.setState(stateNeedsLogin)
			if err := a.waitWake(ctx); err != nil {
				return nil
			}
			continue
		default:
			valid, err := a.login(ctx, c, mark)
			if err != nil {
				return err
			}
			if valid {
				dead = filestamp.Mark{}
			}
			continue
		}
		a.h.tellReadable(a.tokenPath())
		release, ok := a.claimPoller(ctx, c)
		if !ok {
			continue
		}
		cause, err := a.serve(ctx, c, c.BotToken != present.BotToken)
		release()
		present = c
		switch {
		case err != nil:
			return err
		case errors.Is(cause, ilink.ErrStaleToken):
			dead = mark
		case errors.Is(cause, errLoggedOut):
			// Whoever removed the file wants no login: only a new file brings one.
			a.setState(stateNeedsLogin)
			_ = a.waitWake(ctx)
		}
	}
	return nil
}

// serve uses one login until it ends, and returns why it did. An error is the
// host's end. fresh says that it was made since the account began.
func (a *account) serve(ctx context.Context, c ilink.Credentials, fresh bool) (why, err error) {
	a.owner.Store(&c.UserID)
	s, err := a.begin(ctx, c)
	if err != nil {
		return nil, err
	}
	a.log.Info("polling", "bot", c.BotID)
	if fresh {
		a.h.emit("login", a.name, nil)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.poller.Run(s.ctx) }()
	a.h.running.Go(func() { a.greet(s) })
	err = a.watchPoll(s, c, ended)
	switch cause := context.Cause(s.ctx); {
	case errors.Is(err, ilink.ErrStaleToken):
		a.expire(s, err)
		return ilink.ErrStaleToken, nil
	case errors.Is(cause, ilink.ErrStaleToken): // a send found out
		return cause, nil
	case errors.Is(cause, errDraining):
		return cause, nil // handlers in their grace still send with it
	case cause != nil:
		a.retire(s, cause)
		a.farewell(s)
		return cause, nil
	}
	a.retire(s, err)
	return nil, err
}

// watchPoll waits for the poll's end and ends it itself when the token file
// has another login.
func (a *account) watchPoll(s *session, c ilink.Credentials, ended <-chan error) error {
	for {
		select {
		case err := <-ended:
			return err
		case <-a.wake:
			switch now, err := ilink.LoadCredentials(a.tokenPath()); {
			case errors.Is(err, fs.ErrNotExist):
				a.log.Info("logged out: the token file is gone")
				s.end(errLoggedOut)
			case err == nil && (now.BotToken != c.BotToken || now.BotID != c.BotID || now.BaseURL != c.BaseURL):
				a.log.Info("another login was put in place")
				s.end(errReplaced)
			}
		}
	}
}

// greet tells the service that somebody listens now. Nothing waits for it.
func (a *account) greet(s *session) {
	if err := s.client.NotifyStart(s.ctx); err != nil {
		a.log.Debug("notifystart", "err", err)
	}
}

// farewell tells the service that nobody listens any more.
func (a *account) farewell(s *session) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), time.Second)
	defer cancel()
	if err := s.client.NotifyStop(ctx); err != nil {
		a.log.Debug("notifystop", "err", err)
	}
}

// login has a person scan a code. When nobody does, the account waits for a
// token file or for somebody to ask for another code; only a host that could
// never get one gives up. valid says that the old token is good after all.
func (a *account) login(ctx context.Context, old ilink.Credentials, mark filestamp.Mark) (valid bool, err error) {
	a.setState(stateLoggingIn)
	lctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := LoginAccount(lctx, a.h.cfg, a.name, old.BotToken != "")
		done <- err
	}()
	for waiting := true; waiting; {
		select {
		case err = <-done:
			waiting = false
		case <-a.wake:
			if filestamp.MarkOf(a.tokenPath()) == mark {
				continue // the code that is shown stays good
			}
			cancel() // a token file was put in place meanwhile
			<-done
			return false, nil
		}
	}
	switch {
	case err == nil:
		return false, nil
	case errors.Is(err, ilink.ErrAlreadyConnected):
		return true, nil
	case ctx.Err() != nil:
		return false, nil
	}
	a.setState(stateNeedsLogin)
	hint := "hotreply login --account " + a.name + " shows another code; the login is taken up by itself"
	if host := (*ilink.HostError)(nil); errors.As(err, &host) {
		hint = host.Hint() + "; then " + hint
	}
	a.log.Error("not logged in", "err", err, "hint", hint)
	if a.h.cfg.Console.Listen == "" && !a.h.anyOnline() {
		return false, &LoginNeededError{Account: a.name, Err: err}
	}
	return a.waitLogin(ctx, old), nil
}

func (a *account) waitWake(ctx context.Context) error {
	select {
	case <-a.wake:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// watchTokens looks at the token files of all accounts and wakes those whose
// file changed, and at the state folder itself. It is the host's goroutine and ends with ctx.
func (h *host) watchTokens(ctx context.Context) {
	seen := map[string]filestamp.Mark{}
	for _, a := range h.accounts {
		seen[a.name] = filestamp.MarkOf(a.tokenPath())
	}
	state := newStateWatch(h.cfg.State)
	tick := time.NewTicker(tokenCheck)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		h.lookAtState(state)
		for _, a := range h.accounts {
			if m := filestamp.MarkOf(a.tokenPath()); m != seen[a.name] {
				seen[a.name] = m
				select {
				case a.wake <- struct{}{}:
				default:
				}
			}
		}
	}
}
