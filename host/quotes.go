package host

import (
	"encoding/json"

	"hotreply/bindings"
	"hotreply/ilink"
	"hotreply/store"
)

// keptQuote is what the host keeps of every message that was received or sent,
// so that one which quotes it by its id alone can be understood.
type keptQuote struct {
	Text string `json:"text,omitempty"`
	Kind string `json:"kind,omitempty"`
	From string `json:"from"`
}

// receivedQuote is what is kept of a received message.
func receivedQuote(m *ilink.Message) []byte {
	b, _ := json.Marshal(keptQuote{Text: m.Text(), Kind: m.Kind(), From: m.From}) // strings: can not fail
	return b
}

// sentQuote is what is kept of a part that was sent.
func (a *account) sentQuote(p outPart) []byte {
	q := keptQuote{Text: p.Text, Kind: ilink.KindText, From: a.botID()}
	if p.Upload != nil {
		q.Kind = p.Upload.Kind
	}
	b, _ := json.Marshal(q) // strings: can not fail
	return b
}

// forRules is a message as the rules get it, with the text that it answers to.
func (a *account) forRules(m ilink.Message, again bool) bindings.Message {
	out := bindings.Message{Account: a.name, M: m, Redelivered: again, Owner: m.From != "" && m.From == a.ownerID()}
	if q := m.Quote(); q != nil {
		out.QuoteText, _ = q.Text(a.quoted)
	}
	return out
}

// quoted looks a message's text up by its id.
func (a *account) quoted(id string) (text string, ok bool) {
	var q keptQuote
	_ = a.h.db.View(func(tx *store.Tx) error {
		value, found := tx.Quote(a.name, id)
		ok = found && json.Unmarshal(value, &q) == nil
		return nil
	})
	return q.Text, ok
}
