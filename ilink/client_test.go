package ilink

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

// serve starts a service that answers each call with what reply returns, and
// a client of it with a token.
func serve(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &Client{
		Credentials: Credentials{BotToken: "bot@im.bot:secret", BotID: "bot@im.bot", BaseURL: s.URL},
		HTTP:        s.Client(),
		BotAgent:    "MyHost/0.1.0",
	}
}

func body(t *testing.T, r *http.Request) map[string]any {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Errorf("body of %s is not JSON: %v", r.URL.Path, err)
	}
	return m
}

func TestHeadersAndBaseInfo(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for name, want := range map[string]string{
			"Content-Type":            "application/json",
			"AuthorizationType":       "ilink_bot_token",
			"iLink-App-Id":            "bot",
			"iLink-App-ClientVersion": "132105",
			"Authorization":           "Bearer bot@im.bot:secret",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("header %s = %q, want %q", name, got, want)
			}
		}
		if r.ContentLength <= 0 {
			t.Errorf("Content-Length = %d, want the body's length", r.ContentLength)
		}
		info, _ := body(t, r)["base_info"].(map[string]any)
		if info["channel_version"] != "2.4.9" || info["bot_agent"] != "MyHost/0.1.0" {
			t.Errorf("base_info = %v", info)
		}
		io.WriteString(w, `{"ret":0}`)
	})
	if err := c.NotifyStart(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestSendMessageOutcomes(t *testing.T) {
	tests := []struct {
		name, answer string
		status       int
		id           string
		fate         Fate
		fails        bool
	}{
		{name: "confirmed, bare number above 2^53", answer: `{"ret":0,"message_id":7512345678901234777}`, id: "7512345678901234777"},
		{name: "confirmed, string", answer: `{"message_id":"7512345678901234777"}`, id: "7512345678901234777"},
		{name: "no id", answer: `{"ret":0}`},
		{name: "empty object", answer: `{}`},
		{name: "empty body", answer: ``},
		{name: "refused", answer: `{"ret":-2,"errmsg":"prepare failed"}`, fails: true, fate: FateRefused},
		{name: "stale in errcode", answer: `{"errcode":-14,"errmsg":"session timeout"}`, fails: true, fate: FateStale},
		{name: "stale in ret", answer: `{"ret":-14}`, fails: true, fate: FateStale},
		{name: "garbage", answer: `<html>`, fails: true, fate: FateLost},
		{name: "server error", answer: `oops`, status: 502, fails: true, fate: FateServerError},
		{name: "edge timeout", answer: ``, status: 524, fails: true, fate: FateServerError},
		{name: "forbidden", answer: ``, status: 403, fails: true, fate: FateRefused},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if tt.status != 0 {
					w.WriteHeader(tt.status)
				}
				io.WriteString(w, tt.answer)
			})
			sent, err := c.SendMessage(context.Background(), Outgoing{To: "u@im.wechat", ClientID: "c1", ContextToken: "t", Item: TextItem("hi")})
			if (err != nil) != tt.fails || sent.MessageID != tt.id {
				t.Fatalf("SendMessage = %+v, %v; want id %q, error %v", sent, err, tt.id, tt.fails)
			}
			if tt.fails && FateOf(err) != tt.fate {
				t.Errorf("FateOf(%v) = %v, want %v", err, FateOf(err), tt.fate)
			}
		})
	}
}

func TestFateNotSent(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close() // nobody listens there now
	c := &Client{Credentials: Credentials{BotToken: "t", BaseURL: s.URL}, HTTP: NewHTTPClient(nil)}
	_, err := c.SendMessage(context.Background(), Outgoing{To: "u", ClientID: "c", Item: TextItem("x")})
	if FateOf(err) != FateNotSent {
		t.Errorf("FateOf(%v) = %v, want %v", err, FateOf(err), FateNotSent)
	}
}

func TestFateLost(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.ReadAll(r.Body)
		panic(http.ErrAbortHandler) // the connection ends without an answer
	})
	_, err := c.SendMessage(context.Background(), Outgoing{To: "u", ClientID: "c", Item: TextItem("x")})
	if FateOf(err) != FateLost {
		t.Errorf("FateOf(%v) = %v, want %v", err, FateOf(err), FateLost)
	}
}

