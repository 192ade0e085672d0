package sim

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"hotreply/internal/lazyregexp"
)

const (
	duplicateDelay = time.Second
	batchDelay     = 5 * time.Second
)

// postLocked puts a message into the bot's queue, by the way of the faults
// that strike inbound messages.
func (s *Server) postLocked(b *bot, m *inbound) {
	if f, hit := s.strikeLocked(onInbound, "getupdates", kind("duplicate")); hit {
		s.postLater(b, s.copyLocked(m), f.delayOr(duplicateDelay))
	}
	if f, hit := s.strikeLocked(onInbound, "getupdates", kind("duplicate_new_id")); hit {
		s.postLater(b, m.renamed(s.newIDLocked()), f.delayOr(duplicateDelay))
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

// copyLocked is another delivery of m: in turn under the same message id,
// another one, and none, as they are reported of the live service (hermes-agent
// 16182, clowder-ai 925). Where nothing but the id tells which message it is, it
// keeps the id.
func (s *Server) copyLocked(m *inbound) *inbound {
	copied := *m
	copied.opened = true // nobody wrote again
	if !m.hasClientID() {
		return &copied
	}
	s.st.copies++
	switch s.st.copies % 3 {
	case 2:
		return m.renamed(s.newIDLocked())
	case 0:
		return m.renamed("")
	}
	return &copied
}

func (s *Server) newIDLocked() string { return strconv.FormatUint(s.nextIDLocked(), 10) }

func (m *inbound) hasClientID() bool {
	var fields struct {
		ClientID string `json:"client_id"`
	}
	return json.Unmarshal(m.json, &fields) == nil && fields.ClientID != ""
}

// idField is the message's id as it stands in it, with and without quotes.
var idField = lazyregexp.New(`"message_id":("?)[0-9]+("?),`)

// renamed is a copy of m under another message id, or none for "".
func (m *inbound) renamed(id string) *inbound {
	copied := *m
	copied.opened = true // nobody wrote again
	at := idField.FindSubmatchIndex(m.json)
	if at == nil {
		return &copied // it has none
	}
	field := ""
	if id != "" {
		copied.id = id
		field = `"message_id":` + string(m.json[at[2]:at[3]]) + id + string(m.json[at[4]:at[5]]) + `,`
	}
	copied.json = slices.Concat(m.json[:at[0]], []byte(field), m.json[at[1]:])
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
