package host

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

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

// AccountStatus is what the console shows of an account.
type AccountStatus struct {
	Name         string    `json:"name"`
	State        string    `json:"state"` // as in bot.accounts()
	BotID        string    `json:"botId"`
	LastAnswered time.Time `json:"lastAnswered,omitzero"` // when the service answered a poll last; cut polls are none
	Problem      string    `json:"problem,omitempty"`     // why messages do not arrive as they should
}

// Status lists the accounts.
func (h *host) Status() []AccountStatus {
	list := []AccountStatus{}
	for _, a := range h.accounts {
		s := AccountStatus{Name: a.name, State: *a.state.Load(), BotID: a.botID(), Problem: a.unready()}
		if at := a.lastPoll.Load(); at != 0 {
			s.LastAnswered = time.Unix(0, at).UTC()
		}
		list = append(list, s)
	}
	return list
}

// ready answers whether messages arrive and are handled: 200, or 503 with a
// line for each account that is in the way. It needs no token, so that load
// balancers and monitors can ask.
func (c *console) ready(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	var why strings.Builder
	for _, a := range c.backend.Status() {
		if a.Problem != "" {
			fmt.Fprintf(&why, "account %s: %s\n", a.Name, a.Problem)
		}
	}
	if why.Len() > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, why.String())
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// status answers with what the console shows of the accounts, and of patterns
// that texts pass for being slow.
func (c *console) status(w http.ResponseWriter, _ *http.Request) {
	slow, err := c.backend.Slow()
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, struct {
		Accounts     []AccountStatus `json:"accounts"`
		SlowPatterns []SlowView      `json:"slowPatterns"`
	}{c.backend.Status(), slow})
}
