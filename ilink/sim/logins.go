package sim

import (
	"fmt"
	"time"
)

// confirmLocked ends a login well: with a new bot, or with none when the
// scanner's live token was among those that the client showed.
func (s *Server) confirmLocked(q *qrCode, user string) {
	if user == "" {
		user = s.scannerLocked(q)
	}
	for _, b := range q.localBots {
		if b.owner == user && b.alive() && !b.superseded {
			q.set(qrAlreadyBound)
			return
		}
	}
	for _, b := range s.st.liveBots() {
		if b.owner == user {
			s.supersedeLocked(b)
		}
	}
	q.confirmed = s.newBotLocked(user)
	q.set(qrConfirmed)
}

// scannerLocked guesses whose phone scans q: that of the bot being renewed,
// else the default user's, else, while the default user's bot is in use by
// another client, that of dev2@im.wechat and so on: one WeChat account binds
// one bot, and two accounts of a host must not throw each other out.
func (s *Server) scannerLocked(q *qrCode) string {
	if len(q.localBots) > 0 {
		return q.localBots[0].owner
	}
	busy := map[string]bool{}
	for _, b := range s.st.liveBots() {
		if b.queue.held() || b.since.After(q.issued) {
			busy[b.owner] = true
		}
	}
	user := DefaultUser
	for n := 2; busy[user]; n++ {
		user = fmt.Sprintf("dev%d@im.wechat", n)
	}
	return user
}

func (s *Server) supersedeLocked(b *bot) {
	b.superseded = true
	s.clock.AfterFunc(time.Duration(s.st.set.RevokeAfter), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		b.revoke()
	})
}

// Credentials are a login, in the shape of hotreply's token.json.
type Credentials struct {
	BotToken string    `json:"bot_token"`
	BaseURL  string    `json:"base_url,omitempty"`
	BotID    string    `json:"bot_id"`
	UserID   string    `json:"user_id"`
	SavedAt  time.Time `json:"saved_at"`
}

// NewBot logs user in without a QR code and returns the credentials; "" is
// [DefaultUser]. The BaseURL is left to the caller, who knows where the server
// listens. An earlier bot of the user is superseded as by any other login.
func (s *Server) NewBot(user string) Credentials {
	if user == "" {
		user = DefaultUser
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.st.liveBots() {
		if b.owner == user {
			s.supersedeLocked(b)
		}
	}
	b := s.newBotLocked(user)
	return Credentials{BotToken: b.token, BotID: b.id, UserID: user, SavedAt: b.since}
}

// Expire revokes all tokens at once; held polls are answered with -14.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.st.bots {
		b.revoke()
	}
}

// ExpireBot revokes the token of one bot.
func (s *Server) ExpireBot(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.st.bots[id]
	if b == nil {
		return errUnknownBot(id)
	}
	b.revoke()
	return nil
}
