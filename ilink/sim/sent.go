package sim

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
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

// sentLog holds the accepted messages, oldest first. Guarded by Server.mu.
type sentLog struct {
	list   []SentMessage
	last   int64              // Seq of the newest
	byUser map[string][]int64 // seqs
	// news has a channel per user that somebody waits for, "" for everybody;
	// it is closed when a message comes.
	news map[string]chan struct{}
}

func newSentLog() sentLog {
	return sentLog{byUser: map[string][]int64{}, news: map[string]chan struct{}{}}
}

func (l *sentLog) add(m SentMessage) {
	if len(l.list) == keptSent {
		l.forget(keptSent / 2)
	}
	l.last++
	m.Seq = l.last
	l.list = append(l.list, m)
	l.byUser[m.User] = append(l.byUser[m.User], m.Seq)
	l.announce(m.User)
	l.announce("")
}

// forget drops the n oldest messages.
func (l *sentLog) forget(n int) {
	l.list = append([]SentMessage{}, l.list[n:]...)
	first := l.list[0].Seq
	for user, seqs := range l.byUser {
		from, _ := slices.BinarySearch(seqs, first)
		l.byUser[user] = slices.Clone(seqs[from:])
	}
}

func (l *sentLog) announce(user string) {
	if news := l.news[user]; news != nil {
		close(news)
		delete(l.news, user)
	}
}

// announceAll wakes everybody who waits, as at a reset.
func (l *sentLog) announceAll() {
	for user := range l.news {
		l.announce(user)
	}
}

// wait returns a channel that is closed at the next message to user.
func (l *sentLog) wait(user string) <-chan struct{} {
	if l.news[user] == nil {
		l.news[user] = make(chan struct{})
	}
	return l.news[user]
}

// at finds a message that is still remembered.
func (l *sentLog) at(seq int64) *SentMessage {
	if len(l.list) == 0 || seq < l.list[0].Seq || seq > l.last {
		return nil
	}
	return &l.list[seq-l.list[0].Seq]
}

// after lists messages to user ("" is everybody) with a seq above seq.
func (l *sentLog) after(user string, seq int64) []SentMessage {
	if len(l.list) == 0 {
		return []SentMessage{}
	}
	if user == "" {
		from := min(max(seq-l.list[0].Seq+1, 0), int64(len(l.list)))
		return slices.Clone(l.list[from:])
	}
	seqs := l.byUser[user]
	from, _ := slices.BinarySearch(seqs, seq+1)
	out := make([]SentMessage, 0, len(seqs)-from)
	for _, s := range seqs[from:] {
		out = append(out, *l.at(s))
	}
	return out
}

// Media opens the content of a file that a bot sent. Contents are there while
// the setting uploads is "keep". The caller closes it.
func (s *Server) Media(messageID string) (io.ReadCloser, error) {
	s.mu.Lock()
	path := ""
	for _, m := range s.st.sent.list {
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
	return s.st.sent.after(user, after)
}

// WaitSent is [Server.Sent] that waits until the list is not empty. When ctx
// ends first it returns the empty list and the context's error.
func (s *Server) WaitSent(ctx context.Context, user string, after int64) ([]SentMessage, error) {
	for {
		s.mu.Lock()
		list, news := s.st.sent.after(user, after), s.st.sent.wait(user)
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
