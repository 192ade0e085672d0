package sim

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// DefaultUser is who scans QR codes and writes when nobody else is named.
const DefaultUser = "dev@im.wechat"

// qrCode is one login attempt. Guarded by Server.mu.
type qrCode struct {
	key, short string
	localBots  []*bot // whose tokens the client showed when it asked
	issued     time.Time
	status     string
	confirmed  *bot
	code       string // the digits on the phone, while they are asked for
	wrong      int    // how many wrong digits came
	// redirected: only the second listener knows how it goes on.
	redirected bool
	// told is the status that each listener has answered last: a poll is held
	// as long as there is nothing new to tell.
	told map[bool]string
	// news is closed, and made anew, when the status changes.
	news chan struct{}
}

// Statuses of get_qrcode_status, spelled as the service spells them.
const (
	qrWait         = "wait"
	qrScanned      = "scaned"
	qrRedirect     = "scaned_but_redirect"
	qrNeedCode     = "need_verifycode"
	qrCodeBlocked  = "verify_code_blocked"
	qrExpired      = "expired"
	qrConfirmed    = "confirmed"
	qrAlreadyBound = "binded_redirect"
)

func (q *qrCode) set(status string) {
	q.status = status
	close(q.news)
	q.news = make(chan struct{})
}

func (q *qrCode) over() bool {
	return slices.Contains([]string{qrConfirmed, qrExpired, qrCodeBlocked, qrAlreadyBound}, q.status)
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
		key: s.hexLocked(32), short: s.hexLocked(6), issued: s.clock.Now(),
		status: qrWait, told: map[bool]string{false: qrWait}, news: make(chan struct{}),
	}
	for _, token := range req.LocalTokens {
		b := s.st.byToken[token]
		if s.st.set.DeadTokens == "refuse" && (b == nil || !b.alive()) {
			return refuse(-3, invalidArguments)
		}
		if b != nil {
			q.localBots = append(q.localBots, b)
		}
	}
	s.st.qrs[q.key] = q
	s.st.newestQR = q
	s.st.announceBot()
	s.clock.AfterFunc(time.Duration(s.st.set.QRLife), func() { s.expireQR(q) })
	link := fmt.Sprintf("%s/q/%s?qrcode=%s&bot_type=3", base(c.r), q.short, q.key)
	return ok(field{name: "qrcode", value: q.key}, field{name: "qrcode_img_content", value: link})
}

func (s *Server) expireQR(q *qrCode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !q.over() {
		q.set(qrExpired)
	}
}

func (s *Server) getQRCodeStatus(c *call) answer {
	query := c.r.URL.Query()
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.st.qrs[query.Get("qrcode")]
	if q == nil {
		c.violate("status of a qrcode that was never issued")
		return answer{fields: object{{name: "ret", value: -1}, {name: "status", value: qrExpired}}}
	}
	second := isSecond(c.r)
	if q.redirected && !second {
		return s.redirectAnswer(c)
	}
	if code := query.Get("verify_code"); code != "" && q.status == qrNeedCode {
		q.enter(code)
	} else if s.st.set.QR == "auto" && !q.over() && q.status != qrNeedCode {
		s.confirmLocked(q, "")
	}
	if q.status == q.told[second] && q.status != qrNeedCode && !q.over() {
		s.awaitQRLocked(c, q)
	}
	if q.redirected && !second {
		return s.redirectAnswer(c)
	}
	q.told[second] = q.status
	return s.qrAnswer(c, q)
}

// enter takes the digits that somebody read off the phone.
func (q *qrCode) enter(code string) {
	if code == q.code {
		q.set(qrScanned)
		return
	}
	if q.wrong++; q.wrong == 3 {
		q.set(qrCodeBlocked)
	}
}

// awaitQRLocked holds a status request, without the lock, until there is news.
func (s *Server) awaitQRLocked(c *call, q *qrCode) {
	over := make(chan struct{})
	defer s.clock.AfterFunc(time.Duration(s.st.set.QRHold), func() { close(over) })()
	news := q.news
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-news:
	case <-over:
	case <-c.r.Context().Done():
	case <-s.closed:
	}
}

func (s *Server) qrAnswer(c *call, q *qrCode) answer {
	a := answer{fields: object{{name: "status", value: q.status}}}
	if q.status != qrConfirmed {
		return a
	}
	for _, f := range []field{
		{name: "bot_token", value: q.confirmed.token},
		{name: "ilink_bot_id", value: q.confirmed.id},
		{name: "ilink_user_id", value: q.confirmed.owner},
		{name: "baseurl", value: base(c.r)},
	} {
		if !slices.Contains(s.st.set.ConfirmOmits, f.name) {
			a.fields = append(a.fields, f)
		}
	}
	return a
}
