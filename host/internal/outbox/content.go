package outbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/store"
)

// A row is written before its first request, and its state moves one way:
//
//	open ──▶ confirmed | unconfirmed | refused
//	  ╰────▶ queued ──▶ open …
//
// The worst of its parts is the row's final state.

// outContent is what OutboxRow.Content holds: enough to send every part
// without the script, and to know the content again in a re-run.
type outContent struct {
	Digest string    `json:"digest"`
	Parts  []outPart `json:"parts"`
}

// outPart is one message to the user: a text, or media that the CDN has.
type outPart struct {
	Text   string      `json:"text,omitempty"`
	Plain  string      `json:"plain,omitempty"`  // the text before characters were exchanged that phones swallow, if any were
	Upload *bot.Upload `json:"upload,omitempty"` // without Ref: not uploaded yet
	Copy   string      `json:"copy,omitempty"`   // file in <state>/queue with its bytes, while the row waits
}

// digest names a content as the script gave it, before splitting and
// uploading, so that a re-run which says the same is known without either.
func digest(c bot.Content) string {
	h := sha256.New()
	for _, p := range c.Parts {
		fmt.Fprintf(h, "%q %q %q ", p.Kind, p.Text, p.Name)
		switch src := p.Source; {
		case src.Bytes != nil:
			fmt.Fprintf(h, "bytes %x", sha256.Sum256(src.Bytes))
		case src.Upload != nil:
			fmt.Fprintf(h, "upload %q %s %d", src.Upload.To, src.Upload.MD5, src.Upload.Size)
		default:
			b, _ := json.Marshal(src) // plain strings: can not fail
			h.Write(b)
		}
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// digestOf is the digest in a row's content, "" if it can not be read.
func digestOf(r store.OutboxRow) string {
	var c struct {
		Digest string `json:"digest"`
	}
	_ = json.Unmarshal(r.Content, &c)
	return c.Digest
}

// newRow makes the row of a new send.
func (s *Send) newRow(parts []outPart) *store.OutboxRow {
	content, _ := json.Marshal(outContent{Digest: digest(s.content), Parts: parts})
	row := &store.OutboxRow{
		Account: s.o.opt.Account,
		User:    s.to,
		Source:  s.source,
		N:       s.number,
		Content: content,
		State:   store.OutboxOpen,
		Created: s.o.now(),
	}
	for range parts {
		row.Parts = append(row.Parts, store.PartState{ClientID: ilink.NewClientID(s.o.now())})
	}
	return row
}

// ReceiptOf is the receipt of a row of the account that is sent or queued. The
// states of the store are the statuses that scripts see.
func (o *Outbox) ReceiptOf(row *store.OutboxRow) bot.Receipt {
	r := bot.Receipt{
		Status:    row.State,
		Parts:     len(row.Parts),
		Remaining: o.opt.Windows.Quota(row.User).Remaining,
	}
	for _, p := range row.Parts {
		r.ID = p.MessageID
	}
	return r
}
