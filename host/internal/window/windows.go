package window

import (
	"bytes"
	"fmt"
	"sync"
	"time"

	"hotreply/ilink"
	"hotreply/store"
)

// Windows is the one place where an account's windows live. All methods are
// safe for use by several goroutines. Use [New]; the zero value has no clock.
type Windows struct {
	account string
	limits  ilink.Limits
	now     func() time.Time // the service's clock

	source Source      // of windows that byUser lacks; nil: there are none
	failed func(error) // is told when the source can not be read

	mu     sync.Mutex // guards the fields below and the windows
	byUser map[string]*userWindow
	all    bool   // byUser lacks none
	same   int    // how many of byUser are as the source has them
	clears int    // how often all were forgotten
	row    []byte // room to write a window's row
}

// userWindow is the window of one user.
type userWindow struct {
	ilink.Window
	opened int       // counts the messages that opened it, in this life
	lastAt time.Time // receipt of the newest message
	// changed says that the source may have it otherwise. Such a window is kept
	// for as long as this life, the others while there is room.
	changed bool
}

// stored is a window's row.
type stored struct {
	Window ilink.Window `json:"window"`
	LastAt time.Time    `json:"last_at,omitzero"`
}

// appendJSON appends the window's row, as encoding/json writes it.
func (w *userWindow) appendJSON(b []byte) []byte {
	b = append(b, `{"window":`...)
	b = w.Window.AppendJSON(b)
	if !w.lastAt.IsZero() {
		b = append(b, `,"last_at":"`...)
		b = w.lastAt.AppendFormat(b, time.RFC3339Nano)
		b = append(b, '"')
	}
	return append(b, '}')
}

// New returns the windows of an account to which nobody has written yet. now
// is the service's clock.
func New(account string, l ilink.Limits, now func() time.Time) *Windows {
	return &Windows{account: account, limits: l, now: now, byUser: map[string]*userWindow{}}
}

// Restore takes up the windows that the journal keeps; tokens past their time
// are dropped. It fails on one that can not be read.
func (s *Windows) Restore(list []store.Window) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byUser = make(map[string]*userWindow, len(list))
	return s.addMissing(list)
}

// Clear forgets every window: the account has a new bot.
func (s *Windows) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byUser, s.same, s.all = map[string]*userWindow{}, 0, true
	s.clears++
}

// Keep calls hand with a user's window as it stands, which is the zero one for
// a user without a window. Meanwhile no window changes: a verb that hand gives
// to the journal stands before those of all later changes. hand must not wait.
func (s *Windows) Keep(user string, hand func(store.Window)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	hand(s.kept(user))
}

// KeepAll is [Windows.Keep] for several users at a time.
func (s *Windows) KeepAll(users []string, hand func([]store.Window)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]store.Window, len(users))
	for i, user := range users {
		list[i] = s.kept(user)
	}
	hand(list)
}

// kept is a user's window as the journal keeps it.
func (s *Windows) kept(user string) store.Window {
	w := s.of(user)
	if w == nil {
		return store.Window{}
	}
	s.row = w.appendJSON(s.row[:0])
	return store.Window{User: user, Value: bytes.Clone(s.row)}
}

// Inbound opens the sender's window. It is called before the message is durable,
// so it may happen twice for one message, which is harmless: no send can be
// counted between two tries of the same batch that the service would not also
// count anew.
//
// late says in a few words why the message opened no window for its answers,
// "" if it did.
func (s *Windows) Inbound(m *ilink.Message, received time.Time) (late string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.toChange(m.From)
	if w == nil {
		w = &userWindow{changed: true}
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

// Copied takes the token of a copy of a message that is known: the user did not
// write again, so nothing opens and no count starts anew. changed tells whether
// the window has to be written.
func (s *Windows) Copied(m *ilink.Message) (changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.toChange(m.From)
	return w != nil && w.Copy(m.ContextToken, m.Created)
}