func TestGetUpdates(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got, ok := body(t, r)["get_updates_buf"]; !ok || got != "" {
			t.Errorf("get_updates_buf = %v, %v; want it there and empty", got, ok)
		}
		io.WriteString(w, `{"ret":0,"msgs":[{"seq":41,"message_id":7512345678901234561,"from_user_id":"u@im.wechat","to_user_id":"b@im.bot",
			"create_time_ms":1789000000123,"message_type":1,"message_state":2,
			"item_list":[{"type":1,"text_item":{"text":"hello"}}],"context_token":"AARz"}],
			"get_updates_buf":"Q1VS","longpolling_timeout_ms":25000}`)
	})
	b, err := c.GetUpdates(context.Background(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if b.Cursor != "Q1VS" || b.Hold != 25*time.Second || len(b.Messages) != 1 || b.ServerTime.IsZero() {
		t.Fatalf("GetUpdates = %+v", b)
	}
	m := b.Messages[0]
	if m.ID != "7512345678901234561" || m.Text() != "hello" || m.Kind() != KindText || m.ContextToken.Reveal() != "AARz" || !m.Answerable() {
		t.Errorf("message = %+v", m)
	}
	if strings.Contains(m.ContextToken.String(), "AARz") {
		t.Error("context token prints in the clear")
	}
}

// Bodies and paths of all calls, as in the protocol's published examples.
func TestCallsOnTheWire(t *testing.T) {
	const info = `"base_info":{"channel_version":"2.4.9","bot_agent":"MyHost/0.1.0"}`
	tests := []struct {
		name, method, path, body string
		auth                     bool
		do                       func(*Client) error
	}{
		{"get_bot_qrcode", "POST", "/ilink/bot/get_bot_qrcode?bot_type=3", `{"local_token_list":[]}`, false,
			func(c *Client) error { _, err := c.GetQRCode(context.Background(), nil); return err }},
		{"get_qrcode_status", "GET", "/ilink/bot/get_qrcode_status?qrcode=a%2Fb%20c&verify_code=4821", ``, false,
			func(c *Client) error { _, err := c.QRStatus(context.Background(), "", "a/b c", "4821"); return err }},
		{"getupdates", "POST", "/ilink/bot/getupdates", `{"get_updates_buf":"Q1VS",` + info + `}`, true,
			func(c *Client) error { _, err := c.GetUpdates(context.Background(), "Q1VS", 0); return err }},
		{"sendmessage", "POST", "/ilink/bot/sendmessage", `{"msg":{"from_user_id":"","to_user_id":"o9@im.wechat","client_id":"myhost:1","message_type":2,"message_state":2,"item_list":[{"type":1,"text_item":{"text":"hi **there** <&>"}}],"context_token":"AARz","run_id":"3b24"},` + info + `}`, true,
			func(c *Client) error {
				_, err := c.SendMessage(context.Background(), Outgoing{To: "o9@im.wechat", ClientID: "myhost:1", ContextToken: "AARz", RunID: "3b24", Item: TextItem("hi **there** <&>")})
				return err
			}},
		{"file", "POST", "/ilink/bot/sendmessage", `{"msg":{"from_user_id":"","to_user_id":"u","client_id":"c","message_type":2,"message_state":2,"item_list":[{"type":4,"file_item":{"media":{"encrypt_query_param":"DLPARAM0001","aes_key":"MGYxZTJkM2M0YjVhNjk3ODg3OTZhNWI0YzNkMmUxZjA=","encrypt_type":1},"file_name":"note.txt","len":"17"}}]},` + info + `}`, true,
			sendItem(UploadedItem{Kind: KindFile, Name: "note.txt", Param: "DLPARAM0001", Key: vectorKey, Size: 17, SealedSize: 32})},
		{"image", "POST", "/ilink/bot/sendmessage", `{"msg":{"from_user_id":"","to_user_id":"u","client_id":"c","message_type":2,"message_state":2,"item_list":[{"type":2,"image_item":{"media":{"encrypt_query_param":"P","aes_key":"MGYxZTJkM2M0YjVhNjk3ODg3OTZhNWI0YzNkMmUxZjA=","encrypt_type":1},"mid_size":32}}]},` + info + `}`, true,
			sendItem(UploadedItem{Kind: KindImage, Param: "P", Key: vectorKey, Size: 17, SealedSize: 32})},
		{"video", "POST", "/ilink/bot/sendmessage", `{"msg":{"from_user_id":"","to_user_id":"u","client_id":"c","message_type":2,"message_state":2,"item_list":[{"type":5,"video_item":{"media":{"encrypt_query_param":"P","aes_key":"MGYxZTJkM2M0YjVhNjk3ODg3OTZhNWI0YzNkMmUxZjA=","encrypt_type":1},"video_size":32}}]},` + info + `}`, true,
			sendItem(UploadedItem{Kind: KindVideo, Param: "P", Key: vectorKey, Size: 17, SealedSize: 32})},
		{"getuploadurl", "POST", "/ilink/bot/getuploadurl", `{"filekey":"00112233445566778899aabbccddeeff","media_type":3,"to_user_id":"u","rawsize":17,"rawfilemd5":"1394f6f0448195411db52053b476b3c2","filesize":32,"no_need_thumb":true,"aeskey":"0f1e2d3c4b5a69788796a5b4c3d2e1f0",` + info + `}`, true,
			func(c *Client) error {
				_, err := c.GetUploadURL(context.Background(), UploadRequest{Kind: KindFile, To: "u", FileKey: "00112233445566778899aabbccddeeff", Key: "0f1e2d3c4b5a69788796a5b4c3d2e1f0", Size: 17, MD5: "1394f6f0448195411db52053b476b3c2", SealedSize: 32})
				return err
			}},
		{"getconfig", "POST", "/ilink/bot/getconfig", `{"ilink_user_id":"u","context_token":"AARz",` + info + `}`, true,
			func(c *Client) error { _, err := c.GetConfig(context.Background(), "u", "AARz"); return err }},
		{"sendtyping", "POST", "/ilink/bot/sendtyping", `{"ilink_user_id":"u","typing_ticket":"dGlj","status":1,` + info + `}`, true,
			func(c *Client) error { return c.SendTyping(context.Background(), "u", "dGlj", true) }},
		{"sendtyping off", "POST", "/ilink/bot/sendtyping", `{"ilink_user_id":"u","typing_ticket":"dGlj","status":2,` + info + `}`, true,
			func(c *Client) error { return c.SendTyping(context.Background(), "u", "dGlj", false) }},
		{"notifystart", "POST", "/ilink/bot/msg/notifystart", `{` + info + `}`, true, func(c *Client) error { return c.NotifyStart(context.Background()) }},
		{"notifystop", "POST", "/ilink/bot/msg/notifystop", `{` + info + `}`, true, func(c *Client) error { return c.NotifyStop(context.Background()) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				data, _ := io.ReadAll(r.Body)
				var got, want any
				json.Unmarshal(data, &got)
				json.Unmarshal([]byte(tt.body), &want)
				if r.Method != tt.method || r.RequestURI != tt.path || !reflect.DeepEqual(got, want) {
					t.Errorf("sent %s %s %s\nwant %s %s %s", r.Method, r.RequestURI, data, tt.method, tt.path, tt.body)
				}
				if auth := r.Header.Get("Authorization"); (auth != "") != tt.auth {
					t.Errorf("Authorization = %q, want one: %v", auth, tt.auth)
				}
				if uin := r.Header.Get("X-WECHAT-UIN"); (uin != "") != (tt.method == "POST") {
					t.Errorf("X-WECHAT-UIN = %q on %s", uin, tt.method)
				}
				if r.Header.Get("iLink-App-Id") != "bot" || r.Header.Get("iLink-App-ClientVersion") != "132105" {
					t.Errorf("app headers are missing: %v", r.Header)
				}
				io.WriteString(w, `{"ret":0,"qrcode":"k","qrcode_img_content":"https://x","status":"wait","typing_ticket":"t","upload_full_url":"https://x","message_id":1}`)
			})
			if err := tt.do(c); err != nil {
				t.Error(err)
			}
		})
	}
}

