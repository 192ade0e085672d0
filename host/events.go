package host

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"hotreply/bindings"
	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/runtime"
)

// emit tells the rules of an event, in order with the other events and without
// waiting for them. While the host stops nobody hears events any more, save
// "stop" itself.
func (h *host) emit(name, account string, facts map[string]any) {
	e := event{EventInfo: bot.EventInfo{Type: name, Account: account, Time: h.clock.Now(), Facts: facts}}
	if a := h.account(account); a != nil {
		e.only = a.rules
	}
	h.enqueue(e)
}

// emit tells the account's rules of an event of the account.
func (a *account) emit(name string, facts map[string]any) {
	a.h.enqueue(event{
		EventInfo: bot.EventInfo{Type: name, Account: a.name, Time: a.h.clock.Now(), Facts: facts}, only: a.rules,
	})
}

// emitTo tells the rules of one folder of an event.
func (h *host) emitTo(r *rules, name string) { h.enqueue(h.eventFor(r, name)) }

// event is one event and who hears it.
type event struct {
	bot.EventInfo
	only *rules // nil: every folder
}

func (h *host) eventFor(r *rules, name string) event {
	return event{EventInfo: bot.EventInfo{Type: name, Time: h.clock.Now()}, only: r}
}

func (h *host) enqueue(e event) {
	select {
	case h.events <- e:
	default:
		h.log.Warn("too many events at once, one is not handed to the rules", "event", e.Type)
	}
}

// tellRules is the goroutine that hands events to the rules, one after
// another. It ends with the handlers.
func (h *host) tellRules() {
	for {
		select {
		case e := <-h.events:
			h.tell(h.handlers, e)
		case <-h.handlers.Done():
			return
		}
	}
}

// tell hands an event to the rules that hear it, and waits for them.
func (h *host) tell(ctx context.Context, e event) {
	for _, r := range h.folders() {
		if e.only != nil && e.only != r {
			continue
		}
		err := bindings.Emit(ctx, r.Current(), e.EventInfo)
		if err == nil || ctx.Err() != nil {
			continue
		}
		for _, failure := range joined(err) {
			h.logFailure("handler of an event failed", failure, "event", e.Type)
		}
	}
}

// joined are the errors that [errors.Join] made err of, or err itself.
func joined(err error) []error {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var list []error
	for _, e := range several.Unwrap() {
		list = append(list, joined(e)...)
	}
	return list
}

// logFailure logs what a handler threw, with place, hint and code frame, unless
// the same was said often before.
func (h *host) logFailure(what string, err error, facts ...any) {
	var se *runtime.ScriptError
	switch {
	case !errors.As(err, &se):
		h.log.Error(what, append(facts, "err", err)...)
	case se.Worth():
		h.log.Error(what, append(append(facts, "rule", se.Script, "generation", se.Generation), se.Facts()...)...)
	}
}

// errorFacts are what bot.on("error") gets.
func errorFacts(t *inbox.Turn, err error) map[string]any {
	facts := map[string]any{"message": err.Error(), "user": t.User(), "messageId": t.Message()}
	var se *runtime.ScriptError
	if errors.As(err, &se) {
		facts["script"], facts["file"], facts["line"], facts["column"] = se.Script, se.File, se.Line, se.Column
		facts["code"], facts["name"], facts["stack"] = se.Code, se.Name, se.Stack
		facts["message"] = se.Message
	}
	return facts
}

// tellOwner sends one line about a failing rule to the account's owner, once
// per saved version, if that leaves the owner's window some room.
func (h *host) tellOwner(t *inbox.Turn, err error) {
	var se *runtime.ScriptError
	a := h.account(t.Account())
	if !h.cfg.Rules.TellOwner || a == nil || !errors.As(err, &se) {
		return
	}
	owner := a.keeper.Status().Owner
	version := fmt.Sprintf("%s@%d", se.Script, se.Generation)
	if owner == "" || a.windows.Quota(owner).Remaining < ownerReserve || !h.firstTime(version) {
		return
	}
	file := strings.TrimPrefix(se.File, filepath.Base(a.rules.dir)+"/")
	line := fmt.Sprintf("%s:%d %s", file, se.Line, strings.SplitN(se.Message, "\n", 2)[0])
	h.send(nil, owner, bot.Content{Parts: []bot.Part{{Text: line}}}, bot.SendOptions{Account: a.name})
}

// ownerReserve is how many replies must be left for a line to the owner.
const ownerReserve = 3

// firstTime says whether a failing version is seen for the first time.
func (h *host) firstTime(version string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.told[version] {
		return false
	}
	h.told[version] = true
	return true
}
