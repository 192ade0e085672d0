package host

import (
	"context"
	"errors"
	"slices"
	"time"

	"hotreply/bindings"
	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/runtime"
)

// errDraining ends the handlers that are still running when the grace of a
// stop is over. Their rows stay pending.
var errDraining = errors.New("hotreply is stopping")

// rememberedAtLeast is how many messages of an account are known by their two
// keys against copies, also where fewer may wait.
const rememberedAtLeast = 100_000

// newInbox makes what handles the account's messages, with what it needs.
func (a *account) newInbox() *inbox.Inbox {
	h := a.h
	return inbox.New(inbox.Options{
		Shared: h.shared(a.handlers, a.sending), Account: a.name, Log: a.log(),
		Lanes: a.lanes, Outbox: a.outbox, Windows: a.windows, Now: a.keeper.Now,
		Limit: h.cfg.Rules.InboxLimit, Typing: h.cfg.Rules.Typing, ErrorReply: h.cfg.Rules.ErrorReply,
		Dispatch: a.dispatch, Allowed: h.allowed, Typist: a.keeper.Typist,
		Owner: func() string { return a.keeper.Status().Owner },
		Finished: func(f inbox.Finished) {
			h.notice(Notice{
				Kind: NoticeFinished, Account: a.name, User: f.User, Message: f.Message, State: f.State, Reason: f.Reason,
			})
		},
	})
}

// newTicks makes what runs the scripts' jobs.
func (h *host) newTicks() *inbox.Ticks {
	zone := h.cfg.Timezone
	if zone == nil {
		zone = time.Local
	}
	return inbox.NewTicks(inbox.TicksOptions{
		Shared: h.shared(h.handlers, h.sending), Zone: zone, Log: h.log,
		Skipped: func(j bot.Job, at time.Time, n int) {
			if runtime.IsNews(n) {
				h.log.Warn("a job is still busy with earlier ticks, one is skipped", "rule", j.Script, "job", j.Key, "time", at, "skipped", n)
			}
		},
	})
}

// shared is what inboxes and ticks have in common; the contexts end what they
// do.
func (h *host) shared(handlers, sending context.Context) inbox.Shared {
	return inbox.Shared{
		Journal: h.db, Values: h.kv, Blame: h.blame, Clock: h.clock,
		Handlers: handlers, Sending: sending, Failed: h.failed,
	}
}

// dispatch hands a message to the account's rules.
func (a *account) dispatch(ctx context.Context, t *inbox.Turn, m bot.Message) inbox.Outcome {
	o, err := bindings.Dispatch(ctx, a.rules.Current(), t, m)
	out := inbox.Outcome{
		Script: o.Script, Handled: o.Handled, Err: err, Instead: o.Instead, Caught: o.Caught, Strays: o.Strays, Aside: o.Aside,
	}
	for _, p := range o.PassedOver {
		out.Passed = append(out.Passed, p)
	}
	return out
}

// failed reports a handler that threw or timed out: to the log, to the owner
// and to the rules as an event. instead is what middleware around it threw in
// place of err, nil if it did not.
func (h *host) failed(t *inbox.Turn, err, instead error) {
	facts := []any{"message", t.Key()}
	if instead != nil {
		facts = append(facts, "thrown_on_as", instead.Error())
	}
	h.logFailure("rule failed", err, facts...)
	h.tellOwner(t, err)
	h.emit("error", t.Account(), errorFacts(t, err))
}

// allowed says whether a user's messages go to the rules.
func (h *host) allowed(user string) bool {
	return len(h.cfg.Access.Allow) == 0 || slices.Contains(h.cfg.Access.Allow, user)
}

// folderApp is the host as the scripts of one folder see it.
type folderApp struct {
	*host
	folder *rules
}

// Schedule checks a job and takes it in. Nothing runs before Start.
func (f folderApp) Schedule(j bot.Job) (bot.Ticking, error) {
	return f.ticks.Schedule(&f.folder.jobs, j)
}

// KV is one namespace of scripts' values as seen from t.
func (h *host) KV(t bot.Turn, s bot.Space) bot.KV {
	own, _ := t.(*inbox.Turn)
	return inbox.View(h.kv, own, s)
}
