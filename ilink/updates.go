package ilink

import (
	"context"
	"encoding/json"
	"errors"
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
	// Odd counts entries of msgs that were no JSON objects.
	Odd int
}

// GetUpdates asks for messages after cursor ("" for the first time) and waits
// for as long as the service holds the question. hold is for how long that
// may be, 0 for 35 s; 10 s after it the poll ends as an empty Batch without an
// error. A refusal is an [Error], and the Batch beside it may carry a Hold.
func (c *Client) GetUpdates(ctx context.Context, cursor string, hold time.Duration) (Batch, error) {
	if hold <= 0 {
		hold = defaultHold
	}
	body := struct {
		Cursor string   `json:"get_updates_buf"` // must be there, empty too
		Info   baseInfo `json:"base_info"`
	}{cursor, c.info()}
	var out struct {
		Msgs   wireList   `json:"msgs"`
		Cursor wireString `json:"get_updates_buf"`
		Hold   wireInt    `json:"longpolling_timeout_ms"`
	}
	start := c.clock().Now()
	a, err := c.post(ctx, call{op: "getupdates", path: "ilink/bot/getupdates", body: body, timeout: hold + pollMargin}, &out)
	b := Batch{Took: c.clock().Now().Sub(start), ServerTime: a.date}
	if out.Hold > 0 {
		b.Hold = min(time.Duration(out.Hold)*time.Millisecond, maxHold)
	}
	switch {
	case err == nil:
	case ctx.Err() == nil && timedOut(err):
		b.Silent = true
		return b, nil
	default:
		return b, err
	}
	b.Cursor = string(out.Cursor)
	for _, raw := range out.Msgs {
		if m, err := DecodeMessage(json.RawMessage(raw)); err == nil {
			b.Messages = append(b.Messages, m)
		} else {
			b.Odd++
		}
	}
	return b, nil
}

// timedOut tells whether a call was under way when its time was up. One that
// could not even connect in time has failed.
func timedOut(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Left && errors.Is(err, context.DeadlineExceeded)
}
