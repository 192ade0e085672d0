package host

import (
	"context"
	"errors"

	"hotreply/ilink"
	"hotreply/internal/wait"
	"hotreply/store"
)

// session is one login of an account in use: from the moment its token is
// taken up until the service, or a new token, ends it. Its fields do not
// change.
type session struct {
	client *ilink.Client
	poller *ilink.Poller
	typist *ilink.Typist   // with the tickets of this bot
	ctx    context.Context // ends with the session; polls and typing use it
	end    context.CancelCauseFunc
}

// Reasons for which a session ends, besides the host's own end.
var (
	errReplaced  = errors.New("another token was put in place")
	errLoggedOut = errors.New("the token file was removed")
)

// session is the login in use, nil when there is none.
func (a *account) session() *session { return a.current.Load() }

func (a *account) botID() string {
	if s := a.session(); s != nil {
		return s.client.BotID
	}
	return ""
}

// noSession is the error of what needs a login while there is none in use.
func (a *account) noSession() error {
	e := &ilink.SessionExpiredError{Account: a.name}
	if busy := a.elsewhere.Load(); busy != nil {
		e.Elsewhere = busy.Who()
	}
	return e
}

// begin takes up credentials. A bot id that the account did not have before
// starts without cursor, contexts and windows, since those are the bot's;
// inbox, store and quotes are the account's and stay.
func (a *account) begin(ctx context.Context, c ilink.Credentials) (*session, error) {
	fresh := false
	err := a.h.db.Update(ctx, func(tx *store.Tx) error {
		row := tx.Account(a.name)
		if fresh = row.BotID != c.BotID; fresh {
			tx.ResetAccount(a.name, c.BotID)
			row = tx.Account(a.name)
		}
		row.NeedsLogin = false
		tx.SetAccount(a.name, row)
		a.cursor = row.Cursor
		return nil
	})
	if err != nil {
		return nil, err
	}
	if fresh {
		a.windows.Clear()
	}
	s := &session{client: a.client(c)}
	s.typist = &ilink.Typist{Client: s.client}
	s.poller = &ilink.Poller{Client: s.client, Cursor: a.cursor, Commit: a.commit, Notice: a.pollNotice, Recheck: a.h.cfg.recheck}
	s.ctx, s.end = context.WithCancelCause(ctx)
	a.cut.Store(nil)
	a.current.Store(s)
	a.setState(stateOnline)
	if !wait.IsClosed(a.ready) {
		close(a.ready)
	}
	a.goOn(pauseLogin)
	a.sendKept()
	return s, nil
}

// client is an ilink client for credentials, configured like the account.
func (a *account) client(c ilink.Credentials) *ilink.Client {
	cfg := &a.h.cfg
	return &ilink.Client{
		Credentials: c,
		HomeURL:     cfg.ILink.BaseURL,
		CDNBaseURL:  cfg.ILink.CDNBaseURL,
		Hosts:       cfg.ILink.Hosts,
		BotAgent:    cfg.ILink.BotAgent,
		HTTP:        a.h.http,
		Skew:        &a.skew,
		Logger:      a.log.Named("ilink"),
		Clock:       a.h.clock,
	}
}

// expire ends a session because the service says that its token is dead. The
// lanes pause, so that nothing fails for it. Whoever notices first does this;
// later calls for the same session do nothing.
func (a *account) expire(s *session, cause error) {
	if !a.current.CompareAndSwap(s, nil) {
		return
	}
	a.lanes.pause(pauseLogin)
	a.setState(stateNeedsLogin)
	s.end(ilink.ErrStaleToken)
	a.h.db.Submit(func(tx *store.Tx) error {
		tx.SetNeedsLogin(a.name, true)
		return nil
	})
	a.log.Error("session expired", "err", cause, "hint",
		"log in again: scan the code that follows, or run hotreply login --account "+a.name+"; was the bot scanned on another machine?")
	a.h.emit("sessionExpired", a.name, nil)
}

// retire ends a session for any other reason.
func (a *account) retire(s *session, cause error) {
	if a.current.CompareAndSwap(s, nil) {
		a.lanes.pause(pauseLogin)
		s.end(cause)
	}
}

// waitFresh is refresh: true. It waits until what the user wrote last is known,
// or cannot be found out because the session is over: then the send is judged
// as any other without one.
func (a *account) waitFresh(ctx context.Context) error {
	s := a.session()
	if s == nil {
		return nil
	}
	fresh, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	err := s.poller.Refresh(fresh)
	if ctx.Err() == nil && s.ctx.Err() != nil {
		return nil
	}
	return err
}
