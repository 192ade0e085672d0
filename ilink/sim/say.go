package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
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
	// Items become the message's item_list. A missing type follows from the
	// payload ("text_item" is 1), and ids may be strings.
	Items []json.RawMessage `json:"items,omitempty"`
	// Quote is the id of a message that Text quotes, as newer phones do: by
	// id only. Older ones quote the whole item: see Items.
	Quote string `json:"quote,omitempty"`
	// Message changes fields of the message itself, such as
	// {"group_id":"1@chatroom"}; null takes one away, such as
	// {"context_token":null} or {"message_id":null}.
	Message map[string]json.RawMessage `json:"message,omitempty"`
	// Age is how long ago the message was written: it arrives late.
	Age Duration `json:"age,omitempty"`

	at time.Time // when it was written
}

// Say delivers a message of a user and returns its message id.
func (s *Server) Say(r SayRequest) (messageID string, err error) {
	if (r.Text == "") == (len(r.Items) == 0) {
		return "", &ControlError{Problem: "a message needs either text or items", Advice: `{"user":"alice@im.wechat","text":"hello"}`}
	}
	if r.Quote != "" {
		if _, err := strconv.ParseUint(r.Quote, 10, 64); err != nil || r.Text == "" {
			return "", &ControlError{Problem: "quote goes with text and is a message id", Advice: `{"text":"this one?","quote":"7512345678901234777"}`}
		}
	}
	if r.User == "" {
		r.User = DefaultUser
	}
	items, err := soundItems(r.Items)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.st.pickBot(r.Bot, r.User)
	if err != nil {
		return "", err
	}
	r.at = s.clock.Now().Add(-time.Duration(r.Age))
	if r.Text != "" {
		items = []json.RawMessage{s.textItemLocked(r)}
	}
	return s.deliverLocked(b, r, items)
}

func (s *Server) textItemLocked(r SayRequest) json.RawMessage {
	at := r.at.UnixMilli()
	o := object{
		{name: "type", value: itemText},
		{name: "create_time_ms", value: at, optional: true},
		{name: "update_time_ms", value: at, optional: true},
		{name: "is_completed", value: true, optional: true},
		{name: "text_item", value: object{{name: "text", value: r.Text}}},
	}
	if r.Quote != "" {
		o = append(o, field{name: "ref_msg", value: object{{name: "svr_id", value: s.idLocked(r.Quote)}}})
	}
	return s.noisyLocked(o).encode()
}

// idLocked is how a message id stands in an answer.
func (s *Server) idLocked(id string) json.RawMessage {
	if s.st.set.IDs == "string" {
		return json.RawMessage(`"` + id + `"`)
	}
	return json.RawMessage(id)
}

// deliverLocked opens the user's window and queues the message for the bot.
func (s *Server) deliverLocked(b *bot, r SayRequest, items []json.RawMessage) (string, error) {
	at := r.at
	id := strconv.FormatUint(s.nextIDLocked(), 10)
	chat := b.chat(r.User)
	token := s.contextLocked(chat)
	m := object{
		{name: "seq", value: b.queue.last + 1},
		{name: "message_id", value: s.idLocked(id)},
		{name: "from_user_id", value: r.User},
		{name: "to_user_id", value: b.id},
		{name: "client_id", value: "wx-" + s.hexLocked(16), optional: true},
		{name: "create_time_ms", value: at.UnixMilli()},
		{name: "update_time_ms", value: at.UnixMilli(), optional: true},
		{name: "session_id", value: r.User + "#" + b.id, optional: true},
		{name: "message_type", value: 1},
		{name: "message_state", value: 2, optional: true},
		{name: "item_list", value: items},
	}
	if token != "" {
		m = append(m, field{name: "context_token", value: token})
	}
	m, err := m.changed(r.Message)
	if err != nil {
		return "", err
	}
	chat.hear(m.text("context_token"), at)
	body := s.noisyLocked(m).encode()
	s.postLocked(b, &inbound{id: id, user: r.User, json: body, cdn: bytes.Contains(body, []byte(cdnPlaceholder))})
	return id, nil
}

// contextLocked is the context token of the user's next message.
func (s *Server) contextLocked(c *chat) string {
	switch {
	case s.st.set.Context == "none":
		return ""
	case s.st.set.Context == "same" && c.newest != "":
		return c.newest
	}
	return s.opaqueLocked("AARzJW", 96)
}

// changed returns o with the given members set or, where null, taken away.
func (o object) changed(by map[string]json.RawMessage) (object, error) {
	out := make(object, 0, len(o)+len(by))
	for _, f := range o {
		if _, named := by[f.name]; !named {
			out = append(out, f)
		}
	}
	for name, value := range by {
		if strings.ContainsAny(name, `"\`) {
			return nil, &ControlError{Problem: fmt.Sprintf("message has a field named %q", name), Advice: "field names of the protocol are plain words"}
		}
		if string(value) != "null" {
			out = append(out, field{name: name, value: bareIDs(value)})
		}
	}
	return out, nil
}

// text is the string member of that name, or "".
func (o object) text(name string) string {
	for _, f := range o {
		switch v := f.value.(type) {
		case string:
			if f.name == name {
				return v
			}
		case json.RawMessage:
			var text string
			if f.name == name && json.Unmarshal(v, &text) == nil {
				return text
			}
		}
	}
	return ""
}

// pickBot finds the bot a user means.
func (st *state) pickBot(id, user string) (*bot, error) {
	live := st.liveBots()
	if id != "" {
		if b := st.bots[id]; b != nil && b.alive() {
			return b, nil
		}
		return nil, errUnknownBot(id)
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

func errUnknownBot(id string) error {
	return &ControlError{Problem: fmt.Sprintf("no bot %q is logged in", id), Advice: "GET /sim/state lists the bots"}
}

var errNoBot = &ControlError{Problem: "no bot is logged in", Advice: "start a client and let it log in, or POST /sim/bots for a token"}
