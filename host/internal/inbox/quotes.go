package inbox

import (
	"cmp"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"hotreply/bot"
	"hotreply/host/internal/outbox"
	"hotreply/ilink"
	"hotreply/store"
)

// keptQuote is what is kept of every message that was received or sent, so that
// one which quotes it by its id alone can be understood.
type keptQuote struct {
	Text string `json:"text,omitempty"`
	// Shown is the text as phones show it, if that differs: as long, with other
	// characters in some places.
	Shown string `json:"shown,omitempty"`
	Kind  string `json:"kind,omitempty"`
	From  string `json:"from"`
}

// receivedQuote is what is kept of a received message.
func receivedQuote(m *ilink.Message) []byte {
	b, _ := json.Marshal(keptQuote{Text: m.Text(), Kind: m.Kind(), From: m.From}) // strings: can not fail
	return b
}

// Sent keeps what was sent, so that it is known when a message quotes it.
func (in *Inbox) Sent(id string, m outbox.Message) {
	b, _ := json.Marshal(keptQuote{Text: m.Text, Shown: m.Shown, Kind: m.Kind, From: m.From}) // strings: can not fail
	in.opt.Journal.Quote(in.opt.Account, store.Quote{MessageID: id, Value: b})
}

// forRules is a message as the rules get it, with the text that it answers to.
func (in *Inbox) forRules(m ilink.Message, again bool) bot.Message {
	out := bot.Message{Account: in.opt.Account, M: m, Redelivered: again, Owner: m.From != "" && m.From == in.opt.Owner()}
	if q := m.Quote(); q != nil {
		kept, _ := in.kept(q.ID)
		out.QuoteText, _ = q.Text(in.shown)
		out.QuoteText = kept.written(out.QuoteText)
	}
	return out
}

// written is a quoted text, or a part of one, as the rule wrote it.
func (k keptQuote) written(quoted string) string {
	at := strings.Index(k.Shown, quoted)
	if k.Shown == "" || at < 0 {
		return quoted
	}
	plain := []rune(k.Text)
	from := utf8.RuneCountInString(k.Shown[:at])
	to := from + utf8.RuneCountInString(quoted)
	if to > len(plain) {
		return quoted
	}
	return string(plain[from:to])
}

// shown looks a message's text up by its id, as phones show it: that is what
// selections count in.
func (in *Inbox) shown(id string) (text string, ok bool) {
	q, ok := in.kept(id)
	return cmp.Or(q.Shown, q.Text), ok
}

// kept is what is kept of a message.
func (in *Inbox) kept(id string) (q keptQuote, ok bool) {
	value := in.opt.Journal.Quoted(in.opt.Account, id)
	return q, value != nil && json.Unmarshal(value, &q) == nil
}
