package outbox

import (
	"context"
	"errors"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/pacer"
	"hotreply/host/internal/window"
	"hotreply/internal/wait"
	"hotreply/store"
)

// Send is one msg.reply, bot.send or sending of the console, from the call to
// its receipt. Its life is one goroutine, which goes through these stages:
//
//	prepare   text filtered, media uploaded
//	admit     in the order of the source's calls: login, window and quota;
//	          texts are cut to what is left
//	persist   the row with the whole content is durable
//	leave     in the order of the recipient's line: one request per part
//	settle    receipt or error, in memory and in the row
//
// A send of a re-run may take over a row of an earlier run instead and starts
// where that one stands; a row found at start begins at "leave".
type Send struct {
	o       *Outbox
	run     *Run // nil outside handlers
	to      string
	content bot.Content
	opts    bot.SendOptions
	source  string
	number  int
	earlier *store.OutboxRow // taken over; nil: a new row
	resumes bool             // the row was durable before this life began
	opened  int              // the opening of the window that it was judged by
	// queuedUntil is set for a row that comes from the queue: it goes back
	// there when it is refused.
	queuedUntil time.Time
	kept        bool // the row was made while no host ran
	partial     bool // all parts left that there was room for; the rest waits
	missed      bool // the message that it is to wait for has come meanwhile
	ticket      *pacer.Ticket
	parts       []outPart // with the sources of uploads; nil for a row of an earlier life

	settled chan struct{} // closed when receipt and err are final
	receipt bot.Receipt
	err     error
}

// Settled is closed when [Send.Wait] returns at once.
func (s *Send) Settled() <-chan struct{} { return s.settled }

// Wait blocks until the send is settled or ctx ends, which does not end the
// send. Errors: ilink's refusals, as they are or in a [*PartialError] when some
// of the parts have left; those of media and journal; [ErrStopped]; the cause of
// ctx's end.
func (s *Send) Wait(ctx context.Context) (bot.Receipt, error) {
	select {
	case <-s.settled:
		return s.receipt, s.err
	case <-ctx.Done():
		return bot.Receipt{}, context.Cause(ctx)
	}
}

// settle makes r and err final. A queued send is settled while its row lives on.
func (s *Send) settle(r bot.Receipt, err error) {
	r.Replayed = r.Replayed || s.earlier != nil
	s.receipt, s.err = r, err
	close(s.settled)
}

// leave makes the row's requests when its turn in the line comes.
func (s *Send) leave(ctx context.Context, row *store.OutboxRow, c *window.Claim) (bot.Receipt, error) {
	s.ticket.Ready()
	if err := wait.Closed(ctx, s.ticket.Turn()); err != nil {
		return bot.Receipt{}, err
	}
	err := s.transmit(ctx, row, c)
	if errors.Is(err, ErrStopped) {
		return bot.Receipt{}, err // the row stays open for the next life
	}
	if err != nil {
		return s.refusedOrKept(ctx, row, c, err)
	}
	if row.Leave > 0 {
		return s.restWaits(ctx, row)
	}
	s.o.finishRow(row)
	return s.o.ReceiptOf(row), nil
}
