package ilink_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// From the scan to the answer, with all that a careful client does between.
func TestSession(t *testing.T) {
	r := newRig(t, "")
	ctx := context.Background()
	cred, err := (&ilink.Login{Client: r.client, Show: func(ilink.QRCode) {}}).Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r.client.Credentials = cred
	user := cred.UserID
	if err := r.client.NotifyStart(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := r.client.GetConfig(ctx, user, ""); ilink.FateOf(err) != ilink.FateRefused {
		t.Errorf("typing ticket before the first message: %v, want ret -4", err)
	}
	stop := r.poll()
	r.sim.Say(sim.SayRequest{User: user, Text: "hello"})
	m := r.wait(1)[0]
	if m.From != user || m.To != cred.BotID || m.Text() != "hello" || m.Kind() != ilink.KindText || len(m.ID) < 17 {
		t.Errorf("message = %+v", m)
	}
	typing, done := context.WithCancel(ctx)
	shown := make(chan error)
	go func() { shown <- (&ilink.Typist{Client: r.client}).Show(typing, user, m.ContextToken) }()
	for !chat(r, user).Typing {
		time.Sleep(time.Millisecond)
	}
	if err := r.poller.Refresh(ctx); err != nil {
		t.Error(err)
	}
	sent, err := r.reply(user, "hi there")
	if err != nil || !sent.Confirmed() || sent.ServerTime.IsZero() {
		t.Errorf("reply = %+v, %v", sent, err)
	}
	done()
	if err := <-shown; err != nil || chat(r, user).Typing {
		t.Errorf("typing ended with %v, still shown: %v", err, chat(r, user).Typing)
	}
	if err := stop(); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v", err)
	}
	if err := r.client.NotifyStop(ctx); err != nil {
		t.Error(err)
	}
	if got := r.sim.Sent(user, 0); len(got) != 1 || got[0].Text != "hi there" || got[0].MessageID != sent.MessageID || got[0].ContextToken != m.ContextToken.Reveal() {
		t.Errorf("the service has %+v", got)
	}
	r.clean()
}

func chat(r *rig, user string) sim.ChatState {
	for _, b := range r.sim.State().Bots {
		for _, c := range b.Chats {
			if c.User == user && b.State == "live" {
				return c
			}
		}
	}
	return sim.ChatState{}
}

// scan logs in while the simulated phone does what act says, after each QR
// code that is shown.
func scan(r *rig, l *ilink.Login, act func(n int)) (ilink.Credentials, []ilink.LoginStep, error) {
	r.Helper()
	r.configure(func(s *sim.Settings) { s.QR = "manual"; s.QRHold = sim.Duration(100 * time.Millisecond) })
	var steps []ilink.LoginStep
	shown := 0
	l.Client = r.client
	l.Show = func(ilink.QRCode) {
		shown++
		act(shown)
	}
	l.Say = func(e ilink.LoginEvent) { steps = append(steps, e.Step) }
	cred, err := l.Run(context.Background())
	return cred, steps, err
}

func (r *rig) phone(a sim.QRAction) {
	if _, err := r.sim.QR(a); err != nil {
		r.Errorf("%s: %v", a.Action, err)
	}
}

func TestLoginWithVerifyCode(t *testing.T) {
	r := newRig(t, "")
	tries := []string{"0000", "4821"}
	l := &ilink.Login{VerifyCode: func(context.Context) (string, error) {
		digits := tries[0]
		if tries = tries[1:]; len(tries) == 0 {
			time.AfterFunc(300*time.Millisecond, func() { r.phone(sim.QRAction{Action: "confirm"}) })
		}
		return digits, nil
	}}
	cred, steps, err := scan(r, l, func(int) { r.phone(sim.QRAction{Action: "need_verifycode", Code: "4821"}) })
	if err != nil || cred.BotID == "" {
		t.Errorf("Run = %+v, %v", cred, err)
	}
	want := []ilink.LoginStep{ilink.LoginVerifyCode, ilink.LoginWrongCode, ilink.LoginScanned, ilink.LoginConfirmed}
	if !slices.Equal(steps, want) {
		t.Errorf("steps = %q, want %q", steps, want)
	}
	r.clean()
}

func TestLoginAfterARedirectInEveryForm(t *testing.T) {
	for _, form := range []string{"host", "url"} {
		t.Run(form, func(t *testing.T) {
			r := newRig(t, "")
			r.configure(func(s *sim.Settings) { s.RedirectHost = form })
			cred, steps, err := scan(r, &ilink.Login{}, func(int) {
				r.phone(sim.QRAction{Action: "redirect"})
				time.AfterFunc(1500*time.Millisecond, func() { r.phone(sim.QRAction{Action: "confirm"}) })
			})
			if err != nil || cred.BotID == "" || !slices.Contains(steps, ilink.LoginRedirected) {
				t.Errorf("Run = %+v, %v after %q", cred, err, steps)
			}
			r.clean()
		})
	}
}

