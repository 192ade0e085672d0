package ilink

import (
	"encoding/json"
	"strconv"
	"time"

	"hotreply/internal/jsontext"
)

type wireWindow struct {
	OpenedAt time.Time      `json:"opened_at,omitzero"`
	Tokens   []wireTokenUse `json:"tokens,omitempty"`
}

type wireTokenUse struct {
	Token string    `json:"token"`
	Since time.Time `json:"since"`
	Used  int       `json:"used,omitempty"`
}

// AppendJSON appends the window with its tokens in the clear, for the store.
// It writes what encoding/json would, without reflection: two windows are
// written for each message.
func (w *Window) AppendJSON(b []byte) []byte {
	b = append(b, '{')
	if !w.openedAt.IsZero() {
		b = append(b, `"opened_at":`...)
		b = appendTime(b, w.openedAt)
	}
	for i := range w.tokens {
		t := &w.tokens[i]
		switch {
		case i > 0:
			b = append(b, ',')
		case w.openedAt.IsZero():
			b = append(b, `"tokens":[`...)
		default:
			b = append(b, `,"tokens":[`...)
		}
		b = append(b, `{"token":`...)
		b = jsontext.AppendString(b, t.Token.Reveal())
		b = append(b, `,"since":`...)
		b = appendTime(b, t.Since)
		if t.Used != 0 {
			b = append(b, `,"used":`...)
			b = strconv.AppendInt(b, int64(t.Used), 10)
		}
		b = append(b, '}')
	}
	if len(w.tokens) > 0 {
		b = append(b, ']')
	}
	return append(b, '}')
}

// MarshalJSON is [Window.AppendJSON].
func (w Window) MarshalJSON() ([]byte, error) { return w.AppendJSON(nil), nil }

// UnmarshalJSON reads what MarshalJSON wrote.
func (w *Window) UnmarshalJSON(b []byte) error {
	var in wireWindow
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*w = Window{openedAt: in.OpenedAt}
	for _, t := range in.Tokens {
		w.tokens = append(w.tokens, tokenUse{Token: Secret(t.Token), Since: t.Since, Used: t.Used})
	}
	return nil
}

func appendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.AppendFormat(b, time.RFC3339Nano)
	return append(b, '"')
}
