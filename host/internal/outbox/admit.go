package outbox

import (
	"errors"

	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/store"
)

// fitting cuts the content to what can leave now, else to what a whole window
// can hold. now is how many can leave, -1 if they are not counted; before is
// how many of them others have a claim to that is not counted yet.
func (s *Send) fitting(w whole, before int) (parts []outPart, now int, err error) {
	q := s.o.opt.Windows.Quota(s.to)
	now = max(0, q.Remaining-before)
	if q.Limit <= 0 {
		now = -1
	}
	if parts, ok := s.fit(w, now); ok {
		return parts, now, nil
	}
	parts, ok := s.fit(w, q.Limit)
	if ok {
		return parts, now, nil
	}
	if !s.o.opt.Windows.Known(s.to) {
		if err := (&ilink.NoContextError{User: s.to}); s.keeps(err) == 0 {
			return nil, 0, err
		}
	}
	return nil, 0, &ilink.QuotaExhaustedError{User: s.to, Limit: q.Limit, Used: q.Used, Need: max(len(parts), w.least())}
}

// admitted makes the row and claims room for all of it. The row is there also
// when there is no room; a content that no window can hold makes none.
func (s *Send) admitted(w whole) (*store.OutboxRow, window.Claim, error) {
	for {
		parts, now, err := s.fitting(w, 0)
		if err != nil {
			return nil, window.Claim{}, err
		}
		s.parts = parts
		s.opened = s.o.opt.Windows.Opened(s.to)
		row := s.newRow(parts)
		c, err := s.o.admit(s.to, len(parts))
		var full *ilink.QuotaExhaustedError
		if errors.As(err, &full) && now >= len(parts) {
			continue // another send was faster: cut to what it left
		}
		return row, c, err
	}
}

// admit is the guard before a row is written: a login, an open window and quota
// for all parts, or nothing.
func (o *Outbox) admit(to string, parts int) (window.Claim, error) {
	if o.opt.Login.Current() == nil {
		return window.Claim{}, o.opt.Login.None()
	}
	return o.opt.Windows.Take(to, parts)
}
