package sim_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// scan asks for a QR code and returns its key and link.
func (c *client) scan(localTokens ...string) (key, link string) {
	c.t.Helper()
	if localTokens == nil {
		localTokens = []string{}
	}
	_, _, b := c.do(c.request("POST", "/ilink/bot/get_bot_qrcode?bot_type=3", values{"local_token_list": localTokens}))
	a := c.object(b)
	key, _ = a["qrcode"].(string)
	link, _ = a["qrcode_img_content"].(string)
	return key, link
}

func (c *client) status(key, code string) values {
	c.t.Helper()
	path := "/ilink/bot/get_qrcode_status?qrcode=" + url.QueryEscape(key)
	if code != "" {
		path += "&verify_code=" + code
	}
	_, _, b := c.do(c.request("GET", path, nil))
	return c.object(b)
}

func (c *client) wantStatus(key, code, want string) values {
	c.t.Helper()
	a := c.status(key, code)
	if a["status"] != want {
		c.t.Errorf("status %v, want %s", a, want)
	}
	return a
}

func (c *client) phone(s *sim.Server, action string) {
	c.t.Helper()
	if _, err := s.QR(sim.QRAction{Action: action, Code: "4821"}); err != nil {
		c.t.Fatal(err)
	}
}

func manual(t *testing.T) (*sim.Server, *client) {
	s, c := start(t, sim.Options{QR: "manual"})
	if err := s.Configure(func(set *sim.Settings) { set.QRHold = sim.Duration(20 * time.Millisecond) }); err != nil {
		t.Fatal(err)
	}
	return s, c
}

func TestQRIssue(t *testing.T) {
	s, c := start(t, sim.Options{})
	for _, r := range []*http.Request{
		c.request("POST", "/ilink/bot/get_bot_qrcode?bot_type=3", values{"local_token_list": []string{}}),
		c.request("POST", "/ilink/bot/get_bot_qrcode?bot_type=3", nil),
		c.request("GET", "/ilink/bot/get_bot_qrcode?bot_type=3", nil),
	} {
		_, _, b := c.do(r)
		a := c.object(b)
		if key, _ := a["qrcode"].(string); len(key) != 32 || !strings.Contains(a["qrcode_img_content"].(string), "qrcode="+key+"&bot_type=3") {
			t.Errorf("%s: %v", r.Method, a)
		}
	}
	_, _, b := c.do(c.request("POST", "/ilink/bot/get_bot_qrcode?bot_type=2", values{}))
	c.wantCode(c.object(b), "2")
	wantViolations(t, s, "get_bot_qrcode: bot_type")
}

func TestManualLoginStepByStep(t *testing.T) {
	s, c := manual(t)
	key, _ := c.scan()
	c.wantStatus(key, "", "wait")
	c.phone(s, "scan")
	c.wantStatus(key, "", "scaned")
	c.phone(s, "need_verifycode")
	c.wantStatus(key, "", "need_verifycode")
	c.wantStatus(key, "1111", "need_verifycode")
	c.wantStatus(key, "4821", "scaned")
	c.phone(s, "confirm")
	a := c.wantStatus(key, "", "confirmed")
	for _, name := range []string{"bot_token", "ilink_bot_id", "ilink_user_id", "baseurl"} {
		if v, _ := a[name].(string); v == "" {
			t.Errorf("confirmed without %s: %v", name, a)
		}
	}
	wantViolations(t, s)
}

func TestThirdWrongCodeBlocksTheQR(t *testing.T) {
	s, c := manual(t)
	key, _ := c.scan()
	c.phone(s, "need_verifycode")
	c.wantStatus(key, "1", "need_verifycode")
	c.wantStatus(key, "2", "need_verifycode")
	c.wantStatus(key, "3", "verify_code_blocked")
	c.wantStatus(key, "4821", "verify_code_blocked")
	if _, err := s.QR(sim.QRAction{Action: "confirm"}); err == nil {
		t.Error("a blocked QR code was confirmed")
	}
}

func TestQRExpires(t *testing.T) {
	s, c := manual(t)
	key, _ := c.scan()
	s.Advance(2 * time.Minute)
	c.wantStatus(key, "", "expired")
	c.wantStatus("unknown", "", "expired")
	second, _ := c.scan()
	c.phone(s, "expire")
	c.wantStatus(second, "", "expired")
}

