package session

import (
	"fmt"
	"time"

	"hotreply/host/internal/statedir"
	"hotreply/ilink"
)

// States of an account, as bot.accounts() and the console show them.
const (
	Starting   = "starting"
	LoggingIn  = "logging in"
	NeedsLogin = "needs login"
	Elsewhere  = "in use elsewhere" // another poller has the login
	Online     = "online"
	Stopped    = "stopped"
)

// status is what a keeper remembers of how it goes.
type status struct {
	state     string
	owner     string                    // user id of who scanned the code
	elsewhere *statedir.PollerBusyError // set while the login waits for another poller's end
	cut       *cutPolls                 // set while polls are cut, none answered
	answered  time.Time                 // when a poll was answered last; zero: not in this life
}

// Status is how an account stands.
type Status struct {
	State        string    // Starting to Stopped
	BotID        string    // of the login in use, "" without one
	Owner        string    // user id of who scanned the code of the last login, "" before there was one
	LastAnswered time.Time // when the service answered a poll last; cut polls are none; zero: not in this life
	Problem      string    // why messages do not arrive as they should, "" if they do
}

// Status is how the account stands now.
func (k *Keeper) Status() Status {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := Status{State: k.status.state, Owner: k.status.owner, LastAnswered: k.status.answered}
	if k.login != nil {
		s.BotID = k.login.client.BotID
	}
	if c := k.status.cut; s.State != Online {
		s.Problem = s.State
	} else if c != nil && c.told {
		s.Problem = fmt.Sprintf("every poll is cut on the way, none was answered since %s", c.since.UTC().Format(time.RFC3339))
	}
	return s
}

func (k *Keeper) setState(s string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.status.state == Starting {
		close(k.looked)
	}
	k.status.state = s
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
