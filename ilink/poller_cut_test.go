package ilink

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// A poll that nobody answers gets a new connection; a connection that can not
// be made is a failure, though it ends with a timeout, too.
func TestPollerTimeouts(t *testing.T) {
	t.Run("no answer", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			closed := 0
			polled(t, time.Minute, func(_ http.ResponseWriter, r *http.Request) { hold(r) }, func(p *Poller) {
				p.Client.HTTP.Transport = closing{p.Client.HTTP.Transport, &closed}
			})
			if closed != 1 {
				t.Errorf("connections were closed %d times after one silent poll", closed)
			}
		})
	})
	t.Run("no connection", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			events, _ := polled(t, time.Minute, nil, func(p *Poller) { p.Client.HTTP.Transport = unreachable{} })
			for _, e := range events {
				if e.State != PollRetrying {
					t.Fatalf("events = %q, want retrying alone", states(events))
				}
			}
		})
	})
}

// unreachable is a network on which nothing answers.
type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	time.Sleep(5 * time.Second)
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: context.DeadlineExceeded}
}

// cuts answers every poll by cut after it was held for d, until the n-th.
func cuts(n int, d time.Duration, cut http.HandlerFunc) (h http.HandlerFunc, asked *[]time.Time) {
	asked = new([]time.Time)
	return func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, time.Now())
		if len(*asked) > n {
			hold(r)
			return
		}
		time.Sleep(d)
		cut(w, r)
	}, asked
}

// What something on the way ends after a while is an empty poll: the next one
// goes out at once, again and again.
func TestPollThatIsCutAfterAWhile(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for name, cut := range map[string]http.HandlerFunc{
		"524": status(524), "504": status(504), "408": status(408), "502": status(502),
		"connection lost": lose,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, asked := cuts(30, 17*time.Second, cut)
				events, _ := polled(t, 31*17*time.Second, h)
				for i := 1; i < len(*asked); i++ {
					if gap := (*asked)[i].Sub((*asked)[i-1]); gap != 17*time.Second {
						t.Fatalf("poll %d came %s after the one before, want 17s", i+1, gap)
					}
				}
				if len(events) != 30 {
					t.Fatalf("%d events, want 30", len(events))
				}
				for i, e := range events {
					if want := time.Duration(i+1) * 17 * time.Second; e.State != PollCut || e.Err == nil || e.CutFor != want {
						t.Fatalf("event %d = %+v, want a cut after %s", i+1, e, want)
					}
				}
			})
		})
	}
}

// One that is cut at once has failed, and so has one that the service refused
// after a while.
func TestPollThatIsCutAtOnceHasFailed(t *testing.T) {
	for name, tt := range map[string]struct {
		held time.Duration
		cut  http.HandlerFunc
	}{
		"524 at once":       {4 * time.Second, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(524) }},
		"lost at once":      {0, lose},
		"500 after a while": {17 * time.Second, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }},
		"refused":           {17 * time.Second, answer200(`{"ret":-1}`)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, _ := cuts(5, tt.held, tt.cut)
				events, _ := polled(t, 3*time.Minute, h, func(p *Poller) { p.Backoff = func(n int) time.Duration { return time.Duration(n) * time.Second } })
				for i, e := range events[:5] {
					if e.State != PollRetrying || e.Attempt != i+1 || e.Wait != time.Duration(i+1)*time.Second {
						t.Errorf("event %d = %+v, want a failure", i+1, e)
					}
				}
			})
		})
	}
}

// Cuts count from the last answer on.
func TestPollCutsCountFromTheLastAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		events, _ := polled(t, 2*time.Minute, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(10 * time.Second)
			if n++; n == 3 {
				io.WriteString(w, `{"msgs":[]}`)
				return
			}
			w.WriteHeader(524)
		})
		var got []time.Duration
		for _, e := range events[:5] {
			got = append(got, e.CutFor/time.Second)
		}
		if want := []time.Duration{10, 20, 0, 10, 20}; !slices.Equal(got, want) {
			t.Errorf("cut for %v seconds, want %v", got, want)
		}
	})
}

// A gateway's Retry-After is believed for two minutes, not for an hour.
func TestPollBelievesRetryAfterForTwoMinutes(t *testing.T) {
	for after, want := range map[string]time.Duration{"7": 7 * time.Second, "120": 2 * time.Minute, "3600": 2 * time.Minute, "99999999999999": 2 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			events, _ := polled(t, 5*time.Minute, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", after)
				w.WriteHeader(503)
			}, func(p *Poller) { p.Backoff = func(int) time.Duration { return time.Second } })
			if events[0].Wait != want {
				t.Errorf("Retry-After %s: waits %s, want %s", after, events[0].Wait, want)
			}
		})
	}
}