func TestRedirectMovesLoginToSecondListener(t *testing.T) {
	for form, prefix := range map[string]string{"host": "", "url": "http://"} {
		s, c := manual(t)
		c.control("POST", "/sim/options", values{"redirect_host": form}, nil)
		key, _ := c.scan()
		c.phone(s, "redirect")
		a := c.wantStatus(key, "", "scaned_but_redirect")
		host, _ := a["redirect_host"].(string)
		if !strings.HasPrefix(host, prefix+"127.0.0.1:") {
			t.Fatalf("redirect_host %q", host)
		}
		second := &client{t: t, base: "http://" + strings.TrimPrefix(host, "http://")}
		second.wantStatus(key, "", "scaned")
		c.phone(s, "confirm")
		c.wantStatus(key, "", "scaned_but_redirect")
		login := second.wantStatus(key, "", "confirmed")
		if login["baseurl"] != second.base {
			t.Errorf("baseurl %v, want %s", login["baseurl"], second.base)
		}
		second.token = login["bot_token"].(string)
		second.wantCode(second.api("msg/notifystart", nil), "0")
	}
}

func TestEveryLoginIsANewBot(t *testing.T) {
	s, c := start(t, sim.Options{})
	login := func() values {
		key, _ := c.scan()
		return c.wantStatus(key, "", "confirmed")
	}
	first, second := login(), login()
	if first["ilink_bot_id"] == second["ilink_bot_id"] || first["ilink_user_id"] != second["ilink_user_id"] {
		t.Errorf("%v then %v", first, second)
	}
	c.token = first["bot_token"].(string)
	c.wantCode(c.api("msg/notifystart", nil), "0")
	s.Advance(29 * time.Second)
	c.wantCode(c.api("msg/notifystart", nil), "-14")
	c.token = second["bot_token"].(string)
	c.wantCode(c.api("msg/notifystart", nil), "0")
}

func TestLiveLocalTokenIsAlreadyBound(t *testing.T) {
	s, c := start(t, sim.Options{})
	cred := s.NewBot("")
	key, _ := c.scan(cred.BotToken)
	a := c.wantStatus(key, "", "binded_redirect")
	if a["bot_token"] != nil {
		t.Errorf("credentials for a bound bot: %v", a)
	}
	s.Expire()
	key, _ = c.scan(cred.BotToken)
	c.wantStatus(key, "", "confirmed")
}

func TestSecondAccountDoesNotThrowOutTheFirst(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	polled := make(chan values)
	go func() { polled <- c.api("getupdates", values{"get_updates_buf": ""}) }()
	await(t, func() bool { return s.State().Bots[0].Polls == 1 })
	other := &client{t: t, base: c.base}
	key, _ := other.scan()
	if a := other.wantStatus(key, "", "confirmed"); a["ilink_user_id"] == sim.DefaultUser {
		t.Errorf("the second account was bound by the user of the first: %v", a)
	}
	s.Expire()
	c.wantCode(<-polled, "-14")
}

func TestQRPageConfirms(t *testing.T) {
	s, c := manual(t)
	key, link := c.scan()
	page := strings.TrimPrefix(link, c.base)
	_, h, b := c.do(c.request("GET", page, nil))
	if !strings.HasPrefix(h.Get("Content-Type"), "text/html") || !strings.Contains(string(b), `value="confirm"`) {
		t.Errorf("page: %v %s", h, b)
	}
	r := c.request("POST", page, nil)
	form := url.Values{"action": {"confirm"}, "user": {"eve@im.wechat"}}.Encode()
	r, _ = http.NewRequestWithContext(t.Context(), "POST", r.URL.String(), strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c.do(r)
	if a := c.wantStatus(key, "", "confirmed"); a["ilink_user_id"] != "eve@im.wechat" {
		t.Errorf("confirmed by %v", a)
	}
	wantViolations(t, s)
}

func TestControlQR(t *testing.T) {
	_, c := manual(t)
	key, _ := c.scan()
	var got sim.QRState
	c.control("POST", "/sim/qr", values{"action": "need_verifycode", "code": "77"}, &got)
	if got.QRCode != key || got.Code != "77" || got.Status != "need_verifycode" {
		t.Errorf("%+v", got)
	}
	c.control("POST", "/sim/qr", values{"action": "already_bound"}, nil)
	c.wantStatus(key, "", "binded_redirect")
	var problem struct{ Error, Hint string }
	if status := c.control("POST", "/sim/qr", values{"action": "dance"}, &problem); status != 400 || problem.Hint == "" {
		t.Errorf("%d %+v", status, problem)
	}
}

func TestSayWaitsForALogin(t *testing.T) {
	s, c := start(t, sim.Options{})
	said := make(chan int)
	go func() { said <- c.control("POST", "/sim/say", values{"user": alice, "text": "x"}, nil) }()
	c.token = s.NewBot("").BotToken
	if status := <-said; status != 200 {
		t.Errorf("status %d", status)
	}
	if ms, _ := c.poll(""); len(ms) != 1 {
		t.Errorf("%v", ms)
	}
}
