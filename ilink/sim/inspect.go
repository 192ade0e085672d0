package sim

import (
	"maps"
	"time"
)

// State is what GET /sim/state shows.
type State struct {
	Now        time.Time      `json:"now"`
	Settings   Settings       `json:"options"`
	Bots       []BotState     `json:"bots"`
	QRCodes    []QRState      `json:"qrcodes"`
	Requests   map[string]int `json:"requests"` // by endpoint
	Refused    map[string]int `json:"refused"`  // sends, by reason
	Faults     []Fault        `json:"faults"`   // that can still strike
	Struck     map[string]int `json:"struck"`   // faults, by op and kind
	Sent       int64          `json:"sent"`
	Violations int            `json:"violations"`
}

// BotState is one login.
type BotState struct {
	ID     string    `json:"bot"`
	Owner  string    `json:"user"`
	Since  time.Time `json:"since"`
	State  string    `json:"state"`  // live, superseded, revoked
	Online bool      `json:"online"` // since the last notifystart, until notifystop
	// OnlineAt is when the client last called notifystart or notifystop.
	OnlineAt *time.Time `json:"online_at"`
	// Polls is how many getupdates are held right now.
	Polls int `json:"polls"`
	// Pending is how many messages the client has not acknowledged.
	Pending int         `json:"pending"`
	Chats   []ChatState `json:"chats"`
}

// ChatState is one user of a bot.
type ChatState struct {
	User      string     `json:"user"`
	LastAt    *time.Time `json:"last_at"`
	Used      int        `json:"used"`
	Remaining int        `json:"remaining"` // -1 without a quota
	ClosesAt  *time.Time `json:"closes_at"`
	Typing    bool       `json:"typing"`
	// TypingCount is how often "typing" was switched on or kept alive.
	TypingCount int `json:"typing_count"`
	// TypingLapsed is how often it went away by itself, never cancelled.
	TypingLapsed int `json:"typing_lapsed"`
}

// State returns a copy of what the service knows.
func (s *Server) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.st
	out := State{
		Now: s.clock.Now(), Settings: st.set, Sent: st.sent.last, Violations: st.violated,
		Bots: []BotState{}, QRCodes: st.openQRs(),
		Requests: maps.Clone(st.requests), Refused: maps.Clone(st.refused),
		Struck: maps.Clone(st.struck), Faults: []Fault{},
	}
	for _, f := range st.faults {
		out.Faults = append(out.Faults, *f)
	}
	for _, id := range st.botOrder {
		out.Bots = append(out.Bots, st.bots[id].state(st.set))
	}
	return out
}

func (b *bot) state(set Settings) BotState {
	out := BotState{
		ID: b.id, Owner: b.owner, Since: b.since, State: "live", Online: b.online,
		Polls: len(b.queue.waiters), Pending: len(b.queue.pending), Chats: []ChatState{},
	}
	if !b.onlineAt.IsZero() {
		at := b.onlineAt
		out.OnlineAt = &at
	}
	switch {
	case !b.alive():
		out.State = "revoked"
	case b.superseded:
		out.State = "superseded"
	}
	for _, user := range b.chatOrder {
		out.Chats = append(out.Chats, b.chats[user].state(set))
	}
	return out
}

func (c *chat) state(set Settings) ChatState {
	out := ChatState{User: c.user, Used: c.used, Remaining: -1, Typing: c.typing, TypingCount: c.typingCount, TypingLapsed: c.typingLapsed}
	if set.Quota > 0 {
		out.Remaining = max(set.Quota-c.usedOf(set, c.tokens[c.newest]), 0)
	}
	if !c.opened.IsZero() {
		opened, closes := c.opened, c.opened.Add(time.Duration(set.Window))
		out.LastAt, out.ClosesAt = &opened, &closes
	}
	return out
}
