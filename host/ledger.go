package host

import (
	"slices"

	"hotreply/store"
)

// ledger is what earlier runs of one inbox row sent, so that a run that comes
// after a death of the process sends nothing twice. It belongs to one turn.
type ledger struct {
	rows []*ledgerRow // by number
	next int          // number of the next new row
}

type ledgerRow struct {
	store.OutboxRow
	digest string
	used   bool
}

// newLedger makes a ledger of a source's rows, in any order.
func newLedger(rows []store.OutboxRow) *ledger {
	l := &ledger{next: 1}
	for _, r := range rows {
		l.rows = append(l.rows, &ledgerRow{OutboxRow: r, digest: digestOf(r)})
		l.next = max(l.next, r.N+1)
	}
	slices.SortFunc(l.rows, func(a, b *ledgerRow) int { return a.N - b.N })
	return l
}

// number is the number of a send that makes a row of its own.
func (l *ledger) number() int {
	n := l.next
	l.next++
	return n
}

// takeOver finds the earlier row that a send continues: one with the same
// content first, else the one with the lowest number to the same recipient,
// whatever it says. A row is taken over once, and a refused one never: that
// send is tried anew. Without such a row it returns nil, and the send is new.
func (l *ledger) takeOver(account, to, digest string) *store.OutboxRow {
	var first *ledgerRow
	for _, r := range l.rows {
		if r.used || r.Account != account || r.User != to || r.State == store.OutboxRefused {
			continue
		}
		if r.digest == digest {
			r.used = true
			return &r.OutboxRow
		}
		if first == nil {
			first = r
		}
	}
	if first == nil {
		return nil
	}
	first.used = true
	return &first.OutboxRow
}
