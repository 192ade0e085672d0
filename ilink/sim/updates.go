package sim

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
)

const (
	// batchLimit is the most messages that one getupdates returns.
	batchLimit = 100
	// cdnPlaceholder stands, in stored messages, for the CDN base URL under
	// which the polling client knows this server.
	cdnPlaceholder = "http://cdn.placeholder.invalid"
	// overlap is how long two polls of one token may be open at once before
	// that is a mistake: a client that has just given up its poll is none.
	overlap = 2 * time.Second
)

func (s *Server) getUpdates(c *call) answer {
	var req struct {
		Cursor *string `json:"get_updates_buf"`
	}
	if !c.decode(&req) {
		return refuse(-2, invalidArguments)
	}
	if req.Cursor == nil {
		c.violate("get_updates_buf is missing")
		req.Cursor = new(string)
	}
	s.mu.Lock()
	b := c.bot
	b.queue.ack(*req.Cursor)
	again := s.st.set.Cursor == "replay"
	ms := b.queue.take(again, batchLimit)
	hold := time.Duration(s.st.set.Hold)
	s.mu.Unlock()
	if len(ms) == 0 {
		var alive bool
		if ms, alive = s.hold(c, hold); !alive {
			return staleToken()
		}
	}
	return s.updatesAnswer(c, *req.Cursor, ms)
}

// hold waits until there is something for this poll, its time is over, the
// client is gone, or the token is revoked, which it reports as false.
func (s *Server) hold(c *call, d time.Duration) (ms []*inbound, alive bool) {
	b := c.bot
	w := &waiter{wake: make(chan struct{}, 1)}
	over := make(chan struct{})
	stop := s.clock.AfterFunc(d, func() { close(over) })
	defer stop()
	s.mu.Lock()
	crowd := b.queue.held()
	b.queue.join(w)
	// A message may have come between the look into the queue and the hold.
	ms = b.queue.take(false, batchLimit)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		b.queue.leave(w)
	}()
	if crowd {
		watch := time.AfterFunc(overlap, func() { s.checkOverlap(c, w) })
		defer watch.Stop()
	}
	for len(ms) == 0 {
		select {
		case <-w.wake:
			if c.r.Context().Err() != nil {
				w.wake <- struct{}{} // leave passes it on
				return nil, true
			}
			s.mu.Lock()
			ms = b.queue.take(false, batchLimit)
			s.mu.Unlock()
		case <-over:
			return nil, true
		case <-c.r.Context().Done():
			return nil, true
		case <-b.dead:
			return nil, false
		}
	}
	return ms, true
}

// checkOverlap records that w is still held beside another poll.
func (s *Server) checkOverlap(c *call, w *waiter) {
	s.mu.Lock()
	still := false
	for _, other := range c.bot.queue.waiters {
		still = still || other == w
	}
	still = still && len(c.bot.queue.waiters) > 1
	s.mu.Unlock()
	if still {
		facts := factsOf(c.r, c.op, c.body)
		facts.Bot = c.bot.id
		s.violation(facts, "two polls of one token at once: they take messages from each other")
	}
}

func (s *Server) updatesAnswer(c *call, old string, ms []*inbound) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &c.bot.queue
	set := s.st.set
	cursor := old
	if len(ms) > 0 {
		cursor = s.opaqueLocked("", 48)
		q.remember(cursor, ms[len(ms)-1].pos)
	}
	if len(ms) > 1 {
		if _, hit := s.strikeLocked(onInbound, "getupdates", reorderBatch); hit {
			slices.Reverse(ms)
		}
	}
	a := ok(
		field{name: "msgs", value: json.RawMessage(joinMessages(ms, base(c.r)+"/c2c")), optional: len(ms) == 0},
		field{name: "get_updates_buf", value: cursor, optional: len(ms) == 0},
		field{name: "longpolling_timeout_ms", value: time.Duration(set.Hold).Milliseconds(), optional: true},
	)
	if len(ms) == 0 {
		return a
	}
	consume := set.Cursor == "consume"
	a.sent = func(ok bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch {
		case !ok:
			q.giveBack(ms)
		case consume:
			q.consume(ms)
		}
	}
	return a
}

func joinMessages(ms []*inbound, cdn string) []byte {
	out := []byte{'['}
	for i, m := range ms {
		if i > 0 {
			out = append(out, ',')
		}
		body := m.json
		if m.cdn {
			body = bytes.ReplaceAll(body, []byte(cdnPlaceholder), []byte(cdn))
		}
		out = append(out, body...)
	}
	return append(out, ']')
}
