package session_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/session"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/store"
)

const base = "http://service.example"

// inMemory is a transport to a handler, without a network.
type inMemory struct{ h http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := make(chan *http.Response, 1)
	sent := r
	r = r.Clone(r.Context())
	r.Header = http.Header{} // names have another case on the wire
	for name, values := range sent.Header {
		r.Header[http.CanonicalHeaderKey(name)] = values
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	go func() {
		w := httptest.NewRecorder()
		m.h.ServeHTTP(w, r)
		answer <- w.Result()
	}()
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	select {
	case res := <-answer:
		return res, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// rig is a keeper with a fake inbox and journal; what it told and was told is
// noted in order.
type rig struct {
	t      *testing.T
	keeper *session.Keeper
	o      session.Options
	cancel context.CancelFunc
	ended  chan error

	mu      sync.Mutex // guards what follows
	log     bytes.Buffer
	events  []string // what happened, in order
	texts   []string // of messages that came
	bot     string   // of the last login
	broken  error    // what the journal answers
	between func()   // called when a login is taken up; may be nil
}

func (r *rig) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Write(p)
}

// logged is the log so far.
func (r *rig) logged() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.String()
}

func (r *rig) note(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, what)
}

// took returns what happened since the last call, joined by blanks.
func (r *rig) took() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := strings.Join(r.events, " ")
	r.events = nil
	return text
}

// heard returns the texts that came so far.
func (r *rig) heard() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.texts, " ")
}

// Login is that of a journal.
func (r *rig) Login(_, bot string) *store.Ticket[store.Login] {
	if r.between != nil {
		r.between()
	}
	t, end := store.NewTicket[store.Login](nil)
	r.mu.Lock()
	fresh := r.bot != bot
	r.bot = bot
	r.mu.Unlock()
	end(store.Login{Fresh: fresh}, r.broken)
	return t
}

// Expire is that of a journal.
func (r *rig) Expire(string) { r.note("expire") }

// newRig makes a keeper of the account "a" against a handler.
func newRig(t *testing.T, h http.Handler, change ...func(*session.Options)) *rig {
	r := &rig{t: t, ended: make(chan error, 1)}
	dir := t.TempDir()
	r.o = session.Options{
		Account: "a", State: filepath.Join(dir, "data"), Locks: filepath.Join(dir, "logins"),
		Service: session.Service{
			BaseURL: base, HTTP: &http.Client{Transport: inMemory{h}},
			Log: hclog.New(&hclog.LoggerOptions{Output: r, Level: hclog.Info}),
		},
		Journal: r,
		Commit: func(_ context.Context, b ilink.Batch) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			for i := range b.Messages {
				r.texts = append(r.texts, b.Messages[i].Text())
			}
			return nil
		},
		NewBot: func() { r.note("newbot") }, Online: func() { r.note("online") }, Offline: func() { r.note("offline") },
		Event: r.note, AnyOnline: func() bool { return true },
	}
	for _, f := range change {
		f(&r.o)
	}
	return r
}

// run starts the keeper, which ends with the test.
func (r *rig) run() {
	ctx, cancel := context.WithCancel(r.t.Context())
	r.cancel = cancel
	r.keeper = session.New(r.o)
	go func() { r.ended <- r.keeper.Run(ctx) }()
	synctest.Wait()
}

// stop ends the keeper.
func (r *rig) stop() {
	r.t.Helper()
	r.cancel()
	if err := <-r.ended; err != nil {
		r.t.Errorf("Run = %v", err)
	}
}

// put puts a token file in place, and says so to a keeper that runs.
func (r *rig) put(c sim.Credentials) {
	r.t.Helper()
	r.write(c)
	r.changed()
}

// write is put without a word.
func (r *rig) write(c sim.Credentials) {
	r.t.Helper()
	path := statedir.TokenPath(r.o.State, r.o.Account)
	err := errors.Join(
		os.MkdirAll(filepath.Dir(path), 0o700),
		ilink.SaveCredentials(path, ilink.Credentials{BotToken: ilink.Secret(c.BotToken), BaseURL: base, BotID: c.BotID, UserID: c.UserID}))
	if err != nil {
		r.t.Fatal(err)
	}
}

// remove takes the token file away.
func (r *rig) remove() {
	r.t.Helper()
	if err := os.Remove(statedir.TokenPath(r.o.State, r.o.Account)); err != nil {
		r.t.Fatal(err)
	}
	r.changed()
}

func (r *rig) changed() {
	if r.keeper != nil {
		r.keeper.TokenChanged()
		synctest.Wait()
	}
}

// is fails the test unless the account has the state.
func (r *rig) is(state string) {
	r.t.Helper()
	if got := r.keeper.Status().State; got != state {
		r.t.Fatalf("the account is %q, want %q; log:\n%s", got, state, r.logged())
	}
}

// bubble runs a test against a simulator, on a clock of its own.
func bubble(t *testing.T, o sim.Options, test func(*testing.T, *sim.Server)) {
	synctest.Test(t, func(t *testing.T) {
		server := sim.New(o)
		defer server.Close()
		test(t, server)
		time.Sleep(time.Minute) // for requests that were given up
	})
}

// op is the name of the call that a request makes.
func op(u *url.URL) string { return u.Path[strings.LastIndex(u.Path, "/")+1:] }
