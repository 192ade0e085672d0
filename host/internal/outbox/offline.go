package outbox

import (
	"context"
	"fmt"
	"time"

	"hotreply/bot"
)

// notRunning is the reason of a queued row that was made while no host ran.
// Unlike the other queued rows it waits for no message of its user, but for
// the next login of its account, which is the next start as a rule.
const notRunning = "NOT_RUNNING"

// Kept says how [Outbox.Keep] kept a send.
type Kept struct {
	Parts int // messages that it makes
	// Refusal is why it waits for the user's next message; nil: it leaves at
	// the next start.
	Refusal error
}

// Keep writes a send of one text for the next life to make, once, under the
// guards of any other send. It is for an outbox whose host does not run; the
// caller holds the lock of the state folder. What the guards would refuse now is
// an error, the one that a rule would get, unless queue lets it wait that long
// for the user's next message.
func (o *Outbox) Keep(ctx context.Context, to, text string, queue time.Duration) (Kept, error) {
	s := &Send{o: o, to: to, source: looseSource, opts: bot.SendOptions{Queue: queue}}
	s.content.Parts = []bot.Part{{Text: text}}
	content, err := s.prepare(ctx)
	if err != nil {
		return Kept{}, err
	}
	waiting, err := o.opt.Journal.Queued(o.opt.Account, to)
	if err != nil {
		return Kept{}, err
	}
	if len(waiting) >= queueLimit {
		return Kept{}, tooManyWait(len(waiting), to)
	}
	before := 0
	for _, w := range waiting {
		if w.Reason == notRunning {
			before += len(w.Parts)
		}
	}
	list, _, err := s.fitting(content, before)
	if err != nil {
		return Kept{}, err
	}
	row := s.newRow(list)
	row.Reason = notRunning
	if queue > 0 {
		row.Expires = o.now().Add(queue)
	}
	kept := Kept{Parts: len(list), Refusal: o.opt.Windows.Check(to, len(list)+before)}
	if kept.Refusal != nil {
		if s.keeps(kept.Refusal) == 0 {
			return Kept{}, kept.Refusal
		}
		row.Reason = codeOf(kept.Refusal)
	}
	id, err := o.opt.Journal.Keep(o.opt.Account, *row, queueLimit).Wait(ctx)
	if err == nil && id == 0 {
		err = tooManyWait(queueLimit, to)
	}
	if err != nil {
		return Kept{}, err
	}
	return kept, nil
}

func tooManyWait(n int, to string) error {
	return fmt.Errorf("%d messages wait for %s already; they are sent at the next start", n, to)
}
