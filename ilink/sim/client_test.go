package sim_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// client speaks the protocol by hand, so that the tests share no code with
// any client of the project.
type client struct {
	t     *testing.T
	base  string
	token string
	uin   atomic.Uint32
	edit  func(*http.Request) // last change to each request
}

// start serves a simulator and returns a client that is not logged in.
func start(t *testing.T, o sim.Options) (*sim.Server, *client) {
	t.Helper()
	s := sim.New(o)
	h := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Close()
		h.Close()
	})
	return s, &client{t: t, base: h.URL}
}

// loggedIn is start with a bot of DefaultUser.
func loggedIn(t *testing.T, o sim.Options) (*sim.Server, *client) {
	t.Helper()
	s, c := start(t, o)
	c.token = s.NewBot("").BotToken
	return s, c
}

type values = map[string]any

func (c *client) request(method, path string, body any) *http.Request {
	c.t.Helper()
	var payload io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		payload = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, payload)
	if err != nil {
		c.t.Fatal(err)
	}
	if strings.HasPrefix(path, "/ilink/") {
		r.Header.Set("iLink-App-Id", "bot")
		r.Header.Set("iLink-App-ClientVersion", "132105")
		if method == "POST" {
			uin := strconv.Itoa(int(c.uin.Add(1)))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("AuthorizationType", "ilink_bot_token")
			r.Header.Set("X-WECHAT-UIN", base64.StdEncoding.EncodeToString([]byte(uin)))
			if c.token != "" {
				r.Header.Set("Authorization", "Bearer "+c.token)
			}
		}
	}
	if c.edit != nil {
		c.edit(r)
	}
	return r
}

// do returns status, headers and body.
func (c *client) do(r *http.Request) (int, http.Header, []byte) {
	c.t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, b
}

// api calls a bearer endpoint; base_info is added.
func (c *client) api(op string, body values) values {
	c.t.Helper()
	if body == nil {
		body = values{}
	}
	if _, set := body["base_info"]; !set {
		body["base_info"] = values{"channel_version": "2.4.9", "bot_agent": "test/1.0"}
	}
	status, _, b := c.do(c.request("POST", "/ilink/bot/"+op, body))
	if status != 200 {
		c.t.Fatalf("%s: status %d: %s", op, status, b)
	}
	return c.object(b)
}

func (c *client) object(b []byte) values {
	c.t.Helper()
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v values
	if err := dec.Decode(&v); err != nil {
		c.t.Fatalf("%v in %q", err, b)
	}
	return v
}

// control calls the control API.
func (c *client) control(method, path string, body any, into any) int {
	c.t.Helper()
	status, _, b := c.do(c.request(method, path, body))
	if into != nil {
		if err := json.Unmarshal(b, into); err != nil {
			c.t.Fatalf("%v in %q", err, b)
		}
	}
	return status
}

// poll returns the messages and the next cursor.
func (c *client) poll(cursor string) ([]values, string) {
	c.t.Helper()
	a := c.api("getupdates", values{"get_updates_buf": cursor})
	if a["errcode"] != nil {
		c.t.Fatalf("getupdates: %v", a)
	}
	var ms []values
	list, _ := a["msgs"].([]any)
	for _, m := range list {
		ms = append(ms, m.(values))
	}
	if next, _ := a["get_updates_buf"].(string); next != "" {
		cursor = next
	}
	return ms, cursor
}

// hear is one message of user, received: its context token.
func (c *client) hear(s *sim.Server, user, text string) string {
	c.t.Helper()
	id, err := s.Say(sim.SayRequest{User: user, Text: text})
	if err != nil {
		c.t.Fatal(err)
	}
	ms, _ := c.poll("")
	for _, m := range ms {
		if fmt.Sprint(m["message_id"]) == id {
			return m["context_token"].(string)
		}
	}
	c.t.Fatalf("message %s did not come: %v", id, ms)
	return ""
}

func (c *client) text(to, context, text string) values {
	return c.message(to, context, values{"type": 1, "text_item": values{"text": text}})
}

// message is the msg of a sendmessage request.
func (c *client) message(to, context string, item values) values {
	return values{
		"from_user_id": "", "to_user_id": to, "client_id": fmt.Sprintf("t-%d", c.uin.Add(1)),
		"message_type": 2, "message_state": 2, "item_list": []values{item}, "context_token": context,
	}
}

func (c *client) send(msg values) values {
	c.t.Helper()
	return c.api("sendmessage", values{"msg": msg})
}

// wantCode checks ret or errcode of an answer; absent is 0.
func (c *client) wantCode(a values, want string) {
	c.t.Helper()
	got := "0"
	for _, k := range []string{"ret", "errcode"} {
		if v, set := a[k]; set && fmt.Sprint(v) != "0" {
			got = fmt.Sprint(v)
		}
	}
	if got != want {
		c.t.Errorf("answer %v, want code %s", a, want)
	}
}

// wantViolations compares what was recorded, by prefix of What.
func wantViolations(t *testing.T, s *sim.Server, want ...string) {
	t.Helper()
	got := s.Violations()
	for i, v := range got {
		if i >= len(want) || !strings.HasPrefix(v.Op+": "+v.What, want[i]) {
			t.Errorf("violation %d: %s: %s", i, v.Op, v.What)
		}
	}
	if len(got) < len(want) {
		t.Errorf("%d violations, want %q", len(got), want)
	}
}

const alice = "alice@im.wechat"

func short(o sim.Options) sim.Options {
	o.Hold = 50 * time.Millisecond
	return o
}

// text is a value of an answer as text; "<nil>" is absent.
func text(v any) string { return fmt.Sprint(v) }
