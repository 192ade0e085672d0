package ilink

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

const (
	// defaultHold is how long the service holds a poll if it does not say.
	defaultHold = 35 * time.Second
	// pollMargin is what a poll may take beyond the hold until it is given up.
	pollMargin = 10 * time.Second
	// maxHold bounds what the service may ask for.
	maxHold = 10 * time.Minute
)

// Batch is what one poll returned.
type Batch struct {
	Messages []Message
	// Cursor is where the next poll goes on; "" keeps the one before. It is
	// to be stored, together with the messages, and never parsed.
	Cursor string
	// Hold is for how long the service means to hold the next poll; 0 if it
	// did not say: keep the one before.
	Hold time.Duration
	// ServerTime is the Date of the answer, zero if absent.
	ServerTime time.Time
	// Took is how long the poll was under way.
	Took time.Duration
	// Silent tells that no answer came in time, which is no error.
	Silent bool
	// Cut is why a poll that had been held for a while ended without an answer,
	// nil if it did not: something on the way ends what is held so long, which
	// is no error either.
	Cut error
	// Part is the number of a part of an answer that is too large to be in
	// memory at once, from 1 on; 0 for a whole answer or the last part.
	Part int
	// Odd counts entries of msgs that were no JSON objects.
	Odd int
	// OddCursor is the length of a cursor that is too long to be one, 0 if it
	// was not; Cursor is "" then.
	OddCursor int
}

// GetUpdates asks for messages after cursor ("" for the first time) and waits
// for as long as the service holds the question. hold is for how long that
// may be, 0 for 35 s; 10 s after it the poll ends as an empty Batch without an
// error. So does one that was held for 5 s at least when something on the way
// cut it. A refusal is an [Error], and the Batch beside it may carry a Hold.
//
// An answer of more than 16 MiB is an error; a [Poller] takes it in parts.
func (c *Client) GetUpdates(ctx context.Context, cursor string, hold time.Duration) (Batch, error) {
	return c.getUpdates(ctx, cursor, hold, nil)
}

// getUpdates is GetUpdates with an answer of any length: what does not fit into
// memory goes to part while the rest is still on its way.
func (c *Client) getUpdates(ctx context.Context, cursor string, hold time.Duration, part func(Batch) error) (Batch, error) {
	if hold <= 0 {
		hold = defaultHold
	}
	body := struct {
		Cursor string   `json:"get_updates_buf"` // must be there, empty too
		Info   baseInfo `json:"base_info"`
	}{cursor, c.info()}
	var out wireUpdates
	k := call{op: "getupdates", path: "ilink/bot/getupdates", body: body, timeout: hold + pollMargin}
	if part != nil {
		n := 0
		k.into = &intake{part: func(entries []json.RawMessage) error {
			n++
			b := Batch{Part: n}
			b.decode(entries)
			return part(b)
		}}
	}
	start := c.clock().Now()
	a, err := c.post(ctx, k, &out)
	if FateOf(err) == FateLost && len(a.body) > 0 {
		if saved, ok := salvage(a.body); ok {
			out, err = saved, nil
		}
	}
	b := Batch{Took: c.clock().Now().Sub(start), ServerTime: a.date}
	if out.Hold > 0 {
		b.Hold = time.Duration(min(out.Hold, wireInt(maxHold.Milliseconds()))) * time.Millisecond
	}
	switch {
	case err == nil:
	case ctx.Err() == nil && timedOut(err):
		b.Silent = true
		return b, nil
	case ctx.Err() == nil && cutShort(err, b.Took):
		b.Cut = err
		return b, nil
	default:
		return b, err
	}
	if b.Cursor = string(out.Cursor); len(b.Cursor) > maxCursorBytes {
		b.OddCursor, b.Cursor = len(b.Cursor), ""
	}
	b.decode(out.Msgs)
	return b, nil
}

// decode adds entries of msgs.
func (b *Batch) decode(entries []json.RawMessage) {
	for _, raw := range entries {
		switch m, err := DecodeMessage(raw); {
		case err == nil:
			b.Messages = append(b.Messages, m)
		case len(raw) > 0 && raw[0] == '{':
			b.Messages = append(b.Messages, unread(raw, "the message is not valid JSON"))
		default:
			b.Odd++
		}
	}
}

// wireUpdates is the answer to getupdates.
type wireUpdates struct {
	outcome
	Msgs   wireList   `json:"msgs"`
	Cursor wireString `json:"get_updates_buf"`
	Hold   wireInt    `json:"longpolling_timeout_ms"`
}

// timedOut tells whether a call was under way when its time was up. One that
// could not even connect in time has failed, and so has one whose answer came
// too slowly: nobody held that.
func timedOut(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Left && errors.Is(err, context.DeadlineExceeded) && !errors.As(err, new(*halfAnswer))
}

// cutAfter is from when on a held question counts as cut, and not as failed.
const cutAfter = 5 * time.Second

// cutShort tells whether a question that was held for took ended because
// something on the way does not let questions grow that old: a gateway's own
// word for it, or a connection that ended before the answer. Some routes do so
// after 17 s, again and again (openclaw-weixin issue 44).
func cutShort(err error, took time.Duration) bool {
	var e *Error
	if took < cutAfter || !errors.As(err, &e) || !e.Left {
		return false
	}
	switch e.HTTPStatus {
	case http.StatusGatewayTimeout, http.StatusBadGateway, http.StatusRequestTimeout, statusEdgeTimeout:
		return true
	case 0:
		return !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	}
	return false
}

// statusEdgeTimeout is the content delivery network's "a timeout occurred".
const statusEdgeTimeout = 524
