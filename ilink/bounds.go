package ilink

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// What one message may carry. Each limit is far above what the service sends
// and far below what would hurt: ids become keys of a database, tokens go into
// headers and addresses, and what is nested deeper than a message ever is has
// felled parsers.
const (
	maxMessageBytes = 1 << 20
	maxDepth        = 4096 // decoders end at 10,000
	maxItems        = 500
	maxIDBytes      = 512
	maxNameBytes    = 4 << 10
	maxTokenBytes   = 16 << 10
	maxCursorBytes  = 256 << 10
)

// bounds looks for what is out of bounds, keeps the first find in odd, and
// empties what is.
type bounds struct{ odd string }

func (b *bounds) found(format string, args ...any) {
	if b.odd == "" {
		b.odd = fmt.Sprintf(format, args...)
	}
}

// id bounds what names something: it becomes a part of keys and of log lines.
func (b *bounds) id(field string, s *string) {
	b.length(field, s, maxIDBytes)
	if strings.ContainsFunc(*s, unicode.IsControl) {
		b.found("%s holds control characters", field)
		*s = ""
	}
}

func (b *bounds) length(field string, s *string, limit int) {
	if len(*s) > limit {
		b.found("%s has %d bytes, at most %d are taken", field, len(*s), limit)
		*s = ""
	}
}

func (b *bounds) secret(field string, s *Secret) {
	text := s.Reveal()
	b.length(field, &text, maxTokenBytes)
	*s = Secret(text)
}

func (b *bounds) message(m *Message) {
	b.id("from_user_id", &m.From)
	b.id("to_user_id", &m.To)
	b.id("message_id", &m.ID)
	b.id("client_id", &m.ClientID)
	b.id("session_id", &m.SessionID)
	b.id("group_id", &m.GroupID)
	b.id("run_id", &m.RunID)
	b.secret("context_token", &m.ContextToken)
	if len(m.Items) > maxItems {
		b.found("item_list has %d items, at most %d are taken", len(m.Items), maxItems)
		m.Items = m.Items[:maxItems]
	}
	for i := range m.Items {
		b.item(&m.Items[i])
	}
}

func (b *bounds) item(it *Item) {
	b.id("msg_id", &it.ID)
	if m := it.Media; m != nil {
		b.length("file_name", &m.Name, maxNameBytes)
		b.id("md5", &m.MD5)
		b.length("full_url", &m.FullURL, maxTokenBytes)
		b.length("encrypt_query_param", &m.Param, maxTokenBytes)
		for i := range m.Keys {
			b.secret("aes_key", &m.Keys[i])
		}
	}
	if q := it.Quote; q != nil {
		b.id("svr_id", &q.ID)
		b.length("title", &q.Title, maxTokenBytes)
		if q.Part != nil {
			b.id("quotemd5", &q.Part.MD5)
		}
		if q.Item != nil {
			b.item(q.Item)
		}
	}
}

// credential checks one field of a login, which goes into headers, addresses,
// file names and keys.
func credential(field, s string, limit int) error {
	b := bounds{}
	b.length(field, &s, limit)
	if strings.ContainsFunc(s, unicode.IsControl) {
		b.found("%s holds control characters", field)
	}
	if b.odd != "" {
		return fmt.Errorf("%s", b.odd)
	}
	return nil
}

// bound checks what a login consists of.
func (c *Credentials) bound() error {
	for _, f := range []struct {
		field, value string
		limit        int
	}{
		{"bot_token", c.BotToken.Reveal(), maxTokenBytes},
		{"bot id", c.BotID, maxIDBytes},
		{"user id", c.UserID, maxIDBytes},
		{"base URL", c.BaseURL, maxNameBytes},
	} {
		if err := credential(f.field, f.value, f.limit); err != nil {
			return err
		}
	}
	return nil
}

// tooLargeToRead says why an entry of msgs is not decoded at all, "" if it is.
func tooLargeToRead(raw []byte) string {
	if len(raw) > maxMessageBytes {
		return fmt.Sprintf("the message has %d bytes, at most %d are taken", len(raw), maxMessageBytes)
	}
	if depthOver(raw, maxDepth) {
		return fmt.Sprintf("the message is nested deeper than %d levels", maxDepth)
	}
	return ""
}

// depthOver tells whether JSON nests deeper than limit. It walks without
// recursion, as its input may be made to exhaust a stack.
func depthOver(raw []byte, limit int) bool {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			if i = endOfString(raw, i); i < 0 {
				return false
			}
			i--
		case '{', '[':
			if depth++; depth > limit {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// unread is a message that is not decoded: who sent it, as far as that can be
// told, and a note in place of the rest.
func unread(raw []byte, why string) Message {
	m := Message{Odd: why, digest: digestOf(raw)}
	if fields, ok := members(raw); ok {
		var from wireString
		var id wireID
		_ = from.UnmarshalJSON(fields["from_user_id"])
		_ = id.UnmarshalJSON(fields["message_id"])
		m.From, m.ID = string(from), string(id)
		b := bounds{odd: why}
		b.message(&m)
	}
	note := struct {
		From    string `json:"from_user_id,omitempty"`
		ID      string `json:"message_id,omitempty"`
		LeftOut string `json:"left_out"`
		Bytes   int    `json:"bytes"`
	}{m.From, m.ID, why, len(raw)}
	m.Raw, _ = json.Marshal(note) // strings and a number: can not fail
	return m
}

func digestOf(raw []byte) string {
	sum := sha256.Sum256(bytes.TrimSpace(raw))
	return hex.EncodeToString(sum[:16])
}
