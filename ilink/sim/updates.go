package sim

import (
	"bytes"
	"encoding/json"
	"net/http"
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
	b, set := c.bot, s.st.set
	if set.SecondPoll == "refuse" && b.queue.held() {
		s.mu.Unlock()
		return answer{status: http.StatusForbidden, raw: []byte("another poll is open")}
	}
	b.queue.ack(*req.Cursor)
	ms := b.take(set.Cursor == "replay")
	s.mu.Unlock()
	if len(ms) == 0 {
		var alive bool
		if ms, alive = s.hold(c, set); !alive {
			return staleToken()
		}
		if len(ms) == 0 && s.isClosed() {
			return answer{cut: cutClose}
		}
	}
	return s.updatesAnswer(c, *req.Cursor, ms)
}

// hold waits until there is something for this poll, its time is over, the
// client is gone, or the token is revoked, which it reports as false.
func (s *Server) hold(c *call, set Settings) (ms []*inbound, alive bool) {
	b := c.bot
	w := &waiter{wake: make(chan struct{}, 1)}
	over := make(chan struct{})
	stop := s.clock.AfterFunc(time.Duration(set.Hold), func() { close(over) })
	defer stop()
	ms, crowd := s.join(b, w)
	defer s.leave(b, w)
	if crowd {
		watch := time.AfterFunc(overlap, func() { s.checkOverlap(c, w) })
		defer watch.Stop()
	}
	dead := b.dead
	if set.Expire == "hold" {
		dead = nil
	}
	for len(ms) == 0 {
		select {
		case <-w.wake:
			if c.r.Context().Err() != nil {
				w.rouse() // leave passes it on
				return nil, true
			}
			ms = s.takeNew(b)
		case <-over:
			return nil, b.alive()
		case <-c.r.Context().Done():
			return nil, true
		case <-dead:
			return nil, false
		case <-s.closed:
			return nil, true
		}
	}
	return ms, true
}

func (s *Server) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}

// join makes w one of the held polls. It returns what has come since the poll
// looked into the queue, and whether others are held.
func (s *Server) join(b *bot, w *waiter) (ms []*inbound, crowd bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	crowd = b.queue.held()
	b.queue.join(w)
	return b.take(false), crowd
}

func (s *Server) leave(b *bot, w *waiter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.queue.leave(w)
}

func (s *Server) takeNew(b *bot) []*inbound {
	s.mu.Lock()
	defer s.mu.Unlock()
	return b.take(false)
}

// take gives the poll its messages. What the user wrote opens a fresh quota
// when it is written, and once more when the bot first hears of it: a bot that
// is given a burst of messages bit by bit could not tell otherwise how many
// answers are left.
func (b *bot) take(again bool) []*inbound {
	ms := b.queue.take(again, batchLimit)
	for _, m := range ms {
		if chat := b.chats[m.user]; chat != nil && !m.opened {
			chat.used = 0
		}
		m.opened = true
	}
	return ms
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
	a := ok()
	if len(ms) == 0 {
		a.fields = append(a.fields, field{name: "msgs", value: s.noMessagesLocked(), optional: true})
	} else {
		a.fields = append(a.fields, field{name: "msgs", value: json.RawMessage(joinMessages(ms, base(c.r)+"/c2c"))})
	}
	if !set.OmitCursor {
		a.fields = append(a.fields, field{name: "get_updates_buf", value: cursor, optional: len(ms) == 0})
	}
	if hint := set.hint(); hint > 0 {
		a.fields = append(a.fields, field{name: "longpolling_timeout_ms", value: hint, optional: true})
	}
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

// hintRefusal adds the long-poll hint to a refusal, if the settings say so:
// clients are to heed it there, too (openclaw-weixin 2.4.9 monitor/monitor.ts).
func (s *Server) hintRefusal(a answer) answer {
	set := s.Settings()
	if hint := set.hint(); set.HintErrors && hint > 0 && a.refusal {
		a.fields = append(a.fields, field{name: "longpolling_timeout_ms", value: hint})
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
