package session

import (
	"errors"
	"time"

	"hotreply/ilink"
)

// polled logs how the poll goes. It is called in Run's goroutine.
func (k *Keeper) polled(e ilink.PollEvent) {
	switch e.State {
	case ilink.PollRetrying:
		args := []any{"err", e.Err, "attempt", e.Attempt, "backoff", e.Wait}
		var service *ilink.Error
		if errors.As(e.Err, &service) && service.Hint() != "" && e.Attempt == 1 {
			args = append(args, "hint", service.Hint())
		}
		k.log.Warn("poll failed", args...)
		k.trouble = true
	case ilink.PollRecheck:
		k.log.Warn("the service calls the login stale, asking once more", "err", e.Err, "backoff", e.Wait)
		k.trouble = true
	case ilink.PollReset:
		k.log.Info("connections made anew", "err", e.Err)
	case ilink.PollCut:
		k.polledCut(e)
	case ilink.PollOK:
		k.revivals = 0
		if e.Silent {
			return
		}
		if c := k.swapCut(nil, e.At); k.trouble || c != nil && c.told {
			k.trouble = false
			k.log.Info("polling works again")
		}
	}
}

// cutsBearable is for how long polls may be cut, with no answer between, until
// somebody should look: messages may come late or not at all.
const cutsBearable = 5 * time.Minute

// cutPolls are polls in a row that something on the way has cut.
type cutPolls struct {
	since time.Time // when the first of them began
	told  bool      // they are worth a warning, and it was given
}

// swapCut notes what is known of cut polls now, nil when one was answered at
// the time, and returns what was.
func (k *Keeper) swapCut(c *cutPolls, answered time.Time) (was *cutPolls) {
	k.mu.Lock()
	defer k.mu.Unlock()
	was, k.status.cut = k.status.cut, c
	if c == nil {
		k.status.answered = answered
	}
	return was
}

// polledCut takes note of a poll that was held for a while and then cut. Some
// routes cut all of them, and messages arrive all the same: so nothing is said
// until no poll was answered for cutsBearable, and then once.
func (k *Keeper) polledCut(e ilink.PollEvent) {
	c := cutPolls{since: e.At.Add(-e.CutFor), told: e.CutFor >= cutsBearable}
	was := k.swapCut(&c, time.Time{})
	if !c.told || was != nil && was.told && was.since.Equal(c.since) {
		k.log.Debug("poll cut on the way", "err", e.Err)
		return
	}
	k.log.Warn("every poll is cut on the way, none was answered", "for", e.CutFor.Round(time.Second), "err", e.Err,
		"hint", "a gateway or proxy between here and the service ends requests that wait: try another network, or exempt the service from the proxy")
}
