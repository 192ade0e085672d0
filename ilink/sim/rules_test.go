package sim_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// await waits for a condition that another goroutine brings about.
func await(t *testing.T, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(10 * time.Second); !condition(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("waited 10 s in vain")
		}
	}
}

func TestHeaderRules(t *testing.T) {
	for _, k := range []struct {
		name   string
		edit   func(http.Header)
		code   string
		record string
	}{
		{"no AuthorizationType", func(h http.Header) { h.Del("AuthorizationType") }, "-14", "header AuthorizationType is missing"},
		{"other AuthorizationType", func(h http.Header) { h.Set("AuthorizationType", "x") }, "-14", "header AuthorizationType is \"x\""},
		{"no app id", func(h http.Header) { h.Del("iLink-App-Id") }, "0", "header iLink-App-Id is missing"},
		{"other app id", func(h http.Header) { h.Set("iLink-App-Id", "x") }, "0", "header iLink-App-Id is"},
		{"no version", func(h http.Header) { h.Del("iLink-App-ClientVersion") }, "0", "header iLink-App-ClientVersion is missing"},
		{"uin of raw bytes", func(h http.Header) { h.Set("X-WECHAT-UIN", "EjRWeA==") }, "-14", "header X-WECHAT-UIN is"},
		{"no token", func(h http.Header) { h.Del("Authorization") }, "-14", "header Authorization is missing"},
		{"unknown token", func(h http.Header) { h.Set("Authorization", "Bearer x") }, "-14", ""},
		{"content type", func(h http.Header) { h.Set("Content-Type", "text/plain") }, "0", "Content-Type is"},
		{"lower case names", func(h http.Header) {
			for k, v := range h {
				delete(h, k)
				h[strings.ToLower(k)] = v
			}
		}, "0", ""},
	} {
		t.Run(k.name, func(t *testing.T) {
			s, c := loggedIn(t, sim.Options{})
			c.edit = func(r *http.Request) { k.edit(r.Header) }
			c.wantCode(c.api("msg/notifystart", nil), k.code)
			want := []string{}
			if k.record != "" {
				want = append(want, "notifystart: "+k.record)
			}
			wantViolations(t, s, want...)
		})
	}
}

func TestRepeatedUIN(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	c.edit = func(r *http.Request) { r.Header.Set("X-WECHAT-UIN", "MzA1NDE5ODk2") }
	c.api("msg/notifystart", nil)
	c.api("msg/notifystop", nil)
	wantViolations(t, s, "notifystop: X-WECHAT-UIN")
}

func TestBaseInfoRules(t *testing.T) {
	for name, k := range map[string]struct {
		info any
		want []string
	}{
		"missing":  {nil, []string{"notifystart: base_info is missing"}},
		"version":  {values{}, []string{"notifystart: base_info.channel_version"}},
		"no agent": {values{"channel_version": "2.4.9"}, nil},
		"products": {values{"channel_version": "2.4.9", "bot_agent": "MyBot/1.2 (prod; eu) B/2"}, nil},
		"agent":    {values{"channel_version": "2.4.9", "bot_agent": "MyBot"}, []string{"notifystart: base_info.bot_agent"}},
		"nested":   {values{"channel_version": "2.4.9", "bot_agent": "A/1 (a (b) c)"}, []string{"notifystart: base_info.bot_agent"}},
	} {
		s, c := loggedIn(t, sim.Options{})
		c.api("msg/notifystart", values{"base_info": k.info})
		t.Log(name)
		wantViolations(t, s, k.want...)
	}
}

