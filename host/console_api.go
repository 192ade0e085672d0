package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hotreply/bot"
	"hotreply/internal/units"
	"hotreply/store"
)

// consoleBackend is what the console asks of a running host.
type consoleBackend interface {
	// Deliver sends content for the API. A key that was used before answers
	// with that send's receipt; "" is a send of its own.
	Deliver(ctx context.Context, key, to string, c bot.Content, o bot.SendOptions) (bot.Receipt, error)
	// Retry puts a failed or dead message back in its lane.
	Retry(ctx context.Context, id uint64) error
	// Values is the scripts' store, as the running scripts see it.
	Values() *store.KV
	// File is the state.db.
	File() *store.DB
	// Status lists the accounts.
	Status() []AccountStatus
	Slow() ([]SlowView, error)
}

// maxBody bounds a request: a store to load is the largest.
const maxBody = 64 << 20

// console is the listener beside a running host: what `hotreply send`, `inbox`
// and `store` talk to, and any other program that has the token.
type console struct {
	backend consoleBackend
	token   string
	listen  string // as configured, for the Host check
}

func (c *console) routes() http.Handler {
	open := http.NewServeMux()
	open.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	open.HandleFunc("GET /readyz", c.ready)
	guarded := http.NewServeMux()
	guarded.HandleFunc("POST /api/send", c.send)
	guarded.HandleFunc("GET /api/status", c.status)
	guarded.HandleFunc("GET /api/messages", c.messages)
	guarded.HandleFunc("POST /api/messages/{id}/retry", c.retry)
	guarded.HandleFunc("GET /api/store", c.dumpStore)
	guarded.HandleFunc("PUT /api/store", c.loadStore)
	open.Handle("/", c.guard(guarded))
	return c.secured(open)
}

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

// queueDefault is how long `true` keeps a send.
const queueDefault = 7 * 24 * time.Hour

// UnmarshalJSON reads both forms.
func (q *queueFor) UnmarshalJSON(b []byte) error {
	var on bool
	if json.Unmarshal(b, &on) == nil {
		if *q = 0; on {
			*q = queueFor(queueDefault)
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

func (c *console) send(w http.ResponseWriter, r *http.Request) {
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
	got, err := c.backend.Deliver(r.Context(), key, req.To, content, o)
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

func (c *console) messages(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	before, err := strconv.ParseUint(orElse(q.Get("before"), "0"), 10, 64)
	limit, err2 := strconv.Atoi(orElse(q.Get("limit"), "50"))
	if err != nil || err2 != nil || limit < 1 || limit > 1000 {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", "before is a message's row, limit a number from 1 to 1000", "")
		return
	}
	list, err := ListMessages(c.backend.File(), MessageFilter{
		Failed: q.Get("failed") == "true", Ticks: q.Get("ticks") == "true", Before: before, Limit: limit,
	})
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, list)
}

func (c *console) retry(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 64)
	if err != nil {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", "the row of a message is a number", "GET /api/messages lists them")
		return
	}
	if err := c.backend.Retry(r.Context(), id); err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]bool{"ok": true})
}

func (c *console) dumpStore(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err := c.backend.Values().Dump(r.Context(), w); err != nil {
		panic(http.ErrAbortHandler) // half a dump must not look whole
	}
}

func (c *console) loadStore(w http.ResponseWriter, r *http.Request) {
	done, err := c.backend.Values().Load(r.Context(), http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]int{"loaded": done.Set, "expired": done.Expired})
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
