package console_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"hotreply/bot"
	"hotreply/console"
	"hotreply/store"
)

// absence is an error about something that is there or not.
type absence bool

func (a absence) Error() string         { return "no account x" }
func (a absence) Name() string          { return "BotError" }
func (a absence) Code() string          { return "NO_ACCOUNT" }
func (a absence) Hint() string          { return "known are y" }
func (a absence) Facts() map[string]any { return nil }
func (a absence) NotFound() bool        { return bool(a) }

type hinted struct{ error }

func (hinted) Hint() string { return "free some space" }

// The backend's errors become the status that their kind stands for, with
// their hints.
func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		err    error
		status int
		code   string
		hint   string
	}{
		{absence(true), 404, "NO_ACCOUNT", "known are y"},
		{absence(false), 409, "NO_ACCOUNT", "known are y"},
		{fmt.Errorf("send: %w", absence(false)), 409, "NO_ACCOUNT", "known are y"},
		{&console.NoMessageError{ID: 7}, 404, "NOT_FOUND", "hotreply inbox"},
		{&store.LoadError{Entry: 2, Problem: "no key", Advice: "give it one"}, 400, "BAD_REQUEST", "give it one"},
		{hinted{errors.New("full")}, 500, "FAILED", "free some space"},
		{errors.New("broken"), 500, "FAILED", ""},
	} {
		f := &fake{
			deliver:  func(string, string, bot.Content, bot.SendOptions) (bot.Receipt, error) { return bot.Receipt{}, tt.err },
			retry:    func(uint64) error { return tt.err },
			messages: func(console.MessageFilter) ([]console.Message, error) { return nil, tt.err },
			load:     func(io.Reader) (store.Loaded, error) { return store.Loaded{}, tt.err },
			slowErr:  tt.err,
		}
		for _, request := range []string{
			`POST /api/send {"to":"a","text":"x"}`, "POST /api/messages/7/retry ", "GET /api/messages ", "PUT /api/store []", "GET /api/status ",
		} {
			method, rest, _ := strings.Cut(request, " ")
			path, body, _ := strings.Cut(rest, " ")
			w := call(t, f, method, path, body)
			wantProblem(t, w.Code, w.Body.String(), tt.status, tt.code)
			if tt.hint == "" && strings.Contains(w.Body.String(), `"hint"`) || !strings.Contains(w.Body.String(), tt.hint) {
				t.Errorf("%s: %v: answer %s, want the hint %q", request, tt.err, w.Body, tt.hint)
			}
		}
	}
}

// What a list asks of the backend, and where it is refused before that.
func TestMessages(t *testing.T) {
	for _, tt := range []struct {
		query string
		want  console.MessageFilter
		ok    bool
	}{
		{"", console.MessageFilter{Limit: 50}, true},
		{"?failed=true&limit=1000", console.MessageFilter{Failed: true, Limit: 1000}, true},
		{"?ticks=true&before=12&limit=1", console.MessageFilter{Ticks: true, Before: 12, Limit: 1}, true},
		{"?failed=no&ticks=1", console.MessageFilter{Limit: 50}, true},
		{"?limit=0", console.MessageFilter{}, false},
		{"?limit=1001", console.MessageFilter{}, false},
		{"?limit=x", console.MessageFilter{}, false},
		{"?before=-1", console.MessageFilter{}, false},
	} {
		var got console.MessageFilter
		f := &fake{messages: func(filter console.MessageFilter) ([]console.Message, error) {
			got = filter
			return []console.Message{{ID: "3", State: "done", Received: time.Unix(1, 0).UTC()}}, nil
		}}
		w := call(t, f, "GET", "/api/messages"+tt.query, "")
		if got != tt.want || (w.Code == 200) != tt.ok {
			t.Errorf("%s: status %d, filter %+v; want ok %v and %+v", tt.query, w.Code, got, tt.ok, tt.want)
		}
		if want := `[{"id":"3","account":"","user":"","kind":"","state":"done","received":"1970-01-01T00:00:01Z"}]`; tt.ok && strings.TrimSpace(w.Body.String()) != want {
			t.Errorf("%s: answer %s, want %s", tt.query, w.Body, want)
		}
	}
}

func TestRetry(t *testing.T) {
	var got uint64
	f := &fake{retry: func(id uint64) error { got = id; return nil }}
	if w := call(t, f, "POST", "/api/messages/12/retry", ""); w.Code != 200 || got != 12 || strings.TrimSpace(w.Body.String()) != `{"ok":true}` {
		t.Errorf("answer %d %s for row %d", w.Code, w.Body, got)
	}
	w := call(t, f, "POST", "/api/messages/last/retry", "")
	wantProblem(t, w.Code, w.Body.String(), 400, "BAD_REQUEST")
}

// A dump that breaks off in the middle does not look whole.
func TestStore(t *testing.T) {
	f := &fake{
		dump: func(w io.Writer) error { _, err := io.WriteString(w, "[]"); return err },
		load: func(r io.Reader) (store.Loaded, error) {
			text, err := io.ReadAll(r)
			return store.Loaded{Set: len(text), Expired: 1}, err
		},
	}
	if w := call(t, f, "GET", "/api/store", ""); w.Code != 200 || w.Body.String() != "[]" {
		t.Errorf("dump: %d %s", w.Code, w.Body)
	}
	if w := call(t, f, "PUT", "/api/store", "[...]"); w.Code != 200 || strings.TrimSpace(w.Body.String()) != `{"expired":1,"loaded":5}` {
		t.Errorf("load: %d %s", w.Code, w.Body)
	}
	f.dump = func(w io.Writer) error { _, _ = io.WriteString(w, "["); return errFake }
	addr := serve(t, f, console.Limits{})
	var out strings.Builder
	err := console.NewClient("data", addr, "secret").Do(t.Context(), "GET", "/api/store", nil, &out)
	if err == nil {
		t.Errorf("half a dump came as a whole: %q", out.String())
	}
}

// Monitors hear of every account that is in the way, and need no token.
func TestReady(t *testing.T) {
	f := &fake{accounts: []console.Account{{Name: "a", State: "online"}}}
	if w := call(t, f, "GET", "/readyz", "", "Authorization", ""); w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("ready: %d %q", w.Code, w.Body)
	}
	f.accounts = append(f.accounts, console.Account{Name: "b", Problem: "needs login"}, console.Account{Name: "c", Problem: "cut"})
	if w := call(t, f, "GET", "/readyz", ""); w.Code != 503 || w.Body.String() != "account b: needs login\naccount c: cut\n" {
		t.Errorf("not ready: %d %q", w.Code, w.Body)
	}
}

func TestStatus(t *testing.T) {
	f := &fake{
		accounts: []console.Account{{Name: "a", State: "online", BotID: "b@im.bot"}},
		slow:     []console.SlowPattern{{Rule: "a.js", Pattern: "/x<y/", Characters: 9, Until: time.Unix(1, 0).UTC()}},
	}
	want := `{"accounts":[{"name":"a","state":"online","botId":"b@im.bot"}],"slowPatterns":[{"rule":"a.js","pattern":"/x<y/","characters":9,"until":"1970-01-01T00:00:01Z"}]}`
	if w := call(t, f, "GET", "/api/status", ""); w.Code != 200 || strings.TrimSpace(w.Body.String()) != want {
		t.Errorf("status: %d %s\nwant %s", w.Code, w.Body, want)
	}
}
