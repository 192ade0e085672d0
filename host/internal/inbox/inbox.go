package inbox

import (
	"sync"
	"sync/atomic"

	"hotreply/host/internal/lane"
	"hotreply/ilink"
	"hotreply/store"
)

// KindMessage and KindTick are the kinds of inbox rows.
const (
	KindMessage = "message"
	KindTick    = "tick"
)

// Inbox is the messages of one account, from the poll to the done mark. All
// methods are safe for use by several goroutines, save Commit, which is the
// poller's, and Load.
//
// Its goroutines are one per lane that is held, question that is open, and user
// who sees "typing"; they end with the handlers.
type Inbox struct {
	opt     Options
	running sync.WaitGroup
	depth   atomic.Int64 // pending rows, waiting or being handled
}

// New makes the inbox of an account.
func New(o Options) *Inbox { return &Inbox{opt: o} }

// Wait returns when nothing of the inbox runs any more. It is called when no
// lane begins any more.
func (in *Inbox) Wait() { in.running.Wait() }

// Load puts the rows that an earlier life left pending into their lanes. It is
// called once, before anything else.
func (in *Inbox) Load(pending []store.Pending) {
	begun := map[string]bool{} // users whose oldest row has been seen
	answers := map[uint64]bool{}
	for i := range pending {
		r := &pending[i]
		for _, a := range recordedAnswers(&r.InboxRow) {
			answers[a.ID] = true
		}
		if answers[r.ID] {
			continue // it is done together with the row that asked
		}
		// Rows of a user are begun in order, so only the oldest, and those
		// that left a trace, can have been begun by an earlier life. One
		// that is retried stands outside that order.
		again := !begun[r.User] || len(r.Once) > 0 || len(r.Answers) > 0 || r.Attempts > 0 || r.Retries > 0 || r.Sent
		begun[r.User] = begun[r.User] || r.Retries == 0
		suspect := in.opt.Blame.IsSuspect(r.ID)
		if suspect {
			in.opt.Blame.Expect(r.ID)
		}
		in.opt.Lanes.Add(r.User, lane.Row{ID: r.ID, Row: &r.InboxRow, Again: again, Suspect: suspect})
	}
	in.depth.Store(int64(len(pending)))
}

// Again puts a row that is to be handled once more into its lane.
func (in *Inbox) Again(row *store.InboxRow) {
	in.depth.Add(1)
	in.opt.Lanes.Add(row.User, lane.Row{ID: row.ID, Row: row, Again: true})
}

// content is a row's message, read from disk when memory does not have it.
func (in *Inbox) content(r *lane.Row) (ilink.Message, error) {
	if r.Msg != nil {
		return *r.Msg, nil
	}
	if r.Row == nil {
		row, err := in.opt.Journal.Inbox(r.ID)
		if err != nil {
			return ilink.Message{}, rowError(err)
		}
		r.Row = &row
	}
	return ilink.DecodeMessage(r.Row.Raw)
}