func TestLoginExpiredThenScanned(t *testing.T) {
	r := newRig(t, "")
	cred, steps, err := scan(r, &ilink.Login{}, func(n int) {
		if n == 1 {
			r.phone(sim.QRAction{Action: "expire"})
			return
		}
		r.phone(sim.QRAction{Action: "scan"})
		time.AfterFunc(300*time.Millisecond, func() { r.phone(sim.QRAction{Action: "confirm"}) })
	})
	want := []ilink.LoginStep{ilink.LoginExpired, ilink.LoginScanned, ilink.LoginConfirmed}
	if err != nil || cred.BotID == "" || !slices.Equal(steps, want) {
		t.Errorf("Run = %+v, %v; steps %q, want %q", cred, err, steps, want)
	}
	r.clean()
}

func TestLoginOfTheSameBotAgain(t *testing.T) {
	r := newRig(t, alice)
	l := &ilink.Login{LocalTokens: []ilink.Secret{r.client.BotToken}}
	_, _, err := scan(r, l, func(int) { r.phone(sim.QRAction{Action: "confirm", User: alice}) })
	if !errors.Is(err, ilink.ErrAlreadyConnected) {
		t.Errorf("Run = %v, want ErrAlreadyConnected", err)
	}
	if err := r.client.NotifyStart(context.Background()); err != nil {
		t.Errorf("the credentials at hand are not good any more: %v", err)
	}
	r.clean()
}

// Scanned elsewhere: the poll learns it, and says so after one more question.
func TestScannedElsewhere(t *testing.T) {
	r := newRig(t, alice)
	stop := r.poll()
	r.sim.NewBot(alice)
	r.sim.Advance(30 * time.Second)
	for i := 0; r.sim.State().Requests["getupdates"] < 3 && i < 4000; i++ {
		time.Sleep(time.Millisecond)
		if r.lastEvent() == ilink.PollStale {
			break
		}
	}
	if err := stop(); !errors.Is(err, ilink.ErrStaleToken) {
		t.Errorf("Run = %v, want ErrStaleToken", err)
	}
}

func (r *rig) lastEvent() ilink.PollState {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) == 0 {
		return ""
	}
	return r.events[len(r.events)-1].State
}

// Every fault of receiving in turn: nothing is lost and nothing comes twice.
func TestNothingLostNothingDoubled(t *testing.T) {
	r := newRig(t, alice)
	r.configure(func(s *sim.Settings) { s.Hold = sim.Duration(200 * time.Millisecond); s.Noise = 0.3 })
	r.poll()
	kinds := []string{"http_500", "http_524", "reset", "drop_response", "empty_body", "garbage_json", "slow", "duplicate", "reorder", "delay_batch", "ret_-1"}
	users := []string{alice, bob, "carol@im.wechat"}
	total := 0
	for round, kind := range kinds {
		r.fault(sim.Fault{Op: "getupdates", Kind: kind, Count: 4, Delay: sim.Duration(30 * time.Millisecond)})
		for i := range 10 {
			if _, err := r.sim.Say(sim.SayRequest{User: users[i%len(users)], Text: fmt.Sprintf("%d.%d", round, i)}); err != nil {
				t.Fatal(err)
			}
			total++
		}
		r.wait(total)
		r.fault(sim.Fault{}) // clears all
	}
	seen := map[string]int{}
	for _, m := range r.wait(total) {
		seen[m.Text()]++
	}
	if len(seen) != total {
		t.Errorf("%d different messages came, want %d", len(seen), total)
	}
	if r.doubled == 0 {
		t.Error("the run had no duplicates to be dropped: it proves nothing about them")
	}
	r.clean()
}

// What a lost or bad answer to a send means, and what its repeat shows.
func TestSendFaults(t *testing.T) {
	tests := []struct {
		kind  string
		fate  ilink.Fate
		acted bool // the service accepted it all the same
	}{
		{"http_500", ilink.FateServerError, false},
		{"http_429", ilink.FateServerError, false},
		{"reset", ilink.FateLost, false},
		{"drop_response", ilink.FateLost, true},
		{"garbage_json", ilink.FateLost, true},
		{"ret_-2", ilink.FateRefused, false},
		{"ret_-14", ilink.FateStale, false},
	}
	for _, tt := range tests {
		t.Run(tt.kind, func(t *testing.T) {
			r := newRig(t, alice)
			m := r.hear(alice, "hi")
			r.fault(sim.Fault{Op: "sendmessage", Kind: tt.kind, Count: 1})
			out := ilink.Outgoing{To: alice, ClientID: "c1", ContextToken: m.ContextToken, Item: ilink.TextItem("once")}
			_, err := r.client.SendMessage(context.Background(), out)
			if got := ilink.FateOf(err); got != tt.fate {
				t.Errorf("fate of %v is %v, want %v", err, got, tt.fate)
			}
			if got := len(r.sim.Sent(alice, 0)) == 1; got != tt.acted {
				t.Errorf("accepted: %v, want %v", got, tt.acted)
			}
			sent, err := r.client.SendMessage(context.Background(), out) // with the same client id
			if err != nil || !sent.Confirmed() {
				t.Errorf("repeat = %+v, %v", sent, err)
			}
			if got := r.texts(alice); !slices.Equal(got, []string{"once"}) {
				t.Errorf("shown %q, want it once", got)
			}
		})
	}
}

