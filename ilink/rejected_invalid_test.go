package ilink

import (
	"errors"
	"strings"
	"testing"
)

// -3 is no question of quota or time, and its hint does not speak of them.
func TestInvalidArguments(t *testing.T) {
	for _, answer := range []string{`{"ret":-3}`, `{"errcode":-3,"errmsg":"invalid arguments"}`} {
		_, err := inMemory(answer200(answer)).SendMessage(bg, Outgoing{To: "u", ClientID: "c", Item: TextItem("hi")})
		r := Rejected(err, SendFacts{User: "u", Used: 9, Quota: 10})
		if !errors.Is(r, ErrInvalidArguments) || FateOf(err) != FateRefused || !strings.Contains(err.Error(), "invalid arguments") {
			t.Errorf("%s: %v, want it to be ErrInvalidArguments and refused", answer, err)
		}
		if r.Ret != -3 || len(r.Reasons) == 0 || !strings.Contains(r.Reasons[0], "spelled") || !strings.Contains(r.Hint(), "msg.from") || strings.Contains(r.Hint(), "window") {
			t.Errorf("%s: ret %d, reasons %q, hint %q", answer, r.Ret, r.Reasons, r.Hint())
		}
	}
}
