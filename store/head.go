package store

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// What every message goes through, heads of the inbox and the outbox and rows of
// accounts, is written and read without reflection. What is written is byte by byte what encoding/json makes of
// the struct; what is not spelled as we spell it encoding/json reads.

// appendHead appends the head of a row of the inbox.
func (r *InboxRow) appendHead(b []byte) ([]byte, error) {
	w := headWriter{b: b}
	w.text(`{"a":`, r.Account)
	w.some(`,"u":`, r.User)
	w.some(`,"k":`, r.Key)
	w.some(`,"t":`, r.Kind)
	w.time(`,"r":`, r.Received)
	w.text(`,"s":`, r.State)
	w.some(`,"e":`, r.Reason)
	w.number(`,"n":`, r.Attempts)
	if !r.Finished.IsZero() {
		w.time(`,"f":`, r.Finished)
	}
	if len(r.Once) > 0 {
		w.any(`,"o":`, r.Once)
	}
	if len(r.Answers) > 0 {
		w.any(`,"q":`, r.Answers)
	}
	w.number(`,"y":`, r.Retries)
	w.number(`,"b":`, r.Before)
	return append(w.b, '}'), w.err
}

// appendHead appends the head of a row of the outbox.
func (r *OutboxRow) appendHead(b []byte) ([]byte, error) {
	w := headWriter{b: b}
	w.text(`{"a":`, r.Account)
	w.text(`,"u":`, r.User)
	w.some(`,"o":`, r.Source)
	w.number(`,"n":`, r.N)
	w.parts(r.Parts)
	w.text(`,"s":`, r.State)
	w.some(`,"e":`, r.Reason)
	w.time(`,"c":`, r.Created)
	if !r.Expires.IsZero() {
		w.time(`,"x":`, r.Expires)
	}
	w.number(`,"l":`, r.Leave)
	w.number(`,"r":`, r.Refused)
	if len(r.Data) > 0 {
		w.any(`,"d":`, r.Data)
	}
	return append(w.b, '}'), w.err
}

// append appends the row of an account, which is one JSON object.
func (r *AccountRow) append(b []byte) ([]byte, error) {
	w := headWriter{b: append(b, '{')}
	w.some(`,"cursor":`, r.Cursor)
	w.some(`,"bot_id":`, r.BotID)
	if r.NeedsLogin {
		w.b = append(w.b, `,"needs_login":true`...)
	}
	if first := len(b) + 1; len(w.b) > first {
		w.b = append(w.b[:first], w.b[first+1:]...) // no comma before the first
	}
	return append(w.b, '}'), w.err
}

func (w *headWriter) parts(list []PartState) {
	for i := range list {
		p := &list[i]
		if i == 0 {
			w.b = append(w.b, `,"p":[`...)
		} else {
			w.b = append(w.b, ',')
		}
		w.text(`{"c":`, p.ClientID)
		w.some(`,"s":`, p.State)
		w.some(`,"m":`, p.MessageID)
		w.number(`,"n":`, p.Sends)
		w.some(`,"e":`, p.Err)
		w.b = append(w.b, '}')
	}
	if len(list) > 0 {
		w.b = append(w.b, ']')
	}
}

// headWriter appends members of a JSON object.
type headWriter struct {
	b   []byte
	err error
}

func (w *headWriter) text(name, value string) {
	w.b = append(w.b, name...)
	if !isPlain(value) {
		w.value(value)
		return
	}
	w.b = append(append(append(w.b, '"'), value...), '"')
}

func (w *headWriter) some(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

func (w *headWriter) number(name string, n int) {
	if n != 0 {
		w.b = strconv.AppendInt(append(w.b, name...), int64(n), 10)
	}
}

func (w *headWriter) time(name string, t time.Time) {
	was := w.b
	b, err := t.AppendText(append(append(w.b, name...), '"'))
	if err == nil {
		w.b = append(b, '"')
		return
	}
	w.b = was
	w.any(name, t)
}

func (w *headWriter) any(name string, value any) {
	w.b = append(w.b, name...)
	w.value(value)
}

func (w *headWriter) value(value any) {
	b, err := json.Marshal(value)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.b = append(w.b, b...)
}

// isPlain says that a string is its own JSON, with quotes around it.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

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
