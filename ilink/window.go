package ilink

import (
	"slices"
	"time"
)

// Limits are what the service is known to allow per bot and user.
type Limits struct {
	Quota       int           // accepted sends after each inbound message; 0 = not counted here
	Window      time.Duration // from the inbound message; 0 = never closes
	EarlyClose  time.Duration // how much earlier the window is taken for closed
	OlderTokens bool          // when the newest token is used up, use older ones still inside their window
}

// DefaultLimits are the service's published rules: 10 messages after each of
// the user's, within 24 h (announcement quoted in happyclaw issue 639, weilink
// "Tips & Gotchas"); closed a minute early, since a message may be under way
// for a while and a late one can vanish without an error.
func DefaultLimits() Limits {
	return Limits{Quota: 10, Window: 24 * time.Hour, EarlyClose: time.Minute}
}

// maxTokens bounds how many older tokens a window keeps.
const maxTokens = 16

// Window is what one bot may still send to one user: opened by each inbound
// message, closed 24 h later, good for ten sends. Typing costs none; captions
// and refused repeats are not told apart from other sends by anybody. The zero Window belongs to a
// user who never wrote. It is a value for one owner at a time; times are the
// service's (see [Skew]). Its JSON holds the tokens in the clear.
type Window struct {
	openedAt time.Time  // earlier of the newest inbound message's own time and its receipt
	tokens   []tokenUse // newest last
}

// tokenUse is one context token and what was sent with it.
type tokenUse struct {
	Token Secret
	Since time.Time
	Used  int
	was   Secret // the token that a copy of the message has replaced
}

// Grant is the right to one request, taken with [Window.Take].
type Grant struct {
	Token Secret    // goes into [Outgoing]
	Since time.Time // when the token's window opened
}

// OpenedAt is when the window was last opened; zero if the user never wrote.
func (w *Window) OpenedAt() time.Time { return w.openedAt }

// Inbound opens the window anew for a message of the user, created on the
// service's clock and received here; a zero created counts as received. A
// message without a token keeps the one before. One older than the newest
// known (order is not certain) adds its token and opens nothing; the newest
// itself, delivered again, changes nothing. It reports whether the window
// opened.
func (w *Window) Inbound(token Secret, created, received time.Time) bool {
	at := received
	if !created.IsZero() && created.Before(received) {
		at = created
	}
	switch {
	case at.Before(w.openedAt):
		w.addOlder(token, at)
		return false
	case at.Equal(w.openedAt) && (token == "" || token == w.newest()):
		return false
	}
	w.openedAt = at
	if token == "" {
		if n := len(w.tokens); n > 0 {
			w.tokens[n-1].Since, w.tokens[n-1].Used = at, 0
		}
		return true
	}
	w.tokens = slices.DeleteFunc(slices.Clone(w.tokens), func(t tokenUse) bool { return t.Token == token })
	w.tokens = append(w.tokens, tokenUse{Token: token, Since: at})
	if n := len(w.tokens); n > maxTokens {
		w.tokens = w.tokens[n-maxTokens:]
	}
	return true
}

// Copy takes the token of a copy of a known message, created on the service's
// clock: later sends use it. It opens nothing and resets no count, since the
// user did not write again. It reports whether anything changed.
func (w *Window) Copy(token Secret, created time.Time) bool {
	if token == "" || w.openedAt.IsZero() || slices.ContainsFunc(w.tokens, func(t tokenUse) bool { return t.Token == token }) {
		return false
	}
	n := len(w.tokens)
	if n == 0 {
		w.tokens = []tokenUse{{Token: token, Since: w.openedAt}}
		return true
	}
	i := slices.IndexFunc(w.tokens, func(t tokenUse) bool { return t.Since.Equal(created) })
	if i < 0 && !created.IsZero() && !created.Before(w.openedAt) {
		i = n - 1 // of the newest, whose time was taken for that of its receipt
	}
	if i < 0 {
		return false // of an older message, whose token is of no use
	}
	w.tokens = slices.Clone(w.tokens) // a copy of the Window stays as it was
	w.tokens[i].was, w.tokens[i].Token = w.tokens[i].Token, token
	return true
}

// newest is the newest token, or "".
func (w *Window) newest() Secret {
	if n := len(w.tokens); n > 0 {
		return w.tokens[n-1].Token
	}
	return ""
}

