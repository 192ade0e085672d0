package host

import (
	"context"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/host/internal/outbox"
	"hotreply/runtime"
	"hotreply/store"
)

// newTicks makes what runs the scripts' jobs.
func (h *host) newTicks() *inbox.Ticks {
	return inbox.NewTicks(h.handlers, inbox.TicksOptions{
		Journal: h.db, Blame: h.blame, Clock: h.clock, Zone: h.zone(), Log: h.log,
		Skipped: func(j bot.Job, at time.Time, n int) {
			if runtime.IsNews(n) {
				h.log.Warn("a job is still busy with earlier ticks, one is skipped", "rule", j.Script, "job", j.Key, "time", at, "skipped", n)
			}
		},
		Handle: h.tick,
	})
}

// Schedule checks a job and takes it in. Nothing runs before Start.
func (h *host) Schedule(j bot.Job) (bot.Ticking, error) { return h.ticks.Schedule(j) }

// tick runs one tick of a job and ends its row.
func (h *host) tick(j bot.Job, row *store.InboxRow, again bool) {
	t, err := h.newTick(row, again)
	if err != nil {
		return
	}
	t.handledBy = j.Script
	err = j.Run(t.ctx, t)
	t.handled()
	if t.sends.Settled(h.sending) != nil || (err != nil && h.handlers.Err() != nil) {
		t.work.Discard()
		return // the row stays pending for the next life
	}
	state, reason := store.InboxDone, ""
	if err != nil {
		state, reason = store.InboxFailed, err.Error()
		h.failed(t, err, nil)
	}
	t.finish(state, reason)
}

// newTick makes the turn of a tick.
func (h *host) newTick(row *store.InboxRow, again bool) (*turn, error) {
	sends, err := h.newRun(h.handlers, row, again, outbox.RunOptions{})
	if err != nil {
		return nil, err
	}
	t := &turn{h: h, row: row, work: h.kv.NewWork(), sends: sends, once: row.Once}
	t.msg.M.ID = row.User
	t.ctx, t.cancel = context.WithCancelCause(h.handlers)
	return t, nil
}

// zone is the zone of dates and cron when a job names none.
func (h *host) zone() *time.Location {
	if h.cfg.Timezone != nil {
		return h.cfg.Timezone
	}
	return time.Local
}
