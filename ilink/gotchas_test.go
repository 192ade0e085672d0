package ilink_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// The points of weilink's "Tips & Gotchas" page that concern the client alone,
// each against the simulated service and named after the point.

const bob = "bob@im.wechat"

// "No proactive conversations — the user must message the bot first."
func TestGotchaNoProactiveConversations(t *testing.T) {
	r := newRig(t, alice)
	var noContext *ilink.NoContextError
	if _, err := r.reply(alice, "hello?"); !errors.As(err, &noContext) {
		t.Errorf("first contact = %v, want NoContextError before any request", err)
	}
	if n := r.sim.State().Requests["sendmessage"]; n != 0 {
		t.Errorf("%d requests were made", n)
	}
	r.hear(alice, "hi")
	if _, err := r.reply(alice, "hello!"); err != nil {
		t.Errorf("after the user wrote: %v", err)
	}
	r.clean()
}

// "24-hour window — … silently discarded by the platform. No error is returned."
func TestGotcha24HourWindow(t *testing.T) {
	for _, mode := range []string{"reject", "drop"} {
		t.Run(mode, func(t *testing.T) {
			r := newRig(t, alice)
			r.configure(func(s *sim.Settings) { s.AfterWindow = mode })
			m := r.hear(alice, "hi")
			r.sim.Advance(24 * time.Hour)
			if err := r.client.NotifyStart(context.Background()); err != nil { // any answer tells the time
				t.Fatal(err)
			}
			var closed *ilink.WindowClosedError
			if _, err := r.reply(alice, "too late"); !errors.As(err, &closed) {
				t.Errorf("after 24 h = %v, want WindowClosedError", err)
			}
			if n := r.sim.State().Requests["sendmessage"]; n != 0 {
				t.Errorf("%d requests were made", n)
			}
			// What the guard protects from:
			sent, err := r.send(alice, m.ContextToken, "anyway")
			if mode == "reject" && ilink.FateOf(err) != ilink.FateRefused {
				t.Errorf("sent anyway: %+v, %v; want it refused", sent, err)
			}
			if mode == "drop" && (err != nil || len(r.texts(alice)) != 0) {
				t.Errorf("sent anyway: %+v, %v, shown %q; want silence", sent, err, r.texts(alice))
			}
			r.hear(alice, "back again")
			if _, err := r.reply(alice, "welcome"); err != nil {
				t.Errorf("after the next message: %v", err)
			}
		})
	}
}

