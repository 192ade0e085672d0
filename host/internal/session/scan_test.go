package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
)

// phone is a UI that keeps what it is told.
type phone struct {
	mu    sync.Mutex // guards what follows
	links []string
	said  []string
}

func (p *phone) Show(_, link string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.links = append(p.links, link)
}

func (p *phone) Say(_, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.said = append(p.said, text)
}

func (p *phone) VerifyCode(context.Context, string) (string, error) {
	return "", errors.New("nobody is here")
}

// shown is how many codes there were.
func (p *phone) shown() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.links)
}

// confirms is a service that confirms each code at once, with further fields.
func confirms(fields string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch op(r.URL) {
		case "get_bot_qrcode":
			io.WriteString(w, `{"qrcode":"q","qrcode_img_content":"https://x.invalid/q"}`)
		case "get_qrcode_status":
			io.WriteString(w, `{"status":"confirmed","bot_token":"old","ilink_bot_id":"b@im.bot"`+fields+`}`)
		default:
			io.WriteString(w, `{"errcode":-14,"errmsg":"session timeout"}`)
		}
	})
}

// An account that lives at .wechat.com is stored with its base, and the token
// is printed by nobody.
func TestInternationalHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ui := &phone{}
		o := newRig(t, confirms(`,"baseurl":"https://ilinkai.wechat.com"`)).o
		picture := filepath.Join(filepath.Dir(statedir.TokenPath(o.State, "default")), "login.png")
		if err := errors.Join(os.MkdirAll(filepath.Dir(picture), 0o700), os.WriteFile(picture, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		cred, err := session.Scan(t.Context(), o.Service, o.State, "default", ui, false)
		saved, loadErr := ilink.LoadCredentials(statedir.TokenPath(o.State, "default"))
		if err != nil || loadErr != nil || saved.BaseURL != cred.BaseURL || !strings.HasSuffix(cred.BaseURL, "://ilinkai.wechat.com") {
			t.Errorf("Scan = %+v, %v; saved %+v, %v; want the base at wechat.com", cred, err, saved, loadErr)
		}
		if b, _ := json.Marshal(cred); strings.Contains(string(b), `"old"`) {
			t.Error("the token is printed")
		}
		if _, err := os.Stat(picture); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the picture of the code stays: %v", err)
		}
		if ui.shown() != 1 || strings.Join(ui.said, "|") != "logged in" {
			t.Errorf("the person saw %d codes and heard %q", ui.shown(), ui.said)
		}
	})
}

// A login that the service sends elsewhere stores nothing, and nobody hears of
// success.
func TestScanRefusedHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ui := &phone{}
		o := newRig(t, confirms(`,"baseurl":"https://api.elsewhere.example"`)).o
		_, err := session.Scan(t.Context(), o.Service, o.State, "default", ui, false)
		var host *ilink.HostError
		if !errors.As(err, &host) || !strings.HasPrefix(err.Error(), "log in account default: ") {
			t.Errorf("Scan = %v, want a HostError", err)
		}
		needed := session.LoginNeededError{Account: "default", Err: err}
		if needed.Hint() != host.Hint() {
			t.Errorf("hint %q, want that of the host", needed.Hint())
		}
		if list, err := session.List(o.State, nil); err != nil || len(list) != 1 || list[0].Login != nil {
			t.Errorf("List = %+v, %v", list, err)
		}
		for _, said := range ui.said {
			if said == "logged in" {
				t.Error("it was said to be logged in")
			}
		}
	})
}

// What the folder says of logins, without a keeper.
func TestFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newRig(t, confirms("")).o
		if err := session.Probe(t.Context(), o.Service, o.State, "a"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Probe = %v without a login", err)
		}
		if _, err := session.Scan(t.Context(), o.Service, o.State, "b", nil, false); err != nil {
			t.Fatal(err)
		}
		if err := session.Probe(t.Context(), o.Service, o.State, "b"); !errors.Is(err, ilink.ErrStaleToken) {
			t.Errorf("Probe = %v with a login that has ended", err)
		}
		list, err := session.List(o.State, []string{"c", "a"})
		if err != nil || len(list) != 3 || list[0].Account != "a" || list[1].Account != "b" || list[2].Account != "c" {
			t.Fatalf("List = %+v, %v", list, err)
		}
		if list[0].Login != nil || list[1].Login == nil || list[1].Login.BotID != "b@im.bot" {
			t.Errorf("List = %+v", list)
		}
		for _, want := range []bool{true, false} {
			if was, err := session.Logout(o.State, "b"); was != want || err != nil {
				t.Errorf("Logout = %v, %v, want %v", was, err, want)
			}
		}
	})
}