func (w *Window) addOlder(token Secret, at time.Time) {
	if token == "" || slices.ContainsFunc(w.tokens, func(t tokenUse) bool { return t.Token == token }) {
		return
	}
	i := 0
	for i < len(w.tokens) && !w.tokens[i].Since.After(at) {
		i++
	}
	w.tokens = slices.Insert(slices.Clone(w.tokens), i, tokenUse{Token: token, Since: at})
	if n := len(w.tokens); n > maxTokens {
		w.tokens = w.tokens[n-maxTokens:]
	}
}

// ClosesAt is when this side takes the window for closed; zero if it never
// opened or never closes.
func (w *Window) ClosesAt(l Limits) time.Time {
	if w.openedAt.IsZero() || l.Window <= 0 {
		return time.Time{}
	}
	return w.openedAt.Add(l.Window - l.EarlyClose)
}

// usable are the indexes of the tokens that may be used now, best first.
func (w *Window) usable(now time.Time, l Limits) []int {
	var list []int
	for i := len(w.tokens) - 1; i >= 0; i-- {
		t := w.tokens[i]
		if l.Window > 0 && !now.Before(t.Since.Add(l.Window-l.EarlyClose)) {
			continue
		}
		list = append(list, i)
		if !l.OlderTokens {
			break
		}
	}
	return list
}

// Remaining is how many sends are left now; 0 if the window is closed, -1 if
// they are not counted.
func (w *Window) Remaining(now time.Time, l Limits) int {
	usable := w.usable(now, l)
	switch {
	case len(usable) == 0:
		return 0
	case l.Quota <= 0:
		return -1
	}
	n := 0
	for _, i := range usable {
		n += max(0, l.Quota-w.tokens[i].Used)
	}
	return n
}

// Used is how many sends the newest token has paid for.
func (w *Window) Used() int {
	if n := len(w.tokens); n > 0 {
		return w.tokens[n-1].Used
	}
	return 0
}

// Check tells whether need messages can be sent now. The error is a
// [NoContextError], [WindowClosedError] or [QuotaExhaustedError].
func (w *Window) Check(now time.Time, need int, l Limits) error {
	usable := w.usable(now, l)
	switch left := w.Remaining(now, l); {
	case w.openedAt.IsZero():
		return &NoContextError{}
	case len(usable) == 0 && l.Window > 0 && !now.Before(w.ClosesAt(l)):
		return &WindowClosedError{OpenedAt: w.openedAt, ClosedAt: w.ClosesAt(l), Now: now}
	case len(usable) == 0:
		return &NoContextError{}
	case left >= 0 && left < need:
		return &QuotaExhaustedError{Limit: l.Quota * len(usable), Used: l.Quota*len(usable) - left, Need: need}
	}
	return nil
}

// Take counts one request and says with which token it goes out. Each request
// takes one, a repeat too; [Window.GiveBack] undoes it when the service is
// known not to have accepted.
func (w *Window) Take(now time.Time, l Limits) (Grant, error) {
	if err := w.Check(now, 1, l); err != nil {
		return Grant{}, err
	}
	for _, i := range w.usable(now, l) {
		if t := &w.tokens[i]; l.Quota <= 0 || t.Used < l.Quota {
			w.tokens = slices.Clone(w.tokens) // a copy of the Window stays as it was
			w.tokens[i].Used++
			return Grant{Token: t.Token, Since: t.Since}, nil
		}
	}
	return Grant{}, &QuotaExhaustedError{Limit: l.Quota, Used: l.Quota, Need: 1}
}

// GiveBack undoes a Take, unless the window was opened anew since.
func (w *Window) GiveBack(g Grant) {
	for i, t := range w.tokens {
		if (t.Token == g.Token || t.was == g.Token) && t.Since.Equal(g.Since) && t.Used > 0 {
			w.tokens = slices.Clone(w.tokens)
			w.tokens[i].Used--
			return
		}
	}
}

// Prune forgets tokens that are past their window. The window itself stays,
// so that the error goes on saying closed and not "never wrote".
func (w *Window) Prune(now time.Time, l Limits) {
	w.tokens = slices.DeleteFunc(slices.Clone(w.tokens), func(t tokenUse) bool {
		return l.Window > 0 && !now.Before(t.Since.Add(l.Window))
	})
}

// Trim forgets all tokens but the newest n, for who never uses older ones.
func (w *Window) Trim(n int) {
	if k := len(w.tokens); k > n {
		w.tokens = slices.Clone(w.tokens[k-n:])
	}
}
