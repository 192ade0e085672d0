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

// looseSource is the source of sends that no handler makes; they keep the
// order of their calls per recipient and have no re-run to be known in.
const looseSource = ""

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

// Send starts a send of a handler, or of nobody's with nil. It has its number
// and its place in the recipient's line before it returns.
func (o *Outbox) Send(r *Run, to string, c bot.Content, opts bot.SendOptions) *Send {
	s := &Send{o: o, run: r, to: to, content: c, opts: opts, source: looseSource}
	class := pacer.Other
	if r != nil {
		s.source = r.opt.Source
		if r.opt.Answers != "" {
			class = pacer.Reply
		}
		r.enlist(s)
	}
	s.start(class)
	return s
}

// SendFrom starts a send whose source is a caller's own key.
func (o *Outbox) SendFrom(source, to string, c bot.Content, opts bot.SendOptions) *Send {
	s := &Send{o: o, to: to, content: c, opts: opts, source: source}
	s.start(pacer.Other)
	return s
}

// start gives the send its place in the recipient's line and its goroutine.
func (s *Send) start(class pacer.Class) {
	s.settled = make(chan struct{})
	s.ticket = s.o.pacer.Join(s.to, class, s.source)
	s.o.running.Go(func() {
		s.settle(s.deliver(s.o.ctx))
		s.ticket.Leave()
		if s.missed {
			s.o.Flush(s.to, 0, true)
		}
	})
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

// deliver is the way of a send from its call to its receipt. ctx is the
// outbox's: a handler that ends does not end its sends.
func (s *Send) deliver(ctx context.Context) (bot.Receipt, error) {
	if s.earlier != nil {
		return s.continueEarlier()
	}
	content, err := s.prepare(ctx)
	if err != nil {
		return bot.Receipt{}, err
	}
	if err := wait.Closed(ctx, s.ticket.Admitted()); err != nil {
		return bot.Receipt{}, err
	}
	if s.opts.Refresh {
		if err := s.o.opt.Login.WaitFresh(ctx); err != nil {
			return bot.Receipt{}, err
		}
	}
	row, claim, err := s.admitted(content)
	switch {
	case row == nil:
		return bot.Receipt{}, err
	case err != nil:
		return s.keepOrFail(ctx, row, err)
	}
	if err := s.o.persist(ctx, row); err != nil {
		s.o.opt.Windows.GiveBack(claim, 0, len(row.Parts))
		return bot.Receipt{}, err
	}
	return s.leave(ctx, row, &claim)
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

// continueEarlier stands for a row of an earlier run. Open rows of an earlier
// life have left before the lane went on, so the row has its end by now; one
// that has not is waiting for the next life, like this process.
func (s *Send) continueEarlier() (bot.Receipt, error) {
	if s.earlier.State == store.OutboxOpen {
		return bot.Receipt{}, ErrStopped
	}
	return s.o.ReceiptOf(s.earlier), nil
}
