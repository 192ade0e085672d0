package outbox

import (
	"context"
	"errors"
	"testing"

	"hotreply/ilink"
)

func TestVerdict(t *testing.T) {
	lost := &ilink.Error{Op: "sendmessage", Left: true, Err: errors.New("reset")}
	notSent := &ilink.Error{Op: "sendmessage", Err: errors.New("refused")}
	server := &ilink.Error{Op: "sendmessage", HTTPStatus: 502}
	rejected := &ilink.Error{Op: "sendmessage", HTTPStatus: 200, Ret: -2}
	expired := &ilink.Error{Op: "sendmessage", HTTPStatus: 200, ErrCode: -14}
	fresh, doubt := partRecord{}, partRecord{inDoubt: true}
	repeated := partRecord{inDoubt: true, repeated: true}
	for _, tt := range []struct {
		name       string
		id         string
		err        error
		p          partRecord
		repeatLost bool
		want       verdict
	}{
		{"accepted with an id", "7", nil, fresh, true, delivered},
		{"accepted without an id", "", nil, fresh, true, unconfirmed},
		{"not sent", "", notSent, fresh, true, tryAgain},
		{"not sent, in doubt from before", "", notSent, repeated, true, tryAgain},
		{"5xx", "", server, fresh, true, tryAgain},
		{"answer lost", "", lost, fresh, true, repeat},
		{"answer lost again", "", lost, repeated, true, unconfirmed},
		{"answer lost in an earlier life and in this one", "", lost, doubt, true, repeat},
		{"answer lost, repeats off", "", lost, fresh, false, unconfirmed},
		{"refused", "", rejected, fresh, true, refused},
		{"refused, but an earlier request may have arrived", "", rejected, repeated, true, unconfirmed},
		{"login dead", "", expired, fresh, true, stale},
		{"host going down", "", context.Canceled, fresh, true, stopped},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdictOn(tt.id, tt.err, tt.p, tt.repeatLost); got != tt.want {
				t.Errorf("verdictOn = %d, want %d", got, tt.want)
			}
		})
	}
}
