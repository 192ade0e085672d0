package sim

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"
)

// TestHoldGivenUpWhileMessagesCome: a poll whose client has gone ends, however
// many messages arrive just then, and takes none of them.
func TestHoldGivenUpWhileMessagesCome(t *testing.T) {
	s := New(Options{})
	defer s.Close()
	cred := s.NewBot("owner@im.wechat")
	s.mu.Lock()
	b, set := s.st.bots[cred.BotID], s.st.set
	s.mu.Unlock()
	gone, leave := context.WithCancel(t.Context())
	leave()
	c := &call{bot: b, r: httptest.NewRequestWithContext(gone, "POST", "/", nil)}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				s.mu.Lock()
				b.queue.wakeOne()
				s.mu.Unlock()
			}
		}
	}()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range 2000 {
			if ms, alive := s.hold(c, set); len(ms) != 0 || !alive {
				t.Errorf("a poll that was given up has %d messages, alive %v", len(ms), alive)
			}
		}
	}()
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("a poll hangs")
	}
	close(stop)
	<-stopped
}
