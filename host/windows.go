package host

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/store"
)

// windows is the one place where an account's windows live: what may still be
// sent to whom. Memory decides; every transaction that depends on a change
// writes the window as it stands when the transaction runs, so that what is on
// disk is never older than what the transaction stands for.
type windows struct {
	account string
	limits  ilink.Limits
	now     func() time.Time // the service's clock

	mu     sync.Mutex // guards byUser and its windows
	byUser map[string]*window
}

type window struct {
	ilink.Window
	opened int       // counts the messages that opened it, in this life
	lastAt time.Time // receipt of the newest message
}

// storedWindow is a window's row.
type storedWindow struct {
	Window ilink.Window `json:"window"`
	LastAt time.Time    `json:"last_at,omitzero"`
}

// claim is a right to a number of requests, taken before the first of them.
type claim struct {
	user   string
	grants []grant // by part; what is missing was counted by an earlier life
}

// grant is a right to one request.
type grant struct {
	ilink.Grant
	opened int // which opening of the window it was taken from
}

func newWindows(account string, l ilink.Limits, now func() time.Time) *windows {
	return &windows{account: account, limits: l, now: now, byUser: map[string]*window{}}
}

// load takes the windows from the store; tokens past their time are dropped.
func (s *windows) load(tx *store.Tx) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byUser = map[string]*window{}
	return tx.Windows(s.account, func(user string, value []byte) error {
		var row storedWindow
		if err := json.Unmarshal(value, &row); err != nil {
			return err
		}
		row.Window.Prune(s.now(), s.limits)
		s.byUser[user] = &window{Window: row.Window, lastAt: row.LastAt}
		return nil
	})
}

// clear forgets every window: the account has a new bot.
func (s *windows) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byUser = map[string]*window{}
}

// write puts a user's window as it stands into a transaction.
func (s *windows) write(tx *store.Tx, user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.byUser[user]
	if w == nil {
		return
	}
	b, err := json.Marshal(storedWindow{Window: w.Window, LastAt: w.lastAt})
	if err == nil { // times and strings: can not fail
		tx.SetWindow(s.account, user, b)
	}
}

// inbound opens the sender's window. It is called inside the transaction that
// stores the message, so it may happen twice for one message, which is
// harmless: no send can be counted between two runs of the same batch that
// the service would not also count anew.
//
// late says in a few words why the message opened no window for its answers,
// "" if it did.
func (s *windows) inbound(m *ilink.Message, received time.Time) (late string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.byUser[m.From]
	if w == nil {
		w = &window{}
		s.byUser[m.From] = w
	}
	older := !m.Created.IsZero() && m.Created.Before(w.OpenedAt()) && received.After(m.Created)
	if w.Inbound(m.ContextToken, m.Created, received) {
		w.opened++
	}
	if !s.limits.OlderTokens {
		w.Trim(1)
	}
	w.lastAt = received
	switch closes := w.ClosesAt(s.limits); {
	case !closes.IsZero() && !received.Before(closes):
		return fmt.Sprintf("it was written %v ago and the window is %v: answers wait for the user's next message, or are refused",
			received.Sub(m.Created).Round(time.Minute), s.limits.Window)
	case older:
		return "it is older than one seen before: answers count against what that one left"
	}
	return ""
}

// copied takes the token of a copy of a message that is known: the user did not
// write again, so nothing opens and no count starts anew. changed tells whether
// the window has to be written.
func (s *windows) copied(m *ilink.Message) (changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.byUser[m.From]
	return w != nil && w.Copy(m.ContextToken, m.Created)
}

// take claims n requests to a user, all or none.
func (s *windows) take(user string, n int) (claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.takeLocked(user, n)
}

func (s *windows) takeLocked(user string, n int) (claim, error) {
	w := s.byUser[user]
	if w == nil {
		return claim{}, &ilink.NoContextError{User: user}
	}
	now := s.now()
	if err := w.Check(now, n, s.limits); err != nil {
		return claim{}, named(err, user)
	}
	c := claim{user: user}
	for range n {
		g, err := w.Take(now, s.limits)
		if err != nil {
			for _, g := range c.grants {
				w.GiveBack(g.Grant)
			}
			return claim{}, named(err, user)
		}
		c.grants = append(c.grants, grant{g, w.opened})
	}
	return c, nil
}

