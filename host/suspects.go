package host

import (
	"context"
	"slices"
	"strconv"
	"time"

	"hotreply/console"
	"hotreply/host/internal/blame"
	"hotreply/host/internal/inbox"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/statedir"
	"hotreply/host/supervise"
	"hotreply/ilink"
	"hotreply/runtime"
	"hotreply/store"
)

// openBlame judges by what the life before has noted, and begins this one's
// notes. dead are the messages that are dead letters from now on.
func (h *host) openBlame(ctx context.Context) (dead []blame.DeadLetter, err error) {
	h.blame, err = blame.Open(blame.Options{
		State: h.cfg.State, Journal: h.db, Dirs: h.ruleDirs, Attempts: h.cfg.Rules.Attempts,
		Follow: h.allFollow, Clock: h.clock, Logger: h.log,
	})
	if err != nil {
		return nil, statedir.Wrap("write in the state folder", h.cfg.State, err)
	}
	return h.blame.Judge(ctx)
}

// tellDead tells of messages that have become dead letters: the log, the rules
// of their account, and the program around the host.
func (h *host) tellDead(dead []blame.DeadLetter) {
	for _, d := range dead {
		h.log.Error("message is a dead letter", "account", d.Row.Account, "user", d.Row.User, "row", d.Row.ID, "err", d.Reason,
			"hint", "correct the rule, then: hotreply inbox --retry "+strconv.FormatUint(d.Row.ID, 10))
		h.emit("deadLetter", d.Row.Account, map[string]any{"user": d.Row.User, "row": d.Row.ID, "reason": d.Reason})
		m, _ := ilink.DecodeMessage(d.Row.Raw) // without an id nobody waits for it
		h.notice(supervise.Notice{Kind: supervise.NoticeFinished, Account: d.Row.Account, User: d.Row.User, Message: m.ID, State: store.InboxDead, Reason: d.Reason})
	}
}

// ruleDirs are the folders of rules that the configuration names, with those
// of accounts that came since.
func (h *host) ruleDirs() []string {
	dirs := []string{h.cfg.Scripts}
	for _, a := range h.cfg.Accounts {
		if a.Scripts != "" {
			dirs = append(dirs, a.Scripts)
		}
	}
	for _, r := range h.folders() {
		if !slices.Contains(dirs, r.dir) {
			dirs = append(dirs, r.dir)
		}
	}
	return dirs
}

// turnNotes notes the turns of scripts. It implements [runtime.TurnNotes].
type turnNotes struct{ blame *blame.Blame }

// Begin notes a turn, once it may run.
func (n turnNotes) Begin(t runtime.Turn) { n.blame.Begin(blamed(t)) }

// End takes the note back.
func (n turnNotes) End(t runtime.Turn) { n.blame.End(blamed(t)) }

func blamed(t runtime.Turn) blame.Turn {
	return blame.Turn{Script: t.Script, Message: t.Key, Row: rowOf(t.Value), Loading: t.Loading}
}

// rowOf is the inbox row behind the value of a task or event, 0 if there is
// none.
func rowOf(value any) uint64 {
	if own, ok := value.(*inbox.Turn); ok && own != nil {
		return own.Row()
	}
	return 0
}

// Suspect is what a loop was in the middle of when the process died.
type Suspect = blame.Suspect

// Suspects reads what the turn notes of a state folder held at the last death
// of its host; none after a clean stop. It needs no other file, so that a
// supervisor can ask between two lives.
func Suspects(state string) ([]Suspect, error) { return blame.Suspects(state) }

// suspectsFirst makes everything but suspects wait, if there are any. It comes
// before anything is handled, and sealSuspects when all rows have their lane.
func (h *host) suspectsFirst() {
	if !h.blame.AnySuspect() {
		return
	}
	h.ticks.Hold()
	for _, a := range h.accounts() {
		a.lanes.Pause(lane.SuspectsFirst)
	}
}

func (h *host) sealSuspects() {
	if !h.blame.AnySuspect() {
		return
	}
	h.blame.Seal()
	time.AfterFunc(blame.Patience, h.ticks.Free)
}

// allFollow lets everything go on once the suspects have had their go.
func (h *host) allFollow() {
	h.ticks.Free()
	for _, a := range h.accounts() {
		a.goOn(lane.SuspectsFirst)
	}
}

// goOn ends a pause of the account's lanes. When nothing but its suspects
// keeps them back then, they do not do so for ever.
func (a *account) goOn(why lane.Pause) {
	a.lanes.Resume(why)
	if a.lanes.Stands(lane.SuspectsFirst) {
		time.AfterFunc(blame.Patience, func() { a.lanes.Resume(lane.SuspectsFirst) })
	}
}

// ListSlow lists the patterns that texts pass at a time, the one that ends
// first as the first.
func ListSlow(db *store.DB, now time.Time) ([]console.SlowPattern, error) {
	passed, err := blame.Passed(db, now)
	list := make([]console.SlowPattern, len(passed))
	for i, p := range passed {
		list[i] = console.SlowPattern{Rule: p.Script, Pattern: p.Pattern, Characters: p.Shortest, Until: p.Until}
	}
	return list, err
}