// "ret: -14 = session expired … re-authenticate."
func TestGotchaSessionExpired(t *testing.T) {
	r := newRig(t, alice)
	r.hear(alice, "hi")
	stop := r.poll()
	r.sim.Expire()
	for range 2000 {
		r.mu.Lock()
		n := len(r.events)
		over := n > 0 && r.events[n-1].State == ilink.PollStale
		r.mu.Unlock()
		if over {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := stop(); !errors.Is(err, ilink.ErrStaleToken) {
		t.Fatalf("Run = %v, want ErrStaleToken", err)
	}
	if _, err := r.reply(alice, "still there?"); ilink.FateOf(err) != ilink.FateStale {
		t.Errorf("send = %v, want a stale token", err)
	}
	old := r.client.BotID
	cred, err := (&ilink.Login{Client: r.client, Show: func(ilink.QRCode) {}}).Run(context.Background())
	if err != nil || cred.BotID == "" || cred.BotID == old {
		t.Fatalf("login again = %+v, %v; want a new bot", cred, err)
	}
	r.client.Credentials, r.cursor, r.windows = cred, "", map[string]*ilink.Window{} // they belonged to the old bot
	r.hear(cred.UserID, "hi again")
	if _, err := r.reply(cred.UserID, "welcome back"); err != nil {
		t.Errorf("after the new login: %v", err)
	}
}

// "ret: -2 … the context_token is expired, the 10-reply limit was reached, or
// the text exceeds 16 KiB."
func TestGotchaThreeCausesOfRet2(t *testing.T) {
	r := newRig(t, alice)
	m := r.hear(alice, "hi")
	refused := func(name string, facts ilink.SendFacts, err error, reason string) {
		t.Helper()
		if ilink.FateOf(err) != ilink.FateRefused {
			t.Fatalf("%s: %v, want it refused", name, err)
		}
		e := ilink.Rejected(err, facts)
		if e.Ret != -2 || !strings.Contains(e.Reasons[0], reason) {
			t.Errorf("%s: ret %d, reasons %q; want -2 and %q first", name, e.Ret, e.Reasons, reason)
		}
	}
	for range 10 {
		if _, err := r.send(alice, m.ContextToken, "x"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := r.send(alice, m.ContextToken, "eleventh")
	refused("quota", ilink.SendFacts{Quota: 10, Used: 10, TokenAge: time.Minute}, err, "used up")
	m = r.hear(alice, "more")
	r.sim.Advance(25 * time.Hour)
	_, err = r.send(alice, m.ContextToken, "late")
	refused("old token", ilink.SendFacts{Quota: 10, TokenAge: 25 * time.Hour}, err, "24 h ago")
	r.clean()
	// The third is refused here, since the service would call it a mistake.
	_, err = r.send(alice, m.ContextToken, strings.Repeat("汉", 6000))
	var long *ilink.TextTooLongError
	if !errors.As(err, &long) || long.Bytes != 18000 {
		t.Errorf("6000 Chinese characters = %v, want TextTooLongError of 18000 bytes", err)
	}
}

// "One message = one media item … sent as separate messages."
func TestGotchaOneMessageOneItem(t *testing.T) {
	r := newRig(t, alice)
	r.hear(alice, "hi")
	for _, part := range []string{"a caption", "and more"} {
		if _, err := r.reply(alice, part); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.texts(alice); !slices.Equal(got, []string{"a caption", "and more"}) {
		t.Errorf("shown %q", got)
	}
	r.clean() // more than one item would be a violation
}

// "CDN uploads are user-bound … dummy user IDs cause ret: -1."
func TestGotchaUploadsAreUserBound(t *testing.T) {
	r := newRig(t, alice)
	r.hear(alice, "hi")
	ask := func(to string) error {
		_, err := r.client.GetUploadURL(context.Background(), ilink.UploadRequest{
			Kind: ilink.KindFile, To: to, FileKey: strings.Repeat("ab", 16), Key: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
			Size: 17, MD5: "1394f6f0448195411db52053b476b3c2", SealedSize: 32,
		})
		return err
	}
	if err := ask(alice); err != nil {
		t.Errorf("for a user of the bot: %v", err)
	}
	var e *ilink.Error
	if err := ask("nobody@im.wechat"); !errors.As(err, &e) || e.Ret != -1 {
		t.Errorf("for a stranger: %v, want ret -1", err)
	}
}

// "Image AES key quirk — the correct key is in image_item.aeskey (raw hex),
// NOT media.aes_key."
func TestGotchaImageKey(t *testing.T) {
	r := newRig(t, alice)
	if _, err := r.sim.SendMedia(sim.MediaRequest{User: alice, Kind: "image", Data: []byte("not really a picture")}); err != nil {
		t.Fatal(err)
	}
	b, err := r.client.GetUpdates(context.Background(), "", 0)
	if err != nil || len(b.Messages) != 1 {
		t.Fatal(b, err)
	}
	media := b.Messages[0].Medias()
	if b.Messages[0].Kind() != ilink.KindImage || len(media) != 1 || len(media[0].Keys) != 2 {
		t.Fatalf("media = %+v, want two candidate keys", media)
	}
	if key := media[0].Keys[0].Reveal(); len(key) != 32 || strings.Trim(key, "0123456789abcdef") != "" {
		t.Errorf("first candidate %q is not the hex of image_item.aeskey", key)
	}
}

// "Text size limit: 16 KiB UTF-8 — on byte length, not character count."
func TestGotchaTextSizeInBytes(t *testing.T) {
	r := newRig(t, alice)
	r.hear(alice, "hi")
	if _, err := r.reply(alice, strings.Repeat("a", 16384)); err != nil {
		t.Errorf("16384 ASCII characters: %v", err)
	}
	var long *ilink.TextTooLongError
	for text, bytes := range map[string]int{strings.Repeat("a", 16385): 16385, strings.Repeat("汉", 6000): 18000} {
		if _, err := r.reply(alice, text); !errors.As(err, &long) || long.Bytes != bytes || long.Limit != 16384 {
			t.Errorf("%d bytes: %v", bytes, err)
		}
	}
	if used := r.window(alice).Used(); used != 1 {
		t.Errorf("texts that were never sent are counted: used %d, want 1", used)
	}
	for _, part := range ilink.SplitText(strings.Repeat("汉", 6000), 2000) {
		if _, err := r.reply(alice, part); err != nil {
			t.Errorf("a part of %d bytes: %v", len(part), err)
		}
	}
	r.clean()
}

// "10 replies per context_token … The counter resets when the user sends a new
// message. remaining shows how many sends are left."
func TestGotchaTenReplies(t *testing.T) {
	r := newRig(t, alice)
	limits := ilink.DefaultLimits()
	for range 2 {
		r.hear(alice, "go on")
		for want := 9; want >= 0; want-- {
			if _, err := r.reply(alice, "x"); err != nil {
				t.Fatal(err)
			}
			if got := r.window(alice).Remaining(r.now(), limits); got != want {
				t.Errorf("remaining = %d, want %d", got, want)
			}
		}
		var quota *ilink.QuotaExhaustedError
		if _, err := r.reply(alice, "eleventh"); !errors.As(err, &quota) || quota.Limit != 10 || quota.Used != 10 {
			t.Errorf("eleventh = %v, want QuotaExhaustedError of 10 of 10", err)
		}
	}
	if refused := r.sim.State().Refused; len(refused) != 0 {
		t.Errorf("the service had to refuse: %v", refused)
	}
}

// "Batch delayed delivery — send() returns success but messages arrive several
// minutes later in a batch."
func TestGotchaDelayedBatch(t *testing.T) {
	r := newRig(t, alice)
	r.fault(sim.Fault{Op: "sendmessage", Kind: "delay_batch", Count: -1, Delay: sim.Duration(5 * time.Minute)})
	r.hear(alice, "hi")
	for _, text := range []string{"one", "two"} {
		if sent, err := r.reply(alice, text); err != nil || !sent.Confirmed() {
			t.Errorf("%s: %+v, %v; want it confirmed", text, sent, err)
		}
	}
	if got := r.texts(alice); len(got) != 0 {
		t.Errorf("shown at once: %q", got)
	}
	r.sim.Advance(6 * time.Minute)
	if got := r.texts(alice); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("shown after five minutes: %q, want each once", got)
	}
}

// "Tokens are per-user … Old tokens remain valid within the 24h window even
// after newer tokens are issued."
func TestGotchaTokensPerUser(t *testing.T) {
	r := newRig(t, alice)
	first := r.hear(alice, "one")
	second := r.hear(alice, "two")
	other := r.hear(bob, "me too")
	if first.ContextToken == second.ContextToken || first.ContextToken == other.ContextToken {
		t.Fatal("tokens are not new with each message and user")
	}
	if _, err := r.send(alice, first.ContextToken, "with the older token"); err != nil {
		t.Errorf("older token: %v", err)
	}
	r.reply(alice, "a")
	r.reply(bob, "b")
	sent := r.sim.Sent("", 1)
	if len(sent) != 2 || sent[0].ContextToken != second.ContextToken.Reveal() || sent[1].ContextToken != other.ContextToken.Reveal() {
		t.Errorf("replies went out as %+v, want each with its user's newest token", sent)
	}
}

// "Context tokens are saved … separate from token.json … entries older than
// 24h are discarded on load."
func TestGotchaContextsArePersistedApart(t *testing.T) {
	r := newRig(t, alice)
	m := r.hear(alice, "hi")
	path := filepath.Join(t.TempDir(), "token.json")
	if err := ilink.SaveCredentials(path, r.client.Credentials); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), m.ContextToken.Reveal()) {
		t.Errorf("token.json holds the context token, or can not be read: %v", err)
	}
	later := r.now().Add(25 * time.Hour)
	old := stored(t, r.window(alice), later)
	var closed *ilink.WindowClosedError
	if err := old.Check(later, 1, ilink.DefaultLimits()); !errors.As(err, &closed) {
		t.Errorf("loaded a day later: %v, want WindowClosedError", err)
	}
}

// "Proactive messaging — you can send without first calling recv(), as long as
// a valid context_token exists (… loaded from disk)."
func TestGotchaSendingAfterARestart(t *testing.T) {
	r := newRig(t, alice)
	r.hear(alice, "hi")
	r.reply(alice, "before")
	r.windows[alice] = stored(t, r.window(alice), r.now())
	r.client = &ilink.Client{Credentials: r.client.Credentials, HomeURL: r.url, HTTP: ilink.NewHTTPClient(nil)}
	if _, err := r.reply(alice, "good morning"); err != nil {
		t.Errorf("without any message received: %v", err)
	}
	if used := r.window(alice).Used(); used != 2 {
		t.Errorf("the count did not survive: used %d, want 2", used)
	}
}