// takeSome claims up to n requests, as many as leave at least reserve for
// others; none is an error.
func (s *windows) takeSome(user string, n, reserve int) (claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.byUser[user]; w != nil && s.limits.Quota > 0 && w.Check(s.now(), 1, s.limits) == nil {
		left := w.Remaining(s.now(), s.limits)
		if left <= reserve {
			return claim{}, &ilink.QuotaExhaustedError{User: user, Limit: s.limits.Quota, Used: s.limits.Quota - left, Need: 1}
		}
		n = min(n, left-reserve)
	}
	return s.takeLocked(user, n)
}

// before is the check before every request: the window must be open, and the
// token is the newest that the quota allows. A claim from before the user's
// last message is exchanged for one of the window as it is now, because that
// is where the service will count the request.
func (s *windows) before(c *claim, part int) (ilink.Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.byUser[c.user]
	if w == nil {
		return ilink.Grant{}, &ilink.NoContextError{User: c.user}
	}
	now := s.now()
	if closes := w.ClosesAt(s.limits); !closes.IsZero() && !now.Before(closes) {
		return ilink.Grant{}, &ilink.WindowClosedError{User: c.user, OpenedAt: w.OpenedAt(), ClosedAt: closes, Now: now}
	}
	for len(c.grants) <= part {
		c.grants = append(c.grants, grant{}) // a row from an earlier life
	}
	if own := &c.grants[part]; own.opened != w.opened || own.Token == "" {
		if g, err := w.Take(now, s.limits); err == nil {
			*own = grant{g, w.opened}
		} else if own.Token == "" {
			// Counted by an earlier life, or the last one in doubt: it may go.
			*own = grant{s.newest(w, now), w.opened}
		}
	}
	return c.grants[part].Grant, nil
}

// newest is a right to the newest token that counts nothing.
func (s *windows) newest(w *window, now time.Time) ilink.Grant {
	free := s.limits
	free.Quota = 0
	g, err := w.Take(now, free)
	if err != nil {
		return ilink.Grant{}
	}
	w.GiveBack(g)
	return g
}

// again counts one request more for a part whose answer was lost. It never
// refuses: the part is in doubt, and its repeat shows nothing twice.
func (s *windows) again(c *claim) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.byUser[c.user]; w != nil {
		_, _ = w.Take(s.now(), s.limits)
	}
}

// giveBack returns the rights to the parts from..to-1, which the service is
// known not to have accepted.
func (s *windows) giveBack(c claim, from, to int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.byUser[c.user]
	if w == nil {
		return
	}
	for i := from; i < to && i < len(c.grants); i++ {
		w.GiveBack(c.grants[i].Grant)
	}
}

// quota is what msg.quota shows.
func (s *windows) quota(user string) bot.Quota {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := bot.Quota{Limit: s.limits.Quota}
	if w := s.byUser[user]; w != nil {
		q.Used, q.Remaining, q.ClosesAt = w.Used(), w.Remaining(s.now(), s.limits), w.ClosesAt(s.limits)
	}
	return q
}

// check says whether n sends would be accepted now.
func (s *windows) check(user string, n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.byUser[user]
	if w == nil {
		return &ilink.NoContextError{User: user}
	}
	return named(w.Check(s.now(), n, s.limits), user)
}

// opened counts the messages that opened a user's window in this life.
func (s *windows) opened(user string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.byUser[user]; w != nil {
		return w.opened
	}
	return 0
}

// known says whether the user ever wrote to this bot.
func (s *windows) known(user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byUser[user] != nil
}

// users lists everyone who wrote, by id.
func (s *windows) users() []bot.UserInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []bot.UserInfo
	now := s.now()
	for id, w := range s.byUser {
		list = append(list, bot.UserInfo{
			ID: id, Account: s.account, Remaining: w.Remaining(now, s.limits),
			ClosesAt: w.ClosesAt(s.limits), LastAt: w.lastAt,
		})
	}
	slices.SortFunc(list, func(a, b bot.UserInfo) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list
}

// named puts the user's id on an error of a window.
func named(err error, user string) error {
	switch e := err.(type) {
	case *ilink.NoContextError:
		e.User = user
	case *ilink.WindowClosedError:
		e.User = user
	case *ilink.QuotaExhaustedError:
		e.User = user
	}
	return err
}

// token is the newest token of a user, "" if there is none.
func (s *windows) token(user string) ilink.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.byUser[user]; w != nil {
		return s.newest(w, s.now()).Token
	}
	return ""
}
