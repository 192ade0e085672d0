package ilink

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

type closing struct {
	http.RoundTripper
	n *int
}

func (c closing) CloseIdleConnections() { *c.n++ }

func TestRefresh(t *testing.T) {
	type step struct {
		name   string
		answer time.Duration // when the first poll is answered; 0 = never
		at     time.Duration // when Refresh is called
		want   time.Duration // how long it takes
	}
	for _, tt := range []step{
		{"open and silent for long", 0, 10 * time.Second, 0},
		{"just opened", 0, 500 * time.Millisecond, 1500 * time.Millisecond},
		{"answered meanwhile", time.Second, 500 * time.Millisecond, 500 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(bg)
				var asked atomic.Int32
				p := &Poller{
					Client: inMemory(func(w http.ResponseWriter, r *http.Request) {
						if asked.Add(1) == 1 && tt.answer > 0 {
							time.Sleep(tt.answer)
							io.WriteString(w, `{"get_updates_buf":"c1"}`)
							return
						}
						hold(r)
					}),
					Commit: func(context.Context, Batch) error { return nil },
				}
				done := make(chan error)
				go func() { done <- p.Run(ctx) }()
				time.Sleep(tt.at)
				start := time.Now()
				if err := p.Refresh(ctx); err != nil {
					t.Error(err)
				}
				if took := time.Since(start); took != tt.want {
					t.Errorf("Refresh took %s, want %s", took, tt.want)
				}
				before := asked.Load()
				synctest.Wait()
				if tt.answer == 0 && asked.Load() != before {
					t.Error("Refresh cut the held poll short")
				}
				cancel()
				<-done
			})
		})
	}
}

func TestRefreshEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		p := &Poller{Client: inMemory(answer200(`{}`))}
		if err := p.Refresh(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Refresh without a running poll = %v", err)
		}
	})
}

func TestIsLocal(t *testing.T) {
	for ip, want := range map[string]bool{"127.0.0.1": true, "::1": true, "203.0.113.7": false, "2001:db8::7": false} {
		if got := isLocal(net.ParseIP(ip)); got != want {
			t.Errorf("isLocal(%s) = %v, want %v", ip, got, want)
		}
	}
	if !isLocal(nil) {
		t.Error("an unknown address is not taken for good")
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Skip(err)
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !isLocal(n.IP) {
			t.Errorf("isLocal(%s) = false for an address of this machine", n.IP)
		}
	}
}

// A handler may begin while the answer that brought its message is still being
// committed. That answer is none to its refresh: the next one is.
func TestRefreshWhileCommitting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(bg)
		var asked atomic.Int32
		refreshed := make(chan time.Time, 1)
		var p *Poller
		p = &Poller{
			Client: inMemory(func(w http.ResponseWriter, r *http.Request) {
				switch asked.Add(1) {
				case 1:
					io.WriteString(w, `{"msgs":[{"message_id":1}],"get_updates_buf":"c1"}`)
				case 2:
					time.Sleep(time.Second)
					io.WriteString(w, `{"get_updates_buf":"c2"}`)
				default:
					hold(r)
				}
			}),
			Commit: func(_ context.Context, b Batch) error {
				if len(b.Messages) > 0 {
					go func() {
						if err := p.Refresh(ctx); err != nil {
							t.Error(err)
						}
						refreshed <- time.Now()
					}()
					time.Sleep(100 * time.Millisecond)
				}
				return nil
			},
		}
		start := time.Now()
		done := make(chan error)
		go func() { done <- p.Run(ctx) }()
		if took := (<-refreshed).Sub(start); took != 1100*time.Millisecond {
			t.Errorf("Refresh was over after %s, want 1.1 s: with the second answer", took)
		}
		cancel()
		<-done
	})
}