func TestMessageRules(t *testing.T) {
	for _, k := range []struct {
		name, code, errmsg, record string
		spoil                      func(msg values)
	}{
		{"two items", "-2", "invalid arguments", "item_list has 2", func(m values) { m["item_list"] = append(m["item_list"].([]values), values{}) }},
		{"no item", "-2", "invalid arguments", "item_list has 0", func(m values) { delete(m, "item_list") }},
		{"message type", "-2", "invalid arguments", "message_type is 1", func(m values) { m["message_type"] = 1 }},
		{"state", "-2", "invalid arguments", "message_state is 0", func(m values) { m["message_state"] = 0 }},
		{"no client id", "-2", "invalid arguments", "client_id is empty", func(m values) { delete(m, "client_id") }},
		{"empty text", "-2", "invalid arguments", "text is empty", func(m values) { m["item_list"] = []values{{"type": 1, "text_item": values{"text": ""}}} }},
		{"payload", "-2", "invalid arguments", "item type 2 (image) without", func(m values) { m["item_list"] = []values{{"type": 2, "text_item": values{"text": "x"}}} }},
		{"item type", "-2", "invalid arguments", "item type 9", func(m values) { m["item_list"] = []values{{"type": 9}} }},
		{"16385 bytes", "-2", "", "text has 16385 bytes", func(m values) {
			m["item_list"] = []values{{"type": 1, "text_item": values{"text": strings.Repeat("x", 16385)}}}
		}},
		{"6000 Chinese characters", "-2", "", "text has 18000 bytes", func(m values) {
			m["item_list"] = []values{{"type": 1, "text_item": values{"text": strings.Repeat("中", 6000)}}}
		}},
		{"16384 bytes", "0", "", "", func(m values) {
			m["item_list"] = []values{{"type": 1, "text_item": values{"text": strings.Repeat("x", 16384)}}}
		}},
		{"from", "0", "", "from_user_id", func(m values) { delete(m, "from_user_id") }},
		{"stranger", "-2", "prepare failed", "send to a user", func(m values) { m["to_user_id"] = "eve@im.wechat" }},
		{"no context", "-2", "prepare failed", "context_token is missing", func(m values) { delete(m, "context_token") }},
		{"made-up context", "-2", "prepare failed", "context_token was not issued", func(m values) { m["context_token"] = "x" }},
		{"other case of the user id, no context", "-3", "invalid arguments", "to_user_id is not spelled", func(m values) { m["to_user_id"] = "Alice@im.wechat"; delete(m, "context_token") }},
		{"other case of the user id", "-2", "prepare failed", "send to a user", func(m values) { m["to_user_id"] = "Alice@im.wechat" }},
	} {
		t.Run(k.name, func(t *testing.T) {
			s, c := loggedIn(t, sim.Options{})
			msg := c.text(alice, c.hear(s, alice, "hi"), "x")
			k.spoil(msg)
			a := c.send(msg)
			c.wantCode(a, k.code)
			if got, _ := a["errmsg"].(string); got != k.errmsg {
				t.Errorf("errmsg %q, want %q", got, k.errmsg)
			}
			want := []string{}
			if k.record != "" {
				want = append(want, "sendmessage: "+k.record)
			}
			wantViolations(t, s, want...)
		})
	}
}

func TestForeignContextToken(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	c.hear(s, alice, "hi")
	bob := c.hear(s, "bob@im.wechat", "hi")
	c.wantCode(c.send(c.text(alice, bob, "x")), "-2")
	wantViolations(t, s, "sendmessage: context_token belongs to bob@im.wechat")
}

func TestOptions(t *testing.T) {
	type send struct {
		code  string
		shown []bool
	}
	for _, k := range []struct {
		name   string
		change values
		trait  trait
		want   send
	}{
		{"context ignored", values{"require_context": "ignore"}, noContext, send{"0", []bool{true}}},
		{"context dropped", values{"require_context": "drop"}, noContext, send{"0", []bool{false}}},
		{"ret0", values{"receipts": "ret0"}, 0, send{"0", []bool{true}}},
		{"ret0_drop", values{"receipts": "ret0_drop"}, 0, send{"0", []bool{false}}},
		{"empty_object", values{"receipts": "empty_object"}, 0, send{"0", []bool{true}}},
		{"require notify", values{"require_notify": true}, 0, send{"-2", nil}},
		{"no quota left", values{"quota": 1}, second, send{"-2", []bool{true}}},
		{"no quota", values{"quota": 0}, second, send{"0", []bool{true, true}}},
		{"burst", values{"burst_gap": "1h"}, second, send{"-2", []bool{true}}},
		{"burst per minute", values{"burst_per_minute": 1}, second, send{"-2", []bool{true}}},
	} {
		t.Run(k.name, func(t *testing.T) {
			s, c := loggedIn(t, sim.Options{})
			token := c.hear(s, alice, "hi")
			if status := c.control("POST", "/sim/options", k.change, nil); status != 200 {
				t.Fatalf("options: %d", status)
			}
			if k.trait == noContext {
				token = ""
			}
			if k.trait == second {
				c.send(c.text(alice, token, "first"))
			}
			c.wantCode(c.send(c.text(alice, token, "x")), k.want.code)
			var shown []bool
			for _, m := range s.Sent(alice, 0) {
				shown = append(shown, m.Shown)
			}
			if !slices.Equal(shown, k.want.shown) {
				t.Errorf("shown %v, want %v", shown, k.want.shown)
			}
		})
	}
}

type trait int

const (
	noContext trait = iota + 1
	second
)