var vectorKey = [16]byte{0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0x87, 0x96, 0xa5, 0xb4, 0xc3, 0xd2, 0xe1, 0xf0}

func sendItem(item OutItem) func(*Client) error {
	return func(c *Client) error {
		_, err := c.SendMessage(context.Background(), Outgoing{To: "u", ClientID: "c", Item: item})
		return err
	}
}

func TestUIN(t *testing.T) {
	for n, want := range map[uint32]string{0: "MA==", 1: "MQ==", 0x12345678: "MzA1NDE5ODk2", 4294967295: "NDI5NDk2NzI5NQ=="} {
		if got := encodeUIN(n); got != want {
			t.Errorf("encodeUIN(%d) = %q, want %q", n, got, want)
		}
	}
	seen := map[string]bool{}
	for range 100 {
		seen[newUIN()] = true
	}
	if len(seen) < 99 {
		t.Errorf("100 nonces, %d different", len(seen))
	}
}

func TestBotAgent(t *testing.T) {
	long := strings.Repeat("a", 32) + "/" + strings.Repeat("1", 32)
	for in, want := range map[string]string{
		"":                                      "OpenClaw",
		"hotreply/0.1.0":                        "hotreply/0.1.0",
		"MyBot/1.2 (prod; eu)":                  "MyBot/1.2 (prod; eu)",
		"MyBot":                                 "OpenClaw",
		"Foo/1 bad!! Bar/2":                     "Foo/1 Bar/2",
		"(x) Foo/1":                             "Foo/1",
		"A/1 (a (b) c)":                         "A/1",
		"  A/1 \t B/2 ":                         "A/1 B/2",
		"A/1 (中文) B/2":                          "A/1 B/2",
		"A/1 (never closed":                     "A/1",
		strings.Repeat(long+" ", 5):             strings.Join([]string{long, long, long}, " "),
		"x/" + strings.Repeat("1", 33):          "OpenClaw",
		"A/1 (" + strings.Repeat("c", 65) + ")": "A/1",
	} {
		if got := cleanBotAgent(in); got != want {
			t.Errorf("cleanBotAgent(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBaseWithPathAndRouteTag(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/relay/ilink/bot/msg/notifystart" {
			t.Errorf("path = %q", r.URL.Path)
		}
		if tag := r.Header.Get("SKRouteTag"); tag != "7" {
			t.Errorf("SKRouteTag = %q", tag)
		}
		if _, ok := r.Header["Authorization"]; ok {
			t.Error("a blank token is sent")
		}
	})
	c.RouteTag, c.BotToken = " 7 ", "  "
	home := c.BaseURL
	for _, path := range []string{"/relay", "/relay/"} {
		c.BaseURL = home + path
		if err := c.NotifyStart(context.Background()); err != nil {
			t.Error(err)
		}
	}
}

// An answer without an end does not fill the memory, and what is cut off is
// nothing to act on.
func TestAnswerIsBounded(t *testing.T) {
	c := inMemory(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"ret":0,"message_id":7}`)
		for range maxAnswer / 1024 {
			io.WriteString(w, strings.Repeat(" ", 1024))
		}
	})
	_, err := c.SendMessage(context.Background(), Outgoing{To: "u", ClientID: "c", Item: TextItem("x")})
	if FateOf(err) != FateLost || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("an answer above %d bytes: %v (%v), want it lost", maxAnswer, err, FateOf(err))
	}
}

func TestErrorText(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(503)
		io.WriteString(w, "<html>\n  upstream\tis away "+strings.Repeat("x", 1000))
	})
	err := c.NotifyStart(context.Background())
	var e *Error
	if !errors.As(err, &e) || e.HTTPStatus != 503 || e.RetryAfter != 7*time.Second || len(e.Msg) > 210 {
		t.Fatalf("error = %#v", e)
	}
	if want := "notifystart: http 503: \"<html> upstream is away xxx"; !strings.HasPrefix(err.Error(), want) {
		t.Errorf("Error = %q, want it to begin with %q", err, want)
	}
	for e, want := range map[*Error]string{
		{Op: "sendmessage", HTTPStatus: 200, Ret: -2, Msg: "prepare failed"}:      `sendmessage: ret -2: "prepare failed"`,
		{Op: "getupdates", HTTPStatus: 200, ErrCode: -14, Msg: "session timeout"}: `getupdates: errcode -14: "session timeout": stale bot token`,
		{Op: "getupdates", Err: io.ErrUnexpectedEOF}:                              `getupdates: unexpected EOF`,
	} {
		if e.Error() != want {
			t.Errorf("Error = %q, want %q", e, want)
		}
	}
}

func TestOutgoingIsChecked(t *testing.T) {
	c := inMemory(func(http.ResponseWriter, *http.Request) { t.Error("a bad message was sent") })
	good := Outgoing{To: "u", ClientID: "c", Item: TextItem("x")}
	for name, change := range map[string]func(*Outgoing){
		"no recipient": func(m *Outgoing) { m.To = "" },
		"no client id": func(m *Outgoing) { m.ClientID = "" },
		"no item":      func(m *Outgoing) { m.Item = nil },
		"empty text":   func(m *Outgoing) { m.Item = TextItem("") },
		"voice":        func(m *Outgoing) { m.Item = UploadedItem{Kind: KindVoice} },
	} {
		m := good
		change(&m)
		if _, err := c.SendMessage(context.Background(), m); FateOf(err) != FateRefused {
			t.Errorf("%s: fate %v of %v, want refused", name, FateOf(err), err)
		}
	}
	var long *TextTooLongError
	m := good
	m.Item = TextItem(strings.Repeat("汉", 6000))
	if _, err := c.SendMessage(context.Background(), m); !errors.As(err, &long) || long.Bytes != 18000 || long.Limit != 16384 {
		t.Errorf("6000 Chinese characters: %v", err)
	}
}

func TestRetryAfter(t *testing.T) {
	const date = "Sun, 01 Mar 2026 12:00:00 GMT"
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-7": 0, "999999": time.Hour, "soon": 0,
		"Sun, 01 Mar 2026 12:00:30 GMT": 30 * time.Second,
		"Sun, 01 Mar 2026 11:00:00 GMT": 0,
		"Sun, 08 Mar 2026 12:00:00 GMT": time.Hour,
	} {
		if got := retryAfter(http.Header{"Retry-After": {text}, "Date": {date}}); got != want {
			t.Errorf("retryAfter(%q) = %s, want %s", text, got, want)
		}
	}
}
