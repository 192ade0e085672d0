package ilink_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// rig is a simulated service and a client of it that keeps, as a host would,
// messages by their key, windows, and the cursor.
type rig struct {
	*testing.T
	sim    *sim.Server
	url    string
	client *ilink.Client
	skew   ilink.Skew
	poller *ilink.Poller

	mu       sync.Mutex // guards what follows
	messages []ilink.Message
	seen     map[string]bool
	windows  map[string]*ilink.Window
	doubled  int
	cursor   string
	events   []ilink.PollEvent
	arrived  chan struct{} // receives, without blocking, when something came
}

// newRig starts a service; its bot is logged in for owner unless that is "".
// The test goes on beside others from here.
func newRig(t *testing.T, owner string) *rig {
	t.Helper()
	t.Parallel()
	s := sim.New(sim.Options{Seed: 1})
	server := httptest.NewServer(s)
	t.Cleanup(func() { s.Close(); server.Close() })
	r := &rig{T: t, sim: s, url: server.URL, seen: map[string]bool{}, windows: map[string]*ilink.Window{}, arrived: make(chan struct{}, 1)}
	r.client = &ilink.Client{HomeURL: server.URL, CDNBaseURL: server.URL + "/c2c", HTTP: ilink.NewHTTPClient(nil), Skew: &r.skew, BotAgent: "test/1"}
	if owner != "" {
		r.as(s.NewBot(owner))
	}
	return r
}

func (r *rig) as(c sim.Credentials) {
	r.client.Credentials = ilink.Credentials{BotToken: ilink.Secret(c.BotToken), BotID: c.BotID, UserID: c.UserID, BaseURL: r.url}
}

func (r *rig) now() time.Time { return r.skew.Correct(time.Now()) }

// poll runs the poller until the test ends or the result is called, which
// waits for the end and returns Run's error.
func (r *rig) poll() (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	r.poller = &ilink.Poller{
		Client: r.client, Cursor: r.cursor, Commit: r.commit,
		Backoff: func(int) time.Duration { return time.Millisecond }, Recheck: time.Millisecond,
		Notice: func(e ilink.PollEvent) { r.mu.Lock(); r.events = append(r.events, e); r.mu.Unlock() },
	}
	done := make(chan error, 1)
	go func() { done <- r.poller.Run(ctx) }()
	var err error
	end := sync.OnceFunc(func() { cancel(); err = <-done })
	r.Cleanup(end)
	return func() error { end(); return err }
}

func (r *rig) commit(_ context.Context, b ilink.Batch) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range b.Messages {
		if r.seen[m.DedupeKey()] {
			r.doubled++
			continue
		}
		r.seen[m.DedupeKey()] = true
		r.messages = append(r.messages, m)
		if m.Answerable() {
			r.window(m.From).Inbound(m.ContextToken, m.Created, r.now())
		}
	}
	if b.Cursor != "" {
		r.cursor = b.Cursor
	}
	select {
	case r.arrived <- struct{}{}:
	default:
	}
	return nil
}

// window is the user's window; r.mu is held or nobody polls.
func (r *rig) window(user string) *ilink.Window {
	w := r.windows[user]
	if w == nil {
		w = &ilink.Window{}
		r.windows[user] = w
	}
	return w
}

// wait blocks until n different messages have come and returns them.
func (r *rig) wait(n int) []ilink.Message {
	r.Helper()
	deadline := time.After(20 * time.Second)
	for {
		r.mu.Lock()
		list := append([]ilink.Message(nil), r.messages...)
		r.mu.Unlock()
		if len(list) >= n {
			return list
		}
		select {
		case <-r.arrived:
		case <-deadline:
			r.Fatalf("%d messages came, want %d", len(list), n)
		}
	}
}

// hear has a user say something and returns the message received.
func (r *rig) hear(user, text string) ilink.Message {
	r.Helper()
	if _, err := r.sim.Say(sim.SayRequest{User: user, Text: text}); err != nil {
		r.Fatal(err)
	}
	b, err := r.client.GetUpdates(context.Background(), r.cursor, 0)
	if err != nil || len(b.Messages) == 0 {
		r.Fatalf("GetUpdates = %d messages, %v", len(b.Messages), err)
	}
	r.commit(context.Background(), b)
	return b.Messages[len(b.Messages)-1]
}

// send sends a text with a token, whatever the window says.
func (r *rig) send(user string, token ilink.Secret, text string) (ilink.Sent, error) {
	return r.client.SendMessage(context.Background(), ilink.Outgoing{
		To: user, ClientID: ilink.NewClientID(time.Now()), ContextToken: token, Item: ilink.TextItem(text),
	})
}

// reply sends as a host does: window first.
func (r *rig) reply(user, text string) (ilink.Sent, error) {
	g, err := r.window(user).Take(r.now(), ilink.DefaultLimits())
	if err != nil {
		return ilink.Sent{}, err
	}
	sent, err := r.send(user, g.Token, text)
	switch ilink.FateOf(err) {
	case ilink.FateNotSent, ilink.FateServerError, ilink.FateRefused, ilink.FateStale, ilink.FateCanceled:
		r.window(user).GiveBack(g)
	}
	return sent, err
}

// texts are what the user was shown.
func (r *rig) texts(user string) (list []string) {
	for _, m := range r.sim.Sent(user, 0) {
		if m.Shown {
			list = append(list, m.Text)
		}
	}
	return list
}

// clean fails if the service found fault with the client.
func (r *rig) clean() {
	r.Helper()
	for _, v := range r.sim.Violations() {
		r.Errorf("violation: %s: %s", v.Op, v.What)
	}
}

func (r *rig) configure(change func(*sim.Settings)) {
	r.Helper()
	if err := r.sim.Configure(change); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) fault(f sim.Fault) {
	r.Helper()
	if err := r.sim.SetFault(f); err != nil {
		r.Fatal(err)
	}
}

// stored puts a window through its stored form, as a restart does.
func stored(t *testing.T, w *ilink.Window, now time.Time) *ilink.Window {
	t.Helper()
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	back := new(ilink.Window)
	if err := json.Unmarshal(data, back); err != nil {
		t.Fatal(err)
	}
	back.Prune(now, ilink.DefaultLimits())
	return back
}
