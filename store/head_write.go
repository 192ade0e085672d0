package store

import (
	"encoding/json"
	"strconv"
	"time"

	"hotreply/internal/jsontext"
)

// What every message goes through, heads of the inbox and the outbox and rows of
// accounts, is written and read without reflection. What is written is byte by
// byte what encoding/json makes of the struct; what is not spelled as we spell it
// encoding/json reads.

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
	w.b = jsontext.AppendString(append(w.b, name...), value)
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