// Accepted without an id is neither sent nor failed.
func TestUnconfirmed(t *testing.T) {
	for _, receipts := range []string{"ret0", "ret0_drop", "empty_object", "empty_body"} {
		t.Run(receipts, func(t *testing.T) {
			r := newRig(t, alice)
			r.configure(func(s *sim.Settings) { s.Receipts = receipts })
			r.hear(alice, "hi")
			if sent, err := r.reply(alice, "x"); err != nil || sent.Confirmed() {
				t.Errorf("reply = %+v, %v; want it unconfirmed", sent, err)
			}
			if used := r.window(alice).Used(); used != 1 {
				t.Errorf("used %d, want it counted", used)
			}
		})
	}
}

func TestInboundOddities(t *testing.T) {
	raw := func(s string) json.RawMessage { return json.RawMessage(s) }
	say := func(m string) sim.SayRequest { return sim.SayRequest{User: alice, Text: "x", Message: rawFields(m)} }
	r := newRig(t, alice)
	r.configure(func(s *sim.Settings) { s.Noise = 0 })
	tests := []struct {
		name  string
		req   sim.SayRequest
		check func(ilink.Message) bool
	}{
		{"unknown item", sim.SayRequest{User: alice, Items: []json.RawMessage{raw(`{"type":9,"sticker_item":{"id":1}}`)}},
			func(m ilink.Message) bool { return m.Kind() == ilink.KindUnsupported && m.Answerable() }},
		{"group", say(`{"group_id":"1@chatroom"}`), func(m ilink.Message) bool { return m.GroupID == "1@chatroom" && !m.Answerable() }},
		{"written by a bot", say(`{"message_type":2}`), func(m ilink.Message) bool { return !m.Answerable() }},
		{"no id", say(`{"message_id":null}`), func(m ilink.Message) bool { return m.DedupeKey() != "" }},
		{"no context token", say(`{"context_token":null}`), func(m ilink.Message) bool { return m.ContextToken == "" && m.Text() == "x" }},
		{"voice with transcript", sim.SayRequest{User: alice, Items: []json.RawMessage{raw(`{"type":3,"voice_item":{"text":"你好","playtime":900}}`)}},
			func(m ilink.Message) bool { return m.Kind() == ilink.KindVoice && m.Text() == "你好" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := r.sim.Say(tt.req); err != nil {
				t.Fatal(err)
			}
			b, err := r.client.GetUpdates(context.Background(), r.cursor, 0)
			if err != nil || len(b.Messages) != 1 {
				t.Fatalf("GetUpdates = %+v, %v", b, err)
			}
			r.cursor = b.Cursor
			if !tt.check(b.Messages[0]) {
				t.Errorf("message = %+v", b.Messages[0])
			}
		})
	}
}

func rawFields(object string) (m map[string]json.RawMessage) {
	if err := json.Unmarshal([]byte(object), &m); err != nil {
		panic(err)
	}
	return m
}

// A quote of the bot's own message comes by id alone, and the id is the one
// that the send returned.
func TestQuoteOfWhatWasSent(t *testing.T) {
	r := newRig(t, alice)
	r.hear(alice, "hi")
	sent, err := r.reply(alice, "the price is 12")
	if err != nil {
		t.Fatal(err)
	}
	r.sim.Say(sim.SayRequest{User: alice, Text: "really?", Quote: sent.MessageID})
	b, err := r.client.GetUpdates(context.Background(), r.cursor, 0)
	if err != nil || len(b.Messages) != 1 {
		t.Fatal(b, err)
	}
	q := b.Messages[0].Quote()
	if q == nil || q.ID != sent.MessageID {
		t.Fatalf("quote = %+v, want id %s", q, sent.MessageID)
	}
	text, ok := q.Text(func(id string) (string, bool) { return "the price is 12", id == sent.MessageID })
	if !ok || text != "the price is 12" {
		t.Errorf("Text = %q, %v", text, ok)
	}
}
