package host

import (
	"context"
	"errors"
	"sync"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/pacer"
	"hotreply/host/internal/window"
	"hotreply/internal/wait"
	"hotreply/store"
)

// send is one msg.reply, bot.send or sending of the console, from the call to
// its receipt. Its life is that of [send.run], one goroutine, which goes
// through these stages:
//
//	prepare   text filtered, media uploaded
//	admit     in the order of the source's calls: session, window and quota;
//	          texts are cut to what is left
//	persist   the row with the whole content is durable
//	leave     in the order of the recipient's line: one request per part
//	settle    receipt or error, in memory and in the row
//
// A send of a re-run may take over a row of an earlier run instead and starts
// where that one stands; a row found at start begins at "leave".
type send struct {
	h       *host
	a       *account
	turn    *turn // nil outside handlers
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
	ticket      *pacer.Ticket
	parts       []outPart // with the sources of uploads; nil for a row of an earlier life

	once    sync.Once
	settled chan struct{} // closed when receipt and err are final
	receipt bot.Receipt
	err     error
}

// Wait blocks until the send is settled or ctx ends.
func (s *send) Wait(ctx context.Context) (bot.Receipt, error) {
	select {
	case <-s.settled:
		return s.receipt, s.err
	case <-ctx.Done():
		return bot.Receipt{}, context.Cause(ctx)
	}
}

// settle makes r and err final. A queued send is settled while its row lives on.
func (s *send) settle(r bot.Receipt, err error) {
	s.once.Do(func() {
		r.Replayed = r.Replayed || s.earlier != nil
		s.receipt, s.err = r, err
		close(s.settled)
	})
}

// run is the send's goroutine. ctx is the host's: a handler that ends does not
// end its sends.
func (s *send) run(ctx context.Context) {
	defer s.ticket.Leave()
	s.settle(s.deliver(ctx))
}

func (s *send) deliver(ctx context.Context) (bot.Receipt, error) {
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
		if err := s.a.keeper.WaitFresh(ctx); err != nil {
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
	if err := s.a.persist(ctx, row); err != nil {
		s.a.windows.GiveBack(claim, 0, len(row.Parts))
		return bot.Receipt{}, err
	}
	return s.leave(ctx, row, &claim)
}

// leave makes the row's requests when its turn in the line comes.
func (s *send) leave(ctx context.Context, row *store.OutboxRow, c *window.Claim) (bot.Receipt, error) {
	s.ticket.Ready()
	if err := wait.Closed(ctx, s.ticket.Turn()); err != nil {
		return bot.Receipt{}, err
	}
	err := s.transmit(ctx, row, c)
	if errors.Is(err, errStopped) {
		return bot.Receipt{}, err // the row stays open for the next life
	}
	if err != nil {
		return s.refusedOrKept(ctx, row, c, err)
	}
	if row.Leave > 0 {
		return s.restWaits(ctx, row)
	}
	s.a.finishRow(row)
	return s.a.receiptOf(row), nil
}

// continueEarlier stands for a row of an earlier run. Open rows of an earlier
// life have left before the lane went on, so the row has its end by now; one
// that has not is waiting for the next life, like this process.
func (s *send) continueEarlier() (bot.Receipt, error) {
	if s.earlier.State == store.OutboxOpen {
		return bot.Receipt{}, errStopped
	}
	return s.a.receiptOf(s.earlier), nil
}
