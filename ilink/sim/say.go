package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// SayRequest is a message that a user writes to a bot.
type SayRequest struct {
	// Bot is the bot's id; "" is the only one, else the one bound by User,
	// else the one that User wrote to before.
	Bot string `json:"bot,omitempty"`
	// User is who writes; "" is [DefaultUser].
	User string `json:"user"`
	// Text is the message's text. Exactly one of Text and Items is set.
	Text string `json:"text,omitempty"`
	// Items are put into item_list as they are.
	Items []json.RawMessage `json:"items,omitempty"`
	// Age is how long ago the message was written: it arrives late.
	Age Duration `json:"age,omitempty"`
}

// Say delivers a message of a user and returns its message id.
func (s *Server) Say(r SayRequest) (messageID string, err error) {
	if (r.Text == "") == (len(r.Items) == 0) {
		return "", &ControlError{Problem: "a message needs either text or items", Advice: `{"user":"alice@im.wechat","text":"hello"}`}
	}
	if r.User == "" {
		r.User = DefaultUser
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.st.pickBot(r.Bot, r.User)
	if err != nil {
		return "", err
	}
	items := r.Items
	if r.Text != "" {
		items = []json.RawMessage{s.textItemLocked(r.Text, time.Duration(r.Age))}
	}
	return s.deliverLocked(b, r, items), nil
}

func (s *Server) textItemLocked(text string, age time.Duration) json.RawMessage {
	at := s.clock.Now().Add(-age).UnixMilli()
	return object{
		{name: "type", value: 1},
		{name: "create_time_ms", value: at, optional: true},
		{name: "update_time_ms", value: at, optional: true},
		{name: "is_completed", value: true, optional: true},
		{name: "text_item", value: object{{name: "text", value: text}}},
	}.encode()
}

// deliverLocked opens the user's window and queues the message for the bot.
func (s *Server) deliverLocked(b *bot, r SayRequest, items []json.RawMessage) string {
	at := s.clock.Now().Add(-time.Duration(r.Age))
	id := s.nextIDLocked()
	token := s.opaqueLocked("AARzJW", 96)
	b.chat(r.User).hear(token, at)
	m := object{
		{name: "seq", value: b.queue.last + 1},
		{name: "message_id", value: id},
		{name: "from_user_id", value: r.User},
		{name: "to_user_id", value: b.id},
		{name: "client_id", value: "wx-" + s.hexLocked(16), optional: true},
		{name: "create_time_ms", value: at.UnixMilli()},
		{name: "update_time_ms", value: at.UnixMilli(), optional: true},
		{name: "session_id", value: r.User + "#" + b.id, optional: true},
		{name: "message_type", value: 1},
		{name: "message_state", value: 2, optional: true},
		{name: "item_list", value: items},
		{name: "context_token", value: token},
	}
	text := strconv.FormatUint(id, 10)
	body := m.encode()
	s.postLocked(b, &inbound{id: text, json: body, cdn: bytes.Contains(body, []byte(cdnPlaceholder))})
	return text
}

// pickBot finds the bot a user means.
func (st *state) pickBot(id, user string) (*bot, error) {
	live := st.liveBots()
	if id != "" {
		if b := st.bots[id]; b != nil && b.alive() {
			return b, nil
		}
		return nil, &ControlError{Problem: fmt.Sprintf("no bot %q is logged in", id), Advice: "GET /sim/state lists the bots"}
	}
	if len(live) == 0 {
		return nil, errNoBot
	}
	if len(live) == 1 {
		return live[0], nil
	}
	for _, b := range live {
		if b.owner == user {
			return b, nil
		}
	}
	for _, b := range live {
		if b.chats[user] != nil {
			return b, nil
		}
	}
	return nil, &ControlError{
		Problem: fmt.Sprintf("%d bots are logged in and %s is bound to none of them", len(live), user),
		Advice:  `name one, as in {"bot":"` + live[0].id + `"}`,
	}
}

var errNoBot = &ControlError{Problem: "no bot is logged in", Advice: "start a client and let it log in, or POST /sim/bots for a token"}
