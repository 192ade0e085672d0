package console

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"hotreply/bot"
	"hotreply/internal/units"
)

// maxBody bounds a request: a store to load is the largest.
const maxBody = 64 << 20

// sendRequest is the body of POST /api/send: one user, and one of the contents.
type sendRequest struct {
	To      string   `json:"to"`
	Account string   `json:"account"`
	Queue   queueFor `json:"queue"`
	Text    string   `json:"text"`
	Image   string   `json:"image"` // a path that rules may read, or a URL
	Video   string   `json:"video"`
	File    string   `json:"file"`
}

// queueFor is true, false or a duration such as "2d".
type queueFor time.Duration

// UnmarshalJSON reads both forms.
func (q *queueFor) UnmarshalJSON(b []byte) error {
	var on bool
	if json.Unmarshal(b, &on) == nil {
		if *q = 0; on {
			*q = queueFor(bot.QueueDefault)
		}
		return nil
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return errors.New(`queue takes true, false or a duration such as "2d"`)
	}
	d, err := units.ParseDuration(text)
	*q = queueFor(d)
	return err
}

// content is what to send, texts first.
func (r sendRequest) content() bot.Content {
	var c bot.Content
	if r.Text != "" {
		c.Parts = append(c.Parts, bot.Part{Text: r.Text})
	}
	for _, m := range []struct{ kind, source string }{{"image", r.Image}, {"video", r.Video}, {"file", r.File}} {
		if m.source == "" {
			continue
		}
		part := bot.Part{Kind: m.kind, Source: bot.Source{Path: m.source}}
		if strings.HasPrefix(m.source, "http://") || strings.HasPrefix(m.source, "https://") {
			part.Source = bot.Source{URL: m.source}
		}
		c.Parts = append(c.Parts, part)
	}
	return c
}

// receiptJSON is a receipt as scripts see it.
type receiptJSON struct {
	Status    string  `json:"status"`
	ID        *string `json:"id"`
	Parts     int     `json:"parts"`
	Remaining int     `json:"remaining"`
	Replayed  bool    `json:"replayed"`
}

// maxIdempotencyKey bounds a key in bytes: it is part of a row's name.
const maxIdempotencyKey = 255

// decodeBody reads one JSON value, with no name that v lacks and nothing
// behind it.
func decodeBody(r io.Reader, v any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("something follows the object")
		}
		return err
	}
	return nil
}

func (a *api) send(w http.ResponseWriter, r *http.Request) {
	var req sendRequest
	key := r.Header.Get("Idempotency-Key")
	if len(key) > maxIdempotencyKey {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", fmt.Sprintf("the Idempotency-Key has %d bytes, the limit is %d", len(key), maxIdempotencyKey),
			"use a short key, such as a UUID or a hash of what makes the send the same")
		return
	}
	if err := decodeBody(http.MaxBytesReader(w, r.Body, maxBody), &req); err != nil {
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			failWith(w, err)
			return
		}
		fail(w, http.StatusBadRequest, "BAD_REQUEST", "the body is not what /api/send takes: "+err.Error(), `for example: {"to": "abc@im.wechat", "text": "hello"}`)
		return
	}
	content := req.content()
	if req.To == "" || len(content.Parts) == 0 {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", "a send needs \"to\" and one of text, image, video and file", `for example: {"to": "abc@im.wechat", "text": "hello"}`)
		return
	}
	o := bot.SendOptions{Account: req.Account, Queue: time.Duration(req.Queue)}
	got, err := a.backend.Deliver(r.Context(), key, req.To, content, o)
	if err != nil {
		failWith(w, err)
		return
	}
	answer := receiptJSON{Status: got.Status, Parts: got.Parts, Remaining: got.Remaining, Replayed: got.Replayed}
	if got.ID != "" {
		answer.ID = &got.ID
	}
	reply(w, http.StatusOK, answer)
}
