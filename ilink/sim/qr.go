package sim

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// DefaultUser is who scans QR codes and writes when nobody else is named.
const DefaultUser = "dev@im.wechat"

const (
	qrLife = 2 * time.Minute
	qrHold = 30 * time.Second
	// supersededLife is how long a token lives on after its owner bound
	// another bot (observed: openclaw-weixin issue 69).
	supersededLife = 29 * time.Second
)

// qrCode is one login attempt. Guarded by Server.mu.
type qrCode struct {
	key, short string
	localBots  []*bot // whose tokens the client showed when it asked
	issued     time.Time
	status     string
	confirmed  *bot
	scanner    string
	// news is closed, and made anew, when the status changes.
	news chan struct{}
}

func (q *qrCode) set(status string) {
	q.status = status
	close(q.news)
	q.news = make(chan struct{})
}

func (q *qrCode) over() bool {
	return slices.Contains([]string{"confirmed", "expired", "verify_code_blocked", "binded_redirect"}, q.status)
}

// base is the URL under which the client reached this server.
func base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s *Server) getBotQRCode(c *call) answer {
	if c.r.URL.Query().Get("bot_type") != "3" {
		c.violate("bot_type is not 3")
		return answer{fields: object{{name: "ret", value: 2}}}
	}
	var req struct {
		LocalTokens []string `json:"local_token_list"`
	}
	if c.r.Method == http.MethodPost && len(c.body) > 0 && !c.decode(&req) {
		return refuse(-2, invalidArguments)
	}
	if len(req.LocalTokens) > 10 {
		c.violate(fmt.Sprintf("local_token_list has %d tokens, at most 10 are allowed", len(req.LocalTokens)))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &qrCode{
		key: s.hexLocked(32), short: s.hexLocked(6),
		issued: s.clock.Now(), status: "wait", news: make(chan struct{}),
	}
	for _, token := range req.LocalTokens {
		if b := s.st.byToken[token]; b != nil {
			q.localBots = append(q.localBots, b)
		}
	}
	s.st.qrs[q.key] = q
	s.st.newestQR = q
	s.clock.AfterFunc(qrLife, func() { s.expireQR(q) })
	link := fmt.Sprintf("%s/q/%s?qrcode=%s&bot_type=3", base(c.r), q.short, q.key)
	return ok(field{name: "qrcode", value: q.key}, field{name: "qrcode_img_content", value: link})
}

func (s *Server) expireQR(q *qrCode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !q.over() {
		q.set("expired")
	}
}

func (s *Server) getQRCodeStatus(c *call) answer {
	key := c.r.URL.Query().Get("qrcode")
	s.mu.Lock()
	q := s.st.qrs[key]
	if q == nil {
		s.mu.Unlock()
		c.violate("status of a qrcode that was never issued")
		return answer{fields: object{{name: "ret", value: -1}, {name: "status", value: "expired"}}}
	}
	if s.st.set.QR == "auto" && !q.over() {
		s.confirmLocked(q, "")
	}
	before, news := q.status, q.news
	s.mu.Unlock()
	if before == "wait" {
		over := make(chan struct{})
		stop := s.clock.AfterFunc(qrHold, func() { close(over) })
		select {
		case <-news:
		case <-over:
		case <-c.r.Context().Done():
		}
		stop()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.qrAnswerLocked(c, q)
}

func (s *Server) qrAnswerLocked(c *call, q *qrCode) answer {
	a := answer{fields: object{{name: "status", value: q.status}}}
	if q.status == "confirmed" {
		a.fields = append(a.fields,
			field{name: "bot_token", value: q.confirmed.token},
			field{name: "ilink_bot_id", value: q.confirmed.id},
			field{name: "ilink_user_id", value: q.confirmed.owner},
			field{name: "baseurl", value: base(c.r)})
	}
	return a
}

// confirmLocked ends a login well: with a new bot, or with none when the
// scanner's live token was among those that the client showed.
func (s *Server) confirmLocked(q *qrCode, user string) {
	if user == "" {
		user = s.scannerLocked(q)
	}
	for _, b := range q.localBots {
		if b.owner == user && b.alive() && !b.superseded {
			q.set("binded_redirect")
			return
		}
	}
	for _, b := range s.st.liveBots() {
		if b.owner == user {
			s.supersedeLocked(b)
		}
	}
	q.scanner = user
	q.confirmed = s.newBotLocked(user)
	q.set("confirmed")
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
	s.clock.AfterFunc(supersededLife, func() {
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

// QRAction is what a person's phone does with a QR code.
type QRAction struct {
	// Action is one of scan, confirm, expire.
	Action string `json:"action"`
	// QRCode names the code; "" is the newest.
	QRCode string `json:"qrcode,omitempty"`
	// User is who scans; "" is chosen as automatic confirmation chooses.
	User string `json:"user,omitempty"`
}

// QR plays the phone's part.
func (s *Server) QR(a QRAction) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.st.newestQR
	if a.QRCode != "" {
		q = s.st.qrs[a.QRCode]
	}
	if q == nil {
		return &ControlError{Problem: "there is no such QR code", Advice: "a client has to ask for one first (get_bot_qrcode)"}
	}
	if q.over() {
		return &ControlError{Problem: "this QR code is " + q.status, Advice: "wait for the client to ask for a new one"}
	}
	switch a.Action {
	case "scan":
		q.set("scaned")
	case "confirm":
		s.confirmLocked(q, a.User)
	case "expire":
		q.set("expired")
	default:
		return &ControlError{Problem: fmt.Sprintf("unknown action %q", a.Action), Advice: "scan, confirm, expire"}
	}
	return nil
}
