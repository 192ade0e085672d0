package ilink

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what came back with a status in 200–299.
type answer struct {
	body []byte
	date time.Time // Date header, zero if absent or unreadable
}

// post calls a method that bears the token and decodes its answer into out,
// which may be nil. An answer whose ret or errcode is not 0 is an [Error];
// out is filled all the same, as far as the answer goes.
func (c *Client) post(ctx context.Context, k call, out any) (answer, error) {
	a, err := c.do(ctx, k)
	if err != nil {
		return a, err
	}
	return a, judge(k.op, a.body, out)
}

// judge decodes an answer's body and turns a refusal in it into an [Error].
// An empty body is agreement: older servers answered sends so.
func judge(op string, body []byte, out any) error {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return nil
	}
	var o outcome
	err := error(nil)
	switch out := out.(type) {
	case nil:
		err = decode(body, &o)
	case fields:
		err = decodeAll(body, &o, out)
	default:
		if err = decode(body, &o); err == nil {
			err = json.Unmarshal(body, out)
		}
	}
	if err != nil {
		return &Error{Op: op, HTTPStatus: http.StatusOK, Left: true, Err: fmt.Errorf("answer is not the JSON expected: %w", err)}
	}
	if o.Ret != 0 || o.ErrCode != 0 {
		return &Error{Op: op, HTTPStatus: http.StatusOK, Left: true, Ret: o.Ret.code(), ErrCode: o.ErrCode.code(), Msg: excerpt([]byte(o.ErrMsg))}
	}
	return nil
}

// statusError makes the error of a status outside 200–299. What a server error
// says in its body is not the service's judgement.
func statusError(op string, resp *http.Response, body []byte) error {
	e := &Error{Op: op, HTTPStatus: resp.StatusCode, Left: true, Msg: excerpt(body), RetryAfter: retryAfter(resp.Header)}
	var o outcome
	if json.Unmarshal(body, &o) == nil {
		e.Msg = firstOf(excerpt([]byte(o.ErrMsg)), e.Msg)
		if resp.StatusCode < 500 {
			e.Ret, e.ErrCode = o.Ret.code(), o.ErrCode.code()
		}
	}
	return e
}

// maxRetryAfter bounds what a proxy may ask for.
const maxRetryAfter = time.Hour

// retryAfter reads the header of that name: seconds, or a time to be compared
// with the answer's own.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if s, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(min(max(0, s), int64(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(text)
	now, err2 := http.ParseTime(h.Get("Date"))
	if err != nil || err2 != nil {
		return 0
	}
	return min(max(0, at.Sub(now)), maxRetryAfter)
}

// excerpt is the start of a body, at most 200 bytes of one line.
func excerpt(body []byte) string {
	s := strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), 400)]), "")), " ")
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}
