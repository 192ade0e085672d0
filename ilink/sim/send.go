package sim

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxTextBytes is the longest text the service takes, in UTF-8 bytes
// (weilink, tips and gotchas).
const maxTextBytes = 16384

// outMessage is a message as clients send it; pointers tell absent from empty.
type outMessage struct {
	FromUserID   *string           `json:"from_user_id"`
	ToUserID     string            `json:"to_user_id"`
	ClientID     string            `json:"client_id"`
	MessageType  int               `json:"message_type"`
	MessageState int               `json:"message_state"`
	Items        []json.RawMessage `json:"item_list"`
	ContextToken string            `json:"context_token"`
	RunID        string            `json:"run_id"`
}

func (s *Server) sendMessage(c *call) answer {
	var req struct {
		Msg *outMessage `json:"msg"`
	}
	if !c.decode(&req) {
		return refuse(-2, invalidArguments)
	}
	if req.Msg == nil {
		c.violate("msg is missing")
		return refuse(-2, invalidArguments)
	}
	m := req.Msg
	item, a := checkMessage(c, m)
	if item == nil {
		return a
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.acceptLocked(c, m, item)
}

// checkMessage holds a message against what the service takes; a nil item
// means that the answer refuses it.
func checkMessage(c *call, m *outMessage) (*outItem, answer) {
	if m.FromUserID == nil || *m.FromUserID != "" {
		c.violate(`from_user_id must be present and ""`)
	}
	bad := func(format string, args ...any) (*outItem, answer) {
		c.violate(fmt.Sprintf(format, args...))
		return nil, refuse(-2, invalidArguments)
	}
	switch {
	case m.ToUserID == "":
		return bad("to_user_id is empty")
	case m.ClientID == "":
		return bad("client_id is empty")
	case m.MessageType != 2:
		return bad("message_type is %d, want 2", m.MessageType)
	case m.MessageState != 1 && m.MessageState != 2:
		return bad("message_state is %d, want 2", m.MessageState)
	case len(m.Items) != 1:
		return bad("item_list has %d items, want exactly 1", len(m.Items))
	}
	item := new(outItem)
	if err := json.Unmarshal(m.Items[0], item); err != nil {
		return bad("item: %v", err)
	}
	if problem := item.problem(); problem != "" {
		return bad("%s", problem)
	}
	if item.Text != nil && len(item.Text.Text) > maxTextBytes {
		c.violate(fmt.Sprintf("text has %d bytes, at most %d are taken", len(item.Text.Text), maxTextBytes))
		return nil, refuse(-2, "")
	}
	return item, answer{}
}

// acceptLocked applies window, quota and context, and keeps the message.
func (s *Server) acceptLocked(c *call, m *outMessage, item *outItem) answer {
	b, st, now := c.bot, s.st, s.clock.Now()
	if st.set.RequireNotify && !b.online {
		st.refused["not online"]++
		return refuse(-2, prepareFailed)
	}
	chat := b.chats[m.ToUserID]
	if chat == nil && m.ContextToken == "" && m.ToUserID != b.spelled(m.ToUserID) {
		c.violate("to_user_id is not spelled as the user's id: capital and small letters count")
		st.refused["misspelled user"]++
		return refuse(-3, invalidArguments)
	}
	if chat == nil || chat.opened.IsZero() {
		if !b.beforeReset(m.ToUserID, m.ContextToken) {
			c.violate("send to a user who has never written to this bot")
		}
		st.refused["unknown user"]++
		return refuse(-2, prepareFailed)
	}
	if b.tooFast(st.set, now) {
		st.refused["too fast"]++
		return refuse(-2, st.set.BurstErrmsg)
	}
	s.checkContextLocked(c, chat, m.ContextToken)
	v := chat.admit(st.set, m.ContextToken, now)
	if v.reason != "" {
		st.refused[v.reason]++
	}
	if v.fate == refused {
		return refuse(-2, v.errmsg)
	}
	if st.set.ToolItems == "count" || item.Type != itemToolStart && item.Type != itemToolResult {
		chat.spend(m.ContextToken)
	}
	chat.prune(now, time.Duration(st.set.TokenLife))
	id := strconv.FormatUint(s.nextIDLocked(), 10)
	sent := item.describe(st.set.TextShown)
	sent.Bot, sent.User, sent.ClientID = b.id, m.ToUserID, m.ClientID
	sent.MessageID, sent.ContextToken, sent.Time = id, m.ContextToken, now
	s.displayLocked(c, item, &sent)
	if v.fate == dropped {
		sent.hide(v.reason)
	}
	if st.set.Receipts == "ret0_drop" {
		sent.hide("risk control")
	}
	s.checkClientIDLocked(c, m, &sent)
	return s.keepLocked(sent)
}

// spelled is the id of the user of this bot that differs from id in capital and
// small letters alone, or id. The service answers -3 to such a send without a
// context token (openclaw-weixin issue 243).
func (b *bot) spelled(id string) string {
	for user := range b.chats {
		if strings.EqualFold(user, id) {
			return user
		}
	}
	return id
}

// checkClientIDLocked shows only the first message of a client_id (live test
// in epiral's protocol-spec); a repeat of the same content is no mistake.
func (s *Server) checkClientIDLocked(c *call, m *outMessage, sent *SentMessage) {
	content := sha256.Sum256(append([]byte(m.ToUserID), m.Items[0]...))
	first, again := c.bot.clientIDs[m.ClientID]
	if !again {
		c.bot.clientIDs[m.ClientID] = content
		return
	}
	if s.st.set.SameClientID == "first" {
		sent.hide("client_id was used before")
	}
	if first != content && m.MessageState == 2 {
		c.violate("client_id " + strconv.Quote(m.ClientID) + " was used for another content")
	}
}

// checkContextLocked records a context token that the client can not have got
// for this user.
func (s *Server) checkContextLocked(c *call, chat *chat, token string) {
	switch {
	case token == "":
		c.violate("context_token is missing")
	case chat.tokens[token] == nil && !c.bot.beforeReset(chat.user, token):
		for _, other := range c.bot.chats {
			if other.tokens[token] != nil {
				c.violate("context_token belongs to " + other.user + ", not to " + chat.user)
				return
			}
		}
		c.violate("context_token was not issued for " + chat.user)
	}
}

// keepLocked lets faults strike an accepted message, and answers.
func (s *Server) keepLocked(sent SentMessage) answer {
	if _, hit := s.strikeLocked(onOutbound, "sendmessage", kind("silent_drop")); hit {
		sent.hide("silently dropped")
		s.st.sent.add(sent)
		return s.receiptLocked("ret0", sent.MessageID)
	}
	f, hit := s.strikeLocked(onOutbound, "sendmessage", kind("delay_batch"))
	hit = hit && sent.Shown
	if hit {
		sent.hide("delayed")
	}
	s.st.sent.add(sent)
	if hit {
		s.showLaterLocked(s.st.sent.last, f.delayOr(batchDelay))
	}
	return s.receiptLocked(s.st.set.Receipts, sent.MessageID)
}

// receiptLocked is the answer to an accepted send.
func (s *Server) receiptLocked(mode, id string) answer {
	switch mode {
	case "ret0", "ret0_drop":
		return answer{fields: object{{name: "ret", value: 0}}}
	case "empty_object":
		return answer{raw: []byte("{}")}
	case "empty_body":
		return answer{raw: []byte{}}
	}
	return ok(field{name: "message_id", value: s.idLocked(id)})
}
