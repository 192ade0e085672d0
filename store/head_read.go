package store

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// readInboxHead is the row of a head; false means that encoding/json is to read it.
func readInboxHead(head []byte) (row InboxRow, ok bool) {
	h := headReader{b: head}
	h.text(`{"a":"`, &row.Account)
	h.some(`,"u":"`, &row.User)
	h.some(`,"k":"`, &row.Key)
	h.some(`,"t":"`, &row.Kind)
	h.must(h.time(`,"r":"`, &row.Received))
	h.text(`,"s":"`, &row.State)
	h.some(`,"e":"`, &row.Reason)
	h.number(`,"n":`, &row.Attempts)
	h.time(`,"f":"`, &row.Finished)
	h.number(`,"y":`, &row.Retries)
	h.number(`,"b":`, &row.Before)
	return row, h.end()
}

// readOutboxHead is the row of a head; false means that encoding/json is to read it.
func readOutboxHead(head []byte) (row OutboxRow, ok bool) {
	h := headReader{b: head}
	h.text(`{"a":"`, &row.Account)
	h.text(`,"u":"`, &row.User)
	h.some(`,"o":"`, &row.Source)
	h.number(`,"n":`, &row.N)
	if h.skip(`,"p":[`) {
		row.Parts = h.parts()
	}
	h.text(`,"s":"`, &row.State)
	h.some(`,"e":"`, &row.Reason)
	h.must(h.time(`,"c":"`, &row.Created))
	h.time(`,"x":"`, &row.Expires)
	h.number(`,"l":`, &row.Leave)
	h.number(`,"r":`, &row.Refused)
	return row, h.end()
}

// readAccount is the row of an account that has a cursor and a bot; false means
// that encoding/json is to read it.
func readAccount(v []byte) (row AccountRow, ok bool) {
	h := headReader{b: v}
	h.text(`{"cursor":"`, &row.Cursor)
	h.text(`,"bot_id":"`, &row.BotID)
	row.NeedsLogin = h.skip(`,"needs_login":true`)
	return row, h.end()
}

func (h *headReader) parts() (list []PartState) {
	for {
		var p PartState
		h.text(`{"c":"`, &p.ClientID)
		h.some(`,"s":"`, &p.State)
		h.some(`,"m":"`, &p.MessageID)
		h.number(`,"n":`, &p.Sends)
		h.some(`,"e":"`, &p.Err)
		h.must(h.skip(`}`))
		list = append(list, p)
		if h.odd || !h.skip(`,`) {
			h.must(h.skip(`]`))
			return list
		}
	}
}

// headReader takes members off a JSON object.
type headReader struct {
	b   []byte
	odd bool // something is spelled otherwise
}

func (h *headReader) must(ok bool) { h.odd = h.odd || !ok }

func (h *headReader) end() bool { return !h.odd && string(h.b) == "}" }

func (h *headReader) skip(text string) bool {
	if len(h.b) < len(text) || string(h.b[:len(text)]) != text {
		return false
	}
	h.b = h.b[len(text):]
	return true
}

func (h *headReader) text(name string, value *string) { h.must(h.some(name, value)) }

func (h *headReader) some(name string, value *string) bool {
	if !h.skip(name) {
		return false
	}
	*value = word(h.quoted())
	return true
}

// word is a string that is allocated only if it is not one of those that stand in
// nearly every row.
func word(b []byte) string {
	switch string(b) {
	case "":
		return ""
	case InboxPending:
		return InboxPending
	case InboxDone:
		return InboxDone
	case InboxRecorded:
		return InboxRecorded
	case OutboxOpen:
		return OutboxOpen
	case OutboxConfirmed:
		return OutboxConfirmed
	case "message":
		return "message"
	}
	return string(b)
}

// quoted is what stands before the next quote.
func (h *headReader) quoted() []byte {
	n := bytes.IndexByte(h.b, '"')
	if n < 0 {
		h.odd = true
		return nil
	}
	text := h.b[:n]
	h.b = h.b[n+1:]
	ascii := true
	for _, c := range text {
		ascii = ascii && c < utf8.RuneSelf
		h.odd = h.odd || c < ' ' || c == '\\'
	}
	if !ascii {
		h.must(utf8.Valid(text))
	}
	return text
}

func (h *headReader) number(name string, value *int) {
	if !h.skip(name) {
		return
	}
	digits, n := 0, 0
	for ; digits < len(h.b) && '0' <= h.b[digits] && h.b[digits] <= '9'; digits++ {
		n = 10*n + int(h.b[digits]-'0')
	}
	h.must(0 < digits && digits < 10 && (digits == 1 || h.b[0] != '0'))
	*value, h.b = n, h.b[digits:]
}

func (h *headReader) time(name string, value *time.Time) bool {
	if !h.skip(name) {
		return false
	}
	text := h.quoted()
	h.must(value.UnmarshalText(text) == nil)
	return true
}
