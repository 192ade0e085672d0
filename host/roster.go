package host

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"hotreply/host/config"
	"hotreply/host/internal/lane"
	"hotreply/internal/wait"
)

// roster has accounts come and go while the host runs, as the settings say. It
// alone changes the host's crew, on the goroutine of [host.serve]; each account
// that leaves has a goroutine of its own until nothing of it runs any more.
type roster struct {
	h       *host
	keepers *sync.WaitGroup           // of the host: counts the accounts that leave
	want    map[string]config.Account // those that are to run
	gone    chan *account             // that have left
}

func newRoster(h *host, keepers *sync.WaitGroup) *roster {
	return &roster{h: h, keepers: keepers, want: h.cfg.Accounts, gone: make(chan *account)}
}

// run returns nil when ctx ends, and what ends the host otherwise.
func (o *roster) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-o.h.life.Done():
			return context.Cause(o.h.life)
		case <-o.h.cfg.AccountsSaved:
			o.saved(ctx)
		case a := <-o.gone:
			o.h.live.Store(o.h.live.Load().without(a, false))
			o.closeUnused()
			o.ended(ctx, a)
			o.settle(ctx)
		}
	}
}

// ended tells of the end of an account, and of what waits for its return.
func (o *roster) ended(ctx context.Context, a *account) {
	var facts []any
	err := o.h.db.Flush(ctx)
	if left, err2 := o.h.db.Load(a.name); err == nil && err2 == nil && len(left.Pending)+len(left.Open) > 0 {
		facts = append(facts, "messages", len(left.Pending), "sends", len(left.Open),
			"hint", "what is unfinished goes on when the account is back in the settings")
	}
	a.log().Info("the account has ended", facts...)
}

// saved takes up the accounts of settings that were saved.
func (o *roster) saved(ctx context.Context) {
	want, err := o.h.cfg.ReadAccounts()
	if err != nil { // saved once more meanwhile
		o.h.log.Debug("the saved settings can not be used", "err", err)
		return
	}
	o.want = want
	o.settle(ctx)
}

// settle starts what is to run and does not, and ends what is not to run. A
// name whose last account is still leaving comes back when that has ended.
func (o *roster) settle(ctx context.Context) {
	for _, a := range o.h.accounts() {
		ac, ok := o.want[a.name]
		switch {
		case !ok:
			o.remove(a, "the account is not in the settings any more, it ends")
		case o.h.folderOf(ac) != a.rules.dir: // it went and came back in saves that are taken up as one
			o.remove(a, "the account has another folder of rules in the settings, it starts again")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.want)) {
		if o.h.account(name) != nil || ctx.Err() != nil {
			continue
		}
		if err := o.add(ctx, name); err != nil && ctx.Err() == nil {
			delete(o.want, name) // until the next save
			o.h.log.Error("the account can not be started, the others go on", "account", name, "err", err)
		}
	}
}

// remove lets an account end, for the reason that is logged, while the others
// go on.
func (o *roster) remove(a *account, why string) {
	a.log().Info(why)
	o.h.live.Store(o.h.live.Load().without(a, true))
	o.keepers.Go(func() {
		a.drain()
		select {
		case o.gone <- a:
		case <-o.h.sending.Done():
		}
	})
}

// add starts an account, and its folder of rules if no other uses it.
func (o *roster) add(ctx context.Context, name string) error {
	h := o.h
	next := *h.live.Load()
	a, fresh, err := h.makeAccount(&next, name, o.want[name])
	if err != nil {
		return err
	}
	if h.ladder.active() {
		a.lanes.Pause(lane.RulesOff)
	}
	err = h.db.Flush(ctx) // of what an account of the same name has left
	if err == nil {
		err = a.restore()
	}
	h.live.Store(&next) // from here on others can send by it, with all that it knows
	if err == nil && fresh {
		err = h.startFolder(ctx, a.rules)
	}
	if err != nil {
		h.live.Store(next.without(a, false))
		a.end()
		o.closeUnused()
		return err
	}
	h.ticks.GoOn() // of a folder whose last account was leaving
	a.lanes.Resume(lane.NotLoaded)
	a.log().Info("the account is new in the settings, it starts")
	a.start()
	if fresh {
		a.running.Go(func() {
			if wait.Closed(a.polling, a.keeper.Looked()) == nil {
				h.emitTo(a.rules, "start")
			}
		})
	}
	return nil
}

// closeUnused ends folders of rules that no account uses any more.
func (o *roster) closeUnused() {
	h := o.h
	next, unused := h.live.Load().withoutUnused()
	for _, r := range unused {
		ctx, cancel := context.WithTimeout(h.handlers, lastWords)
		h.tell(ctx, h.eventFor(r, "stop"))
		cancel()
	}
	h.live.Store(next)
	for _, r := range unused {
		h.ticks.Leave(&r.jobs)
		r.endJobs(errDraining)
		ctx, cancel := context.WithTimeout(h.life, leftover)
		r.EndHandlers(ctx, errDraining)
		_ = r.Close(ctx) // an end of ctx is no news: what is left was interrupted
		cancel()
		r.stop(errDraining)
	}
}

// startFolder loads a folder. A stop cuts it short, and so does what ends the
// host, such as a script that wedges while it loads.
func (h *host) startFolder(ctx context.Context, r *rules) error {
	cut := func() { r.stop(errDraining) }
	defer context.AfterFunc(ctx, cut)()
	defer context.AfterFunc(h.life, cut)()
	return errors.Join(r.Start(r.ctx), context.Cause(h.life))
}
