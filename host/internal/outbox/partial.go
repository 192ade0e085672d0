package outbox

import (
	"errors"
	"fmt"
	"maps"

	"hotreply/bot"
	"hotreply/ilink"
)

var _ bot.Fault = (*PartialError)(nil)

// PartialError is a refusal after some parts of a content have reached the
// user. It implements [bot.Fault]: scripts see the refusal itself, with sent and
// parts.
type PartialError struct {
	Sent, Parts int // messages that reached the user, and all of them
	Err         error
}

// Error says how far it came, then the refusal.
func (e *PartialError) Error() string {
	return fmt.Sprintf("%d of %d messages were sent, then: %v", e.Sent, e.Parts, e.Err)
}

// Unwrap is the refusal.
func (e *PartialError) Unwrap() error { return e.Err }

func (e *PartialError) visible() ilink.Visible {
	var v ilink.Visible
	errors.As(e.Err, &v)
	return v
}

// Name is the class of the refusal.
func (e *PartialError) Name() string {
	if v := e.visible(); v != nil {
		return v.Name()
	}
	return "BotError"
}

// Code is the code of the refusal.
func (e *PartialError) Code() string {
	if v := e.visible(); v != nil {
		return v.Code()
	}
	return ""
}

// Hint is the refusal's, after what matters more here.
func (e *PartialError) Hint() string {
	hint := fmt.Sprintf("the first %d reached the user, so do not send the whole again", e.Sent)
	if v := e.visible(); v != nil {
		hint += "; " + v.Hint()
	}
	return hint
}

// Facts are the refusal's numbers and how far the content came.
func (e *PartialError) Facts() map[string]any {
	facts := map[string]any{}
	if v := e.visible(); v != nil {
		maps.Copy(facts, v.Facts())
	}
	facts["sent"], facts["parts"] = e.Sent, e.Parts
	return facts
}
