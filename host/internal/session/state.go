package session

import (
	"fmt"
	"time"

	"hotreply/host/internal/statedir"
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
