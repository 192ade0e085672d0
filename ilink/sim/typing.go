package sim

import (
	"fmt"
	"time"
)

// typingLife is how long "typing" stays visible without a keepalive.
const typingLife = 10 * time.Second

func (s *Server) getConfig(c *call) answer {
	var req struct {
		User         string `json:"ilink_user_id"`
		ContextToken string `json:"context_token"`
	}
	if !c.decode(&req) {
		return refuse(-2, invalidArguments)
	}
	if req.User == "" {
		c.violate("ilink_user_id is missing")
		return refuse(-2, invalidArguments)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	chat := c.bot.chats[req.User]
	if s.st.set.EarlyTyping == "allow" {
		chat = c.bot.chat(req.User)
	} else if chat == nil || chat.opened.IsZero() {
		return refuse(-4, "GetTypingTicket rpc failed")
	}
	if chat.ticket == "" {
		chat.ticket = s.opaqueLocked("", 24)
	}
	// The official client takes only a literal ret 0 for success here.
	return answer{fields: object{{name: "ret", value: 0}, {name: "typing_ticket", value: chat.ticket}}}
}

func (s *Server) sendTyping(c *call) answer {
	var req struct {
		User   string `json:"ilink_user_id"`
		Ticket string `json:"typing_ticket"`
		Status int    `json:"status"`
	}
	if !c.decode(&req) {
		return refuse(-2, invalidArguments)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	chat := c.bot.chats[req.User]
	switch {
	case c.bot.beforeReset(req.User, req.Ticket):
	case chat == nil:
		c.violate("typing to a user who has never written to this bot")
	case chat.ticket == "" || req.Ticket != chat.ticket:
		c.violate("typing_ticket was not issued for " + req.User)
	case req.Status != 1 && req.Status != 2:
		c.violate(fmt.Sprintf("typing status is %d, want 1 or 2", req.Status))
	default:
		s.setTypingLocked(chat, req.Status == 1)
		return ok()
	}
	return refuse(-2, invalidArguments)
}

func (s *Server) setTypingLocked(chat *chat, on bool) {
	now := s.clock.Now()
	chat.typing, chat.typingSince = on, now
	if !on {
		return
	}
	chat.typingCount++
	s.clock.AfterFunc(typingLife, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if chat.typing && chat.typingSince.Equal(now) {
			chat.typing = false
			chat.typingLapsed++
		}
	})
}

func (s *Server) notifyStart(c *call) answer { return s.notify(c, true) }
func (s *Server) notifyStop(c *call) answer  { return s.notify(c, false) }

func (s *Server) notify(c *call, online bool) answer {
	var req struct{}
	if !c.decode(&req) {
		return refuse(-2, invalidArguments)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.bot.online, c.bot.onlineAt = online, s.clock.Now()
	return ok()
}
