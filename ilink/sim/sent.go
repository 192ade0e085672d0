package sim

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// SentMessage is a message that the service accepted from a bot.
type SentMessage struct {
	// Seq counts accepted messages of all bots from 1.
	Seq          int64     `json:"seq"`
	Bot          string    `json:"bot"`
	User         string    `json:"user"`
	ClientID     string    `json:"client_id"`
	MessageID    string    `json:"message_id"`
	ContextToken string    `json:"context_token"`
	Text         string    `json:"text"`
	Kind         string    `json:"kind"`
	Name         string    `json:"name"`
	MD5          string    `json:"md5"` // of the plaintext, for media
	Size         int64     `json:"size"`
	Time         time.Time `json:"time"`
	// Shown tells whether the user sees it (by now).
	Shown bool `json:"shown"`
	// Why says why it is not shown.
	Why string `json:"why,omitempty"`

	file string // where the content of media is spooled
}

func (m *SentMessage) hide(why string) {
	if m.Shown {
		m.Shown, m.Why = false, why
	}
}

// keptSent is how many accepted messages are remembered.
const keptSent = 200_000

func (st *state) keepSent(m SentMessage) {
	st.lastSeq++
	m.Seq = st.lastSeq
	if len(st.sent) == keptSent {
		st.sent = append([]SentMessage{}, st.sent[keptSent/2:]...)
	}
	st.sent = append(st.sent, m)
	st.announceSent()
}

// sentAfter lists messages to user ("" is everybody) with a seq above after.
func (st *state) sentAfter(user string, after int64) []SentMessage {
	out := []SentMessage{}
	if len(st.sent) == 0 {
		return out
	}
	from := max(after-st.sent[0].Seq+1, 0)
	for i := from; i < int64(len(st.sent)); i++ {
		if user == "" || st.sent[i].User == user {
			out = append(out, st.sent[i])
		}
	}
	return out
}

// Media opens the content of a file that a bot sent. Contents are there while
// the setting uploads is "keep". The caller closes it.
func (s *Server) Media(messageID string) (io.ReadCloser, error) {
	s.mu.Lock()
	path := ""
	for _, m := range s.st.sent {
		if m.MessageID == messageID {
			path = m.file
		}
	}
	s.mu.Unlock()
	if path == "" {
		return nil, &ControlError{
			Problem: fmt.Sprintf("message %q has no content", messageID),
			Advice:  "take the message_id of a file in GET /sim/sent; the option uploads has to be keep",
		}
	}
	return os.Open(path)
}

// Sent lists the messages accepted for user, or for everybody if user is "",
// with a Seq above after.
func (s *Server) Sent(user string, after int64) []SentMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.st.sentAfter(user, after)
}

// WaitSent is [Server.Sent] that waits until the list is not empty. When ctx
// ends first it returns the empty list and the context's error.
func (s *Server) WaitSent(ctx context.Context, user string, after int64) ([]SentMessage, error) {
	for {
		s.mu.Lock()
		list := s.st.sentAfter(user, after)
		if s.st.sentNews == nil {
			s.st.sentNews = make(chan struct{})
		}
		news := s.st.sentNews
		s.mu.Unlock()
		if len(list) > 0 {
			return list, nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return list, ctx.Err()
		}
	}
}
