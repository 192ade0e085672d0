package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

const (
	duplicateDelay = time.Second
	batchDelay     = 5 * time.Second
)

// postLocked puts a message into the bot's queue, by the way of the faults
// that strike inbound messages.
func (s *Server) postLocked(b *bot, m *inbound) {
	if f, hit := s.strikeLocked(onInbound, "getupdates", kind("duplicate")); hit {
		copied := *m
		copied.opened = true
		s.postLater(b, &copied, f.delayOr(duplicateDelay))
	}
	if f, hit := s.strikeLocked(onInbound, "getupdates", kind("duplicate_new_id")); hit {
		s.postLater(b, s.renamedLocked(m), f.delayOr(duplicateDelay))
	}
	if f, hit := s.strikeLocked(onInbound, "getupdates", reorderMessage); hit {
		s.postLater(b, m, time.Duration(f.Delay))
		return
	}
	if f, hit := s.strikeLocked(onInbound, "getupdates", kind("delay_batch")); hit {
		b.delayed = append(b.delayed, m)
		if len(b.delayed) == 1 {
			s.clock.AfterFunc(f.delayOr(batchDelay), func() { s.releaseDelayed(b) })
		}
		return
	}
	b.queue.push(m)
}

// A reorder fault without a delay strikes batches, one with a delay messages.
func reorderBatch(f Fault) bool   { return f.Kind == "reorder" && f.Delay == 0 }
func reorderMessage(f Fault) bool { return f.Kind == "reorder" && f.Delay > 0 }

func (s *Server) postLater(b *bot, m *inbound, d time.Duration) {
	st := s.st
	s.clock.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.st == st { // else it was reset meanwhile
			b.queue.push(m)
		}
	})
}

// releaseDelayed gives what delay_batch has collected to one poll.
func (s *Server) releaseDelayed(b *bot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.queue.push(b.delayed...)
	b.delayed = nil
}

// renamedLocked is m under a new message id.
func (s *Server) renamedLocked(m *inbound) *inbound {
	copied := *m
	copied.id = fmt.Sprint(s.nextIDLocked())
	copied.json = bytes.Replace(m.json, []byte(`"message_id":`+m.id), []byte(`"message_id":`+copied.id), 1)
	if !json.Valid(copied.json) {
		panic("sim: renaming a message broke it")
	}
	return &copied
}

// showLaterLocked shows an accepted message when the batch it belongs to is
// due: the time is that of the batch's first message.
func (s *Server) showLaterLocked(seq int64, d time.Duration) {
	st := s.st
	st.late = append(st.late, seq)
	if len(st.late) > 1 {
		return
	}
	s.clock.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, seq := range st.late {
			if m := st.sent.at(seq); m != nil {
				m.Shown, m.Why = true, ""
			}
		}
		st.late = nil
	})
}
