package supervise

import (
	"hotreply/internal/wait"
	"slices"
	"time"
)

const (
	// deathsBeforeAside is how many deaths in a row, each of which left a
	// suspect, take the suspects' scripts out.
	deathsBeforeAside = 5
	// steadyAfter is how long a host has to live for its death to count as
	// the first again.
	steadyAfter = time.Minute
)

// backoff is the wait after the second death in a row and on; the first
// restart is at once.
var backoff = wait.Backoff{First: 200 * time.Millisecond, Most: 30 * time.Second}

// The rungs of the ladder.
const (
	allRules = iota
	suspectsAside
	noRules
)

// ladder decides how the host is started after a death: first as it was, then
// without the scripts that were running when it died, then without any. The
// zero ladder is that of a first start; it belongs to the goroutine of
// [Supervisor.Run].
type ladder struct {
	rung      int
	deaths    int      // in a row that left a suspect, without a message done between
	inRow     int      // deaths in a row of any kind, for the backoff
	suspects  []string // scripts named by the deaths of this row
	worked    bool     // a message was done since the last death
	everReady bool     // some child got as far as working
}

// ladderStep is what to do after a death.
type ladderStep struct {
	wait     time.Duration
	setAside []string
	noRules  bool
	giveUp   bool
}

// notice takes the news from the living child.
func (l *ladder) notice(n Notice) {
	switch n.Kind {
	case NoticeReady:
		l.everReady = true
	case NoticeFinished:
		if n.State == "done" {
			l.worked, l.deaths, l.inRow = true, 0, 0
			if l.rung == allRules {
				l.suspects = nil
			}
		}
	case NoticeRestored:
		l.rung, l.deaths, l.suspects = allRules, 0, nil
	}
}

// died takes a death after a life of the given length and says what is next.
func (l *ladder) died(suspects []string, lived time.Duration) ladderStep {
	if lived >= steadyAfter {
		l.inRow = 0
	}
	l.inRow++
	worked := l.worked
	l.worked = false
	switch {
	case l.rung == noRules:
		return ladderStep{giveUp: true}
	case l.rung == suspectsAside && !worked:
		l.rung = noRules
	case l.rung == allRules && len(suspects) > 0:
		l.deaths++
		for _, s := range suspects {
			if s != "" && !slices.Contains(l.suspects, s) {
				l.suspects = append(l.suspects, s)
			}
		}
		if l.deaths >= deathsBeforeAside {
			l.rung = suspectsAside
		}
	}
	step := ladderStep{wait: backoff.After(l.inRow - 1), noRules: l.rung == noRules}
	if l.rung == suspectsAside {
		step.setAside = slices.Clone(l.suspects)
	}
	return step
}

// setAside names the scripts that the next child must leave out.
func (l *ladder) setAside() []string {
	if l.rung != suspectsAside {
		return nil
	}
	return slices.Clone(l.suspects)
}

// noRules tells whether the next child runs none.
func (l *ladder) noRules() bool { return l.rung == noRules }
