package ilink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hotreply/internal/clock"
)

// polled runs a poller against h until it ends or the time is over, and
// returns its error and events. A wait of exactly d stands for each backoff.
func polled(t *testing.T, d time.Duration, h http.HandlerFunc, change ...func(*Poller)) (events []PollEvent, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(bg, d)
	defer cancel()
	p := &Poller{
		Client: inMemory(h),
		Commit: func(context.Context, Batch) error { return nil },
		Notice: func(e PollEvent) { events = append(events, e) },
	}
	for _, f := range change {
		f(p)
	}
	err = p.Run(ctx)
	return events, err
}

func states(events []PollEvent) (list []PollState) {
	for _, e := range events {
		list = append(list, e.State)
	}
	return list
}

func TestPollerCommitsBeforeAskingOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log []string
		h := func(w http.ResponseWriter, r *http.Request) {
			cursor := body(t, r)["get_updates_buf"].(string)
			log = append(log, "ask "+cursor)
			switch cursor {
			case "c0":
				io.WriteString(w, `{"msgs":[{"message_id":1}],"get_updates_buf":"c1"}`)
			case "c1":
				io.WriteString(w, `{"msgs":null,"get_updates_buf":""}`) // keep the cursor
				time.Sleep(2 * time.Second)
				log = append(log, "idle answer")
			}
			if len(log) > 6 {
				hold(r)
			}
		}
		_, err := polled(t, time.Minute, h, func(p *Poller) {
			p.Cursor = "c0"
			p.Commit = func(_ context.Context, b Batch) error {
				log = append(log, fmt.Sprintf("commit %s %d", b.Cursor, len(b.Messages)))
				return nil
			}
		})
		want := []string{"ask c0", "commit c1 1", "ask c1", "idle answer", "ask c1"}
		if len(log) < 5 || !slices.Equal(log[:5], want) {
			t.Errorf("log = %q, want it to begin with %q", log, want)
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Run = %v, want the context's error", err)
		}
	})
}

func TestPollerEndsWithCommitError(t *testing.T) {
	full := errors.New("disk full")
	_, err := polled(t, time.Minute, answer200(`{"msgs":[{}],"get_updates_buf":"c"}`), func(p *Poller) {
		p.Commit = func(context.Context, Batch) error { return full }
	})
	if !errors.Is(err, full) {
		t.Errorf("Run = %v, want %v", err, full)
	}
}

// A poll takes as long as the service says it holds one, and 10 s more; then
// it is an empty batch and no failure.
func TestPollerHoldAndMargin(t *testing.T) {
	tests := []struct {
		name, first string
		want        time.Duration
	}{
		{"default", `{"get_updates_buf":"c1"}`, 45 * time.Second},
		{"named", `{"get_updates_buf":"c1","longpolling_timeout_ms":20000}`, 30 * time.Second},
		{"named as a string", `{"get_updates_buf":"c1","longpolling_timeout_ms":"20000"}`, 30 * time.Second},
		{"named in an error", `{"ret":-1,"longpolling_timeout_ms":5000}`, 15 * time.Second},
		{"nonsense", `{"get_updates_buf":"c1","longpolling_timeout_ms":-5}`, 45 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				var took time.Duration
				events, _ := polled(t, 2*time.Minute, func(w http.ResponseWriter, r *http.Request) {
					if asked++; asked == 1 {
						io.WriteString(w, tt.first)
						return
					}
					start := time.Now()
					hold(r)
					if took == 0 {
						took = time.Since(start)
					}
				})
				if took != tt.want {
					t.Errorf("poll was held for %s, want %s", took, tt.want)
				}
				if last := events[len(events)-1]; last.State != PollOK || !last.Silent {
					t.Errorf("last event = %+v, want ok and silent", last)
				}
			})
		})
	}
}

func TestPollerBacksOff(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"http 524":    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(524) },
		"ret":         answer200(`{"ret":-1,"errmsg":"busy"}`),
		"errcode":     answer200(`{"errcode":-12}`),
		"bad json":    answer200(`<html>`),
		"ret as text": answer200(`{"ret":"-1"}`),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				events, _ := polled(t, 10*time.Minute, h)
				if n := len(events); n < 10 || n > 30 {
					t.Errorf("%d requests in ten minutes of failure, want 10 to 30", n)
				}
				for i, e := range events {
					most := min(time.Minute, time.Second<<min(i, 10))
					if e.State != PollRetrying || e.Attempt != i+1 || e.Wait > most || e.Wait < most/2 {
						t.Fatalf("event %d = %+v, want attempt %d with a wait of %s to %s", i, e, i+1, most/2, most)
					}
				}
			})
		})
	}
}

func TestPollerHonoursRetryAfterAndStartsAnewAfterSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		events, _ := polled(t, 5*time.Minute, func(w http.ResponseWriter, r *http.Request) {
			switch asked++; asked {
			case 1:
				w.Header().Set("Retry-After", "90")
				w.WriteHeader(503)
			case 2:
				io.WriteString(w, `{"get_updates_buf":"c1","msgs":[{"message_id":1}]}`)
			case 3:
				w.WriteHeader(502)
			default:
				hold(r)
			}
		})
		if events[0].Wait != 90*time.Second {
			t.Errorf("waited %s, want the 90s asked for", events[0].Wait)
		}
		if events[2].Attempt != 1 {
			t.Errorf("failure after a success is number %d, want 1", events[2].Attempt)
		}
	})
}

