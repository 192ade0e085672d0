package window

import (
	"cmp"
	"slices"

	"hotreply/bot"
	"hotreply/ilink"
)

// Quota is what msg.quota shows.
func (s *Windows) Quota(user string) bot.Quota {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := bot.Quota{Limit: s.limits.Quota}
	if w := s.of(user); w != nil {
		q.Used, q.Remaining, q.ClosesAt = w.Used(), w.Remaining(s.now(), s.limits), w.ClosesAt(s.limits)
	}
	return q
}

// Check is nil if n sends to the user would be accepted now, and otherwise the
// refusal that they would get.
func (s *Windows) Check(user string, n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := s.of(user)
	if w == nil {
		return &ilink.NoContextError{User: user}
	}
	return named(w.Check(s.now(), n, s.limits), user)
}

// Opened counts the messages that opened a user's window in this life. A send
// that was refused and finds another count later knows that the message it is
// to wait for has come meanwhile.
func (s *Windows) Opened(user string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.of(user); w != nil {
		return w.opened
	}
	return 0
}

// Known says whether the user ever wrote to this bot.
func (s *Windows) Known(user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of(user) != nil
}

// Token is the newest token of a user, "" if there is none.
func (s *Windows) Token(user string) ilink.Secret {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.of(user); w != nil {
		return s.newest(w, s.now()).Token
	}
	return ""
}

// Users lists everyone who wrote, by id.
func (s *Windows) Users() []bot.UserInfo {
	s.readAll()
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
	slices.SortFunc(list, func(a, b bot.UserInfo) int { return cmp.Compare(a.ID, b.ID) })
	return list
}
