package window

import (
	"time"

	"hotreply/ilink"
)

// Claim is the right of one send to a number of requests, one for each of its
// parts. [Windows.Take] and [Windows.TakeSome] give it, [OfEarlierLife] stands
// for one that was counted before this life. The zero value claims nothing of
// nobody.
type Claim struct {
	user   string
	grants []grant // by part; what is missing was counted by an earlier life
}

// grant is a right to one request.
type grant struct {
	ilink.Grant
	opened int // which opening of the window it was taken from
}

// OfEarlierLife is the claim of a send that an earlier life has counted
// already: it counts nothing now, and each part may go.
func OfEarlierLife(user string) Claim { return Claim{user: user} }

// Parts is for how many parts the claim holds rights.
func (c Claim) Parts() int { return len(c.grants) }

// Behind is the same claim for a send of which the first done parts have left
// already: its rights belong to the parts that follow.
func (c Claim) Behind(done int) Claim {
	c.grants = append(make([]grant, done), c.grants...)
	return c
}

// Take claims n requests to a user, all or none.
func (s *Windows) Take(user string, n int) (Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.take(user, n)
}

// TakeSome claims up to n requests, as many as leave at least reserve for
// others; none is an error.
func (s *Windows) TakeSome(user string, n, reserve int) (Claim, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.of(user); w != nil && s.limits.Quota > 0 && w.Check(s.now(), 1, s.limits) == nil {
		left := w.Remaining(s.now(), s.limits)
		if left <= reserve {
			return Claim{}, &ilink.QuotaExhaustedError{User: user, Limit: s.limits.Quota, Used: s.limits.Quota - left, Need: 1}
		}
		n = min(n, left-reserve)
	}
	return s.take(user, n)
}

func (s *Windows) take(user string, n int) (Claim, error) {
	w := s.toChange(user)
	if w == nil {
		return Claim{}, &ilink.NoContextError{User: user}
	}
	now := s.now()
	if err := w.Check(now, n, s.limits); err != nil {
		return Claim{}, named(err, user)
	}
	c := Claim{user: user}
	for range n {
		g, err := w.Take(now, s.limits)
		if err != nil {
			for _, g := range c.grants {
				w.GiveBack(g.Grant)
			}
			return Claim{}, named(err, user)
		}
		c.grants = append(c.grants, grant{g, w.opened})
	}
	return c, nil
}

// Before is asked before every request, because time passes between a claim
// and its requests: the window may have closed, and the user may have written
// again, which opens a new one.
//
// A closed window is an error. After another message of the user the part's
// right is exchanged for one of the new window, because that is where the
// service will count the request; if the new window has none left, the old
// right stands. A part that an earlier life has counted gets the newest token
// and counts once more if there is room, and not at all if there is none.
func (s *Windows) Before(c *Claim, part int) (ilink.Grant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.toChange(c.user)
	if w == nil {
		return ilink.Grant{}, &ilink.NoContextError{User: c.user}
	}
	now := s.now()
	if closes := w.ClosesAt(s.limits); !closes.IsZero() && !now.Before(closes) {
		return ilink.Grant{}, &ilink.WindowClosedError{User: c.user, OpenedAt: w.OpenedAt(), ClosedAt: closes, Now: now}
	}
	for len(c.grants) <= part {
		c.grants = append(c.grants, grant{})
	}
	own := &c.grants[part]
	if own.opened == w.opened && own.Token != "" {
		return own.Grant, nil
	}
	if g, err := w.Take(now, s.limits); err == nil {
		*own = grant{g, w.opened}
	} else if own.Token == "" {
		*own = grant{s.newest(w, now), w.opened}
	}
	return own.Grant, nil
}

// newest is a right to the newest token that counts nothing; a zero one if no
// token is good any more.
func (s *Windows) newest(w *userWindow, now time.Time) ilink.Grant {
	free := s.limits
	free.Quota = 0
	g, err := w.Take(now, free)
	if err != nil {
		return ilink.Grant{}
	}
	w.GiveBack(g)
	return g
}

// Again is called when the answer to a request was lost and the same request
// is made once more: the service may have counted the first, and may count the
// second.
//
// So one more is counted here. It never refuses, also where nothing is left:
// the service shows the repeat of a message once, and not repeating it could
// lose the message.
func (s *Windows) Again(c *Claim) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.toChange(c.user); w != nil {
		_, _ = w.Take(s.now(), s.limits)
	}
}

// GiveBack is called when a send ends early and the service is known not to
// have accepted its parts from..to-1: they cost nothing there.
//
// Their rights go back into the window that they were taken from. If the user
// has written since, that window is over, and nothing changes.
func (s *Windows) GiveBack(c Claim, from, to int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.toChange(c.user)
	if w == nil {
		return
	}
	for i := from; i < to && i < len(c.grants); i++ {
		w.GiveBack(c.grants[i].Grant)
	}
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
