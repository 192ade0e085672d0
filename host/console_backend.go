package host

import (
	"context"
	"hotreply/host/internal/inbox"
	"io"
	"maps"

	"hotreply/bot"
	"hotreply/console"
	"hotreply/host/internal/outbox"
	"hotreply/internal/wait"
	"hotreply/store"
)

// consoleBackend is a host as the console sees it.
type consoleBackend struct{ *host }

// apiSource is the source of the API's sends with a key of their own.
func apiSource(key string) string { return "api:" + key }

// Deliver sends content for the API and waits for the receipt. A key that was
// used before answers with that send's receipt.
func (h *host) Deliver(ctx context.Context, key, to string, c bot.Content, o bot.SendOptions) (bot.Receipt, error) {
	if key == "" {
		return h.send(nil, to, c, o).Wait(ctx)
	}
	if s := h.underWay(key); s != nil {
		return s.Wait(ctx)
	}
	if err := h.db.Flush(ctx); err != nil {
		return bot.Receipt{}, err
	}
	rows, err := h.db.OutboxOf(apiSource(key))
	if err != nil {
		return bot.Receipt{}, err
	}
	for i := range rows {
		if rows[i].State != store.OutboxRefused {
			return h.receiptOf(&rows[i]), nil
		}
	}
	s, err := h.sendKeyed(key, to, c, o)
	if err != nil {
		return bot.Receipt{}, err
	}
	return s.Wait(ctx)
}

// underWay is the send of a key that has not settled yet, nil if there is none:
// a settled one is known by its row.
func (h *host) underWay(key string) *outbox.Send {
	h.mu.Lock()
	defer h.mu.Unlock()
	maps.DeleteFunc(h.keyed, func(_ string, s *outbox.Send) bool { return wait.IsClosed(s.Settled()) })
	return h.keyed[key]
}

// sendKeyed starts a send under a key, or finds the one that another call has
// started meanwhile.
func (h *host) sendKeyed(key, to string, c bot.Content, o bot.SendOptions) (*outbox.Send, error) {
	a, err := h.accountFor(nil, to, o.Account)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.keyed[key]
	if s == nil {
		s = a.outbox.SendFrom(apiSource(key), to, c, o)
		h.keyed[key] = s
	}
	return s, nil
}

// receiptOf is the receipt of a row that an earlier call made.
func (h *host) receiptOf(row *store.OutboxRow) bot.Receipt {
	r := bot.Receipt{Status: row.State, Parts: len(row.Parts)}
	if a := h.account(row.Account); a != nil {
		r = a.outbox.ReceiptOf(row)
	}
	r.Replayed = true
	return r
}

// Retry puts a failed or dead message back in its lane.
func (h *host) Retry(ctx context.Context, id uint64) error {
	row, err := RetryMessage(ctx, h.db, id)
	if err != nil {
		return err
	}
	if row.Kind == inbox.KindTick {
		h.ticks.Again(&row)
	} else if a := h.account(row.Account); a != nil {
		a.inbox.Again(&row)
	}
	return nil
}

// Messages lists rows of the inbox.
func (b consoleBackend) Messages(f console.MessageFilter) ([]console.Message, error) {
	return ListMessages(b.db, f)
}

// Dump writes what scripts keep.
func (b consoleBackend) Dump(ctx context.Context, w io.Writer) error { return b.kv.Dump(ctx, w) }

// Load sets the values of a dump.
func (b consoleBackend) Load(ctx context.Context, r io.Reader) (store.Loaded, error) {
	return b.kv.Load(ctx, r)
}

// Accounts lists the accounts.
func (b consoleBackend) Accounts() []console.Account {
	list := []console.Account{}
	for _, a := range b.accounts() {
		list = append(list, a.status())
	}
	return list
}

// SlowPatterns lists the patterns that texts pass now.
func (b consoleBackend) SlowPatterns() ([]console.SlowPattern, error) {
	return ListSlow(b.db, b.clock.Now())
}
