package host

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/outbox"
	"hotreply/host/internal/window"
	"hotreply/internal/clock"
	"hotreply/store"
)

// OfflineSend is one text for one user, asked for while no host runs.
type OfflineSend struct {
	To, Text string
	Account  string        // which sends it; "" is the one that knows the user
	Queue    time.Duration // how long it may wait for the user's next message if it can not go before; 0: not at all
}

// KeptSend says how a send was kept.
type KeptSend struct {
	Account string
	Parts   int // messages that it makes
	// Refusal is why it waits for the user's next message; nil: it leaves at
	// the next start.
	Refusal error
}

// KeepSend writes a send into the file of a host that does not run; the caller
// holds the lock of the state folder. The next start sends it, once, under the
// guards of any other send. What they would refuse now is an error here, the
// one that a rule would get, unless s.Queue lets it wait.
func KeepSend(ctx context.Context, db *store.DB, c Config, s OfflineSend) (KeptSend, error) {
	clk := c.Clock
	if clk == nil {
		clk = clock.System{}
	}
	var all []*outbox.Outbox
	for _, name := range slices.Sorted(maps.Keys(c.Accounts)) {
		windows := window.New(name, sendLimits(c), clk.Now)
		list, err := db.Windows(name)
		if err == nil {
			err = windows.Restore(list)
		}
		if err != nil {
			return KeptSend{}, err
		}
		all = append(all, outbox.New(ctx, outbox.Options{
			Account: name, Journal: db, Windows: windows, Clock: clk, Log: hclog.NewNullLogger(),
			Markdown: c.Send.Markdown, Split: c.Send.Split, SplitAt: c.Send.SplitAt,
		}))
	}
	o, err := senderFor(all, s.To, s.Account)
	if err != nil {
		return KeptSend{}, err
	}
	kept, err := o.Keep(ctx, s.To, s.Text, s.Queue)
	if err != nil {
		return KeptSend{}, err
	}
	return KeptSend{Account: o.Account(), Parts: kept.Parts, Refusal: kept.Refusal}, nil
}
