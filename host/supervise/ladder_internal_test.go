package supervise

import (
	"slices"
	"testing"
	"time"
)

// death is an event of the test: the suspects it left.
type death []string

func TestLadder(t *testing.T) {
	bad := death{"30-bad.js"}
	done := Notice{Kind: NoticeFinished, State: "done"}
	failed := Notice{Kind: NoticeFinished, State: "failed"}
	restored := Notice{Kind: NoticeRestored}
	tests := []struct {
		name     string
		events   []any
		setAside []string
		noRules  bool
		giveUp   bool
	}{
		{"four deaths change nothing", []any{bad, bad, bad, bad}, nil, false, false},
		{"the fifth takes the suspects out", []any{bad, death{"40-other.js"}, bad, bad, bad}, []string{"30-bad.js", "40-other.js"}, false, false},
		{"a message done between starts the count again", []any{bad, bad, bad, bad, done, bad, bad, bad, bad}, nil, false, false},
		{"a message that failed does not", []any{bad, bad, bad, bad, failed, bad}, []string{"30-bad.js"}, false, false},
		{"deaths without a suspect do not count", []any{death{}, death{}, death{}, death{}, death{}, death{}}, nil, false, false},
		{"a death with the suspects off takes all rules out", []any{bad, bad, bad, bad, bad, death{}}, nil, true, false},
		{"not when messages were done meanwhile", []any{bad, bad, bad, bad, bad, done, death{}}, []string{"30-bad.js"}, false, false},
		{"a death without rules is the end", []any{bad, bad, bad, bad, bad, bad, death{}}, nil, false, true},
		{"scripts that are back have a fresh count", []any{bad, bad, bad, bad, bad, restored, bad, bad, bad, bad}, nil, false, false},
		{"and go again after five", []any{bad, bad, bad, bad, bad, restored, bad, bad, bad, bad, bad}, []string{"30-bad.js"}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := &ladder{}
			var last ladderStep
			for _, e := range tt.events {
				switch e := e.(type) {
				case death:
					last = l.died(e, time.Second)
				case Notice:
					l.notice(e)
				}
			}
			if !slices.Equal(last.setAside, tt.setAside) || last.noRules != tt.noRules || last.giveUp != tt.giveUp {
				t.Errorf("after %v: %+v, want aside %q, no rules %v, give up %v", tt.events, last, tt.setAside, tt.noRules, tt.giveUp)
			}
			if !last.giveUp && (!slices.Equal(l.setAside(), tt.setAside) || l.noRules() != tt.noRules) {
				t.Errorf("the next host gets aside %q, no rules %v, want %q, %v", l.setAside(), l.noRules(), tt.setAside, tt.noRules)
			}
		})
	}
}

func TestLadderBackoff(t *testing.T) {
	l := &ladder{}
	want := []time.Duration{0, 200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond}
	for i, w := range want {
		if got := l.died(nil, time.Second).wait; got != w {
			t.Errorf("wait after death %d: %s, want %s", i+1, got, w)
		}
	}
	for range 20 {
		l.died(nil, time.Second)
	}
	if got := l.died(nil, time.Second).wait; got != backoff.Most {
		t.Errorf("wait after many deaths: %s, want %s", got, backoff.Most)
	}
	if got := l.died(nil, steadyAfter).wait; got != 0 {
		t.Errorf("wait after a long life: %s, want none", got)
	}
	l.died(nil, time.Second)
	l.notice(Notice{Kind: NoticeFinished, State: "done"})
	if got := l.died(nil, time.Second).wait; got != 0 {
		t.Errorf("wait after a death that followed work: %s, want none", got)
	}
}