func TestEmptyBodyReceipt(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	c.control("POST", "/sim/options", values{"receipts": "empty_body"}, nil)
	status, body, err := c.attempt("sendmessage", values{"msg": c.text(alice, token, "x")})
	if status != 200 || len(body) != 0 || err != nil || len(s.Sent(alice, 0)) != 1 {
		t.Errorf("%d %q %v", status, body, err)
	}
}

func TestOptionInput(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	before := s.Settings()
	for _, body := range []values{
		{"receipts": "none"}, {"quota": -1}, {"hold": "long"}, {"qouta": 1}, {"noise": 2}, {"poll_hint": "soon"},
		{"receipts": "ret0", "quota_scope": "user"},
	} {
		var problem struct{ Error, Hint string }
		if status := c.control("POST", "/sim/options", body, &problem); status != 400 || problem.Error == "" || problem.Hint == "" {
			t.Errorf("%v: %d %+v", body, status, problem)
		}
	}
	if after := s.Settings(); after.Receipts != before.Receipts || after.Quota != before.Quota {
		t.Errorf("a refused change took effect: %+v", after)
	}
}

// A wrong call is told in the caller's words, not in Go's.
func TestControlProblems(t *testing.T) {
	_, c := loggedIn(t, sim.Options{})
	for _, tt := range []struct {
		path string
		body any
		want string
	}{
		{"options", values{"quota": "three"}, "quota can not be a JSON string"},
		{"options", []int{1}, "the body can not be a JSON array"},
		{"send-media", values{"kind": "image", "data_base64": "!!"}, "data_base64 is not base64"},
		{"say", values{"txet": "hi"}, `unknown field "txet"`},
	} {
		var problem struct{ Error, Hint string }
		status := c.control("POST", "/sim/"+tt.path, tt.body, &problem)
		if status != 400 || !strings.Contains(problem.Error, tt.want) || problem.Hint == "" {
			t.Errorf("%s %v: %d %+v, want %q", tt.path, tt.body, status, problem, tt.want)
		}
	}
}

func TestTokenScopeOfQuota(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	c.control("POST", "/sim/options", values{"quota_scope": "token", "quota": 1}, nil)
	first := c.hear(s, alice, "1")
	c.wantCode(c.send(c.text(alice, first, "x")), "0")
	second := c.hear(s, alice, "2")
	c.wantCode(c.send(c.text(alice, first, "x")), "-2")
	c.wantCode(c.send(c.text(alice, second, "x")), "0")
}

func TestSameClientIDIsShownOnce(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	msg := c.text(alice, token, "x")
	first, again := c.send(msg), c.send(msg)
	if first["message_id"] == nil || again["message_id"] == nil {
		t.Errorf("receipts %v and %v", first, again)
	}
	sent := s.Sent(alice, 0)
	if len(sent) != 2 || !sent[0].Shown || sent[1].Shown {
		t.Errorf("%+v", sent)
	}
	if used := s.State().Bots[0].Chats[0].Used; used != 2 {
		t.Errorf("%d counted, want 2", used)
	}
	wantViolations(t, s)
	msg["item_list"] = []values{{"type": 1, "text_item": values{"text": "other"}}}
	c.send(msg)
	wantViolations(t, s, "sendmessage: client_id")
}

func TestAgeOpensTheWindowEarlier(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	s.Say(sim.SayRequest{User: alice, Text: "late", Age: sim.Duration(23 * time.Hour)})
	ms, _ := c.poll("")
	token := ms[0]["context_token"].(string)
	if age := s.Now().UnixMilli() - number(ms[0]["create_time_ms"]); age < 82_800_000 {
		t.Errorf("create_time_ms is %d ms ago", age)
	}
	s.Advance(61 * time.Minute)
	c.wantCode(c.send(c.text(alice, token, "x")), "-2")
}

func TestQuotaOpensAgainAtDelivery(t *testing.T) {
	s, c := loggedIn(t, short(sim.Options{}))
	c.control("POST", "/sim/options", values{"quota": 2}, nil)
	token := c.hear(s, alice, "1")
	spend := func(want string) {
		t.Helper()
		c.wantCode(c.send(c.text(alice, token, "x")), want)
	}
	set(t, s, sim.Fault{Kind: "delay_batch", Op: "getupdates", Count: 1, Delay: sim.Duration(time.Minute)})
	s.Say(sim.SayRequest{User: alice, Text: "2"})
	spend("0")
	spend("0")
	spend("-2")
	s.Advance(time.Minute)
	c.poll("")
	spend("0")
	c.poll("") // comes again, and opens nothing
	spend("0")
	spend("-2")
}
