package host

import (
	"fmt"
	"time"

	"hotreply/console"
	"hotreply/ilink"
)

// cutsBearable is for how long polls may be cut, with no answer between, until
// somebody should look: messages may come late or not at all.
const cutsBearable = 5 * time.Minute

// cutPolls are polls in a row that something on the way has cut.
type cutPolls struct {
	since time.Time // when the first of them began
	told  bool      // they are worth a warning, and it was given
}

// pollCut takes note of a poll that was held for a while and then cut. Some
// routes cut all of them, and messages arrive all the same: so nothing is said
// until no poll was answered for cutsBearable, and then once.
func (a *account) pollCut(e ilink.PollEvent) {
	c := cutPolls{since: e.At.Add(-e.CutFor), told: e.CutFor >= cutsBearable}
	was := a.cut.Swap(&c)
	if !c.told || was != nil && was.told && was.since.Equal(c.since) {
		a.log.Debug("poll cut on the way", "err", e.Err)
		return
	}
	a.log.Warn("every poll is cut on the way, none was answered", "for", e.CutFor.Round(time.Second), "err", e.Err,
		"hint", "a gateway or proxy between here and the service ends requests that wait: try another network, or exempt the service from the proxy")
}

// unready says why an account does not receive messages as it should, "" if it
// does.
func (a *account) unready() string {
	state := *a.state.Load()
	if state != stateOnline {
		return state
	}
	if c := a.cut.Load(); c != nil && c.told {
		return fmt.Sprintf("every poll is cut on the way, none was answered since %s", c.since.UTC().Format(time.RFC3339))
	}
	return ""
}

// status is what the console shows of the account.
func (a *account) status() console.Account {
	s := console.Account{Name: a.name, State: *a.state.Load(), BotID: a.botID(), Problem: a.unready()}
	if at := a.lastPoll.Load(); at != 0 {
		s.LastAnswered = time.Unix(0, at).UTC()
	}
	return s
}
