package outbox

import (
	"context"

	"hotreply/bot"
	"hotreply/host/internal/pacer"
	"hotreply/internal/wait"
	"hotreply/store"
)

// looseSource is the source of sends that no handler makes; they keep the
// order of their calls per recipient and have no re-run to be known in.
const looseSource = ""

// Send starts a send of a handler, or of nobody's with nil. It has its number
// and its place in the recipient's line before it returns.
func (o *Outbox) Send(r *Run, to string, c bot.Content, opts bot.SendOptions) *Send {
	s := &Send{o: o, run: r, to: to, content: c, opts: opts, source: looseSource, settled: make(chan struct{})}
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
	s := &Send{o: o, to: to, content: c, opts: opts, source: source, settled: make(chan struct{})}
	s.start(pacer.Other)
	return s
}

// start gives the send its place in the recipient's line and its goroutine.
func (s *Send) start(class pacer.Class) {
	s.ticket = s.o.pacer.Join(s.to, class, s.source)
	s.o.running.Go(func() {
		s.settle(s.deliver(s.o.ctx))
		s.ticket.Leave()
		if s.missed {
			s.o.Flush(s.to, 0, true)
		}
	})
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

// continueEarlier stands for a row of an earlier run. Open rows of an earlier
// life have left before the lane went on, so the row has its end by now; one
// that has not is waiting for the next life, like this process.
func (s *Send) continueEarlier() (bot.Receipt, error) {
	if s.earlier.State == store.OutboxOpen {
		return bot.Receipt{}, ErrStopped
	}
	return s.o.ReceiptOf(s.earlier), nil
}