func TestPollerStale(t *testing.T) {
	stale := `{"errcode":-14,"errmsg":"session timeout"}`
	t.Run("twice", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			events, err := polled(t, time.Hour, script(t, stale, `{"ret":-14}`))
			if !errors.Is(err, ErrStaleToken) {
				t.Errorf("Run = %v, want ErrStaleToken", err)
			}
			if got := states(events); !slices.Equal(got, []PollState{PollRecheck, PollStale}) {
				t.Errorf("events = %q", got)
			}
			if took := time.Since(start); took < 3*time.Second || took > 5*time.Second {
				t.Errorf("second question came after %s, want 3 to 5 s", took)
			}
		})
	})
	t.Run("once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			events, err := polled(t, time.Minute, func(w http.ResponseWriter, r *http.Request) {
				if asked++; asked == 1 {
					io.WriteString(w, stale)
					return
				}
				hold(r)
			})
			if errors.Is(err, ErrStaleToken) || states(events)[0] != PollRecheck {
				t.Errorf("Run = %v, events %q; want it to go on", err, states(events))
			}
		})
	})
	t.Run("not in a row", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ok := `{"get_updates_buf":"c1","msgs":[{"message_id":1}]}`
			events, _ := polled(t, time.Hour, script(t, stale, ok, stale, stale))
			if got := states(events); !slices.Equal(got, []PollState{PollRecheck, PollOK, PollRecheck, PollStale}) {
				t.Errorf("events = %q", got)
			}
		})
	})
}

// The question that has to confirm a -14, and every third try after failures in
// a row, go over a new connection: the old one may be what is wrong.
func TestPollerAsksOnAFreshConnection(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers []string
		closed  int
	}{
		{"stale once", []string{`{"errcode":-14}`, ok1}, 1},
		{"stale twice", []string{`{"errcode":-14}`, `{"errcode":-14}`}, 1},
		{"two failures", []string{`{"ret":-1}`, `{"ret":-1}`, ok1}, 0},
		{"three failures", []string{`{"ret":-1}`, `{"ret":-1}`, `{"ret":-1}`, ok1}, 1},
		{"two and two", []string{`{"ret":-1}`, `{"ret":-1}`, ok1, `{"ret":-1}`, `{"ret":-1}`}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				closed := 0
				polled(t, 40*time.Second, func(w http.ResponseWriter, r *http.Request) {
					if len(tt.answers) == 0 {
						hold(r)
						return
					}
					io.WriteString(w, tt.answers[0])
					tt.answers = tt.answers[1:]
				}, func(p *Poller) { p.Client.HTTP.Transport = closing{p.Client.HTTP.Transport, &closed} })
				if len(tt.answers) > 0 || closed != tt.closed {
					t.Errorf("connections were closed %d times with %d answers left, want %d and none", closed, len(tt.answers), tt.closed)
				}
			})
		})
	}
}

const ok1 = `{"get_updates_buf":"c1","msgs":[{"message_id":1}]}`

// A service that answers at once, for ever, with nothing new is not asked in a
// hot loop.
func TestPollerDoesNotRace(t *testing.T) {
	for name, answer := range map[string]string{
		"empty":           `{}`,
		"same cursor":     `{"get_updates_buf":"c0","msgs":[]}`,
		"never a cursor":  `{"msgs":[{"message_id":1}]}`,
		"only new cursor": "",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				polled(t, time.Minute, func(w http.ResponseWriter, _ *http.Request) {
					asked++
					if answer == "" {
						fmt.Fprintf(w, `{"get_updates_buf":"c%d"}`, asked)
					}
					io.WriteString(w, answer)
				}, func(p *Poller) { p.Cursor = "c0" })
				if asked > 40 {
					t.Errorf("asked %d times in a minute", asked)
				}
			})
		})
	}
}

// sleepyClock is a clock whose wall jumps while its timers stand still, as
// that of a machine that was suspended.
type sleepyClock struct {
	clock.System
	slept atomic.Int64
}

func (c *sleepyClock) Now() time.Time { return time.Now().Add(time.Duration(c.slept.Load())) }

func TestPollerWakesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &sleepyClock{}
		asked, closed := 0, 0
		events, _ := polled(t, 30*time.Second, func(w http.ResponseWriter, r *http.Request) {
			if asked++; asked == 1 {
				time.AfterFunc(7*time.Second, func() { k.slept.Store(int64(time.Hour)) })
			}
			hold(r)
		}, func(p *Poller) {
			p.Clock = k
			p.Client.HTTP.Transport = closing{p.Client.HTTP.Transport, &closed}
		})
		if asked != 2 || closed != 1 || states(events)[0] != PollReset {
			t.Errorf("asked %d times, connections closed %d times, events %q; want 2, 1 and reset first", asked, closed, states(events))
		}
	})
}
