package outbox

import (
	"slices"

	"hotreply/bot"
	"hotreply/store"
)

// ledger is what earlier runs of one inbox row sent, so that a run that comes
// after a death of the process sends nothing twice. It belongs to one run.
//
// A retry that a person asked for is no such run: the handler had come to its
// end, and the rule may say something else now. What it said before the retry
// is still not said twice, but stands for nothing else.
type ledger struct {
	rows   []*ledgerRow // by number
	next   int          // number of the next new row
	before int          // rows up to this number are from before a retry
}

type ledgerRow struct {
	store.OutboxRow
	digest string
	used   bool
	// displaced is what the send that took the row over meant to say, when
	// that is something else than the row says; nil once it is said.
	displaced *bot.Content
}

// newLedger makes a ledger of a source's rows, in any order; those numbered up
// to before are older than its last retry.
func newLedger(rows []store.OutboxRow, before int) *ledger {
	l := &ledger{next: before + 1, before: before}
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
// content first, else the one with the lowest number to the same recipient
// since the last retry, whatever it says. A row is taken over once, and a
// refused one never: that send is tried anew. Without such a row the send is
// new and says what is returned as content.
//
// That is the send's own content but for one case. Handlers do not always send
// in the same order, so a send may find that its content was said by a row
// that another send has taken over with something else to say. Then it says
// that instead: the user gets both, and neither twice.
func (l *ledger) takeOver(account, to string, c bot.Content) (*store.OutboxRow, bot.Content) {
	d := digest(c)
	var first *ledgerRow
	for _, r := range l.rows {
		if r.used || r.Account != account || r.User != to || r.State == store.OutboxRefused {
			continue
		}
		if r.digest == d {
			r.used = true
			return &r.OutboxRow, c
		}
		if first == nil && r.N > l.before {
			first = r
		}
	}
	if first != nil {
		first.used, first.displaced = true, &c
		return &first.OutboxRow, c
	}
	for r := l.displacer(account, to, c); r != nil; r = l.displacer(account, to, c) {
		c, r.displaced = *r.displaced, nil
	}
	return nil, c
}

// displacer is the row that said a content and was taken over by a send with
// another one that has not been said since.
func (l *ledger) displacer(account, to string, c bot.Content) *ledgerRow {
	d := digest(c)
	for _, r := range l.rows {
		if r.Account == account && r.User == to && r.digest == d && r.displaced != nil {
			return r
		}
	}
	return nil
}
