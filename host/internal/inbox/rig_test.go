package inbox_test

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/host/internal/lane"
	"hotreply/host/internal/outbox"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/internal/clock"
	"hotreply/store"
)

const (
	u1 = "u1@im.wechat"
	u2 = "u2@im.wechat"
)

// rig is a simulator and the store of an account that may have several lives.
type rig struct {
	t      *testing.T
	sim    *sim.Server
	client *ilink.Client
	path   string
	change func(*inbox.Options)
}

// life is one life of the account: its inbox with all that it needs, and a
// poller.
type life struct {
	*inbox.Inbox
	r        *rig
	db       *store.DB
	lanes    *lane.Lanes
	suspects *suspects
	failed   chan error
	ended    sync.Once
	poller   context.CancelFunc
	polled   chan error
	handlers context.CancelCauseFunc
	sending  context.CancelCauseFunc
	outbox   *outbox.Outbox

	mu       sync.Mutex // guards finished
	finished []inbox.Finished
}

// dispatch handles a message in a test.
type dispatch func(ctx context.Context, l *life, t *inbox.Turn, m bot.Message) inbox.Outcome

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, sim: sim.New(sim.Options{}), path: filepath.Join(t.TempDir(), "state.db")}
	service := httptest.NewServer(r.sim)
	t.Cleanup(func() { r.sim.Close(); service.CloseClientConnections(); service.Close() })
	b := r.sim.NewBot("dev@im.wechat")
	r.client = &ilink.Client{
		Credentials: ilink.Credentials{BotToken: ilink.Secret(b.BotToken), BotID: b.BotID, UserID: b.UserID, BaseURL: service.URL},
		HTTP:        service.Client(),
	}
	return r
}

// life begins a life; d gets the messages.
func (r *rig) life(d dispatch, suspect ...uint64) *life {
	r.t.Helper()
	db, err := store.Open(r.path, store.Options{})
	if err != nil {
		r.t.Fatal(err)
	}
	l := &life{r: r, db: db, suspects: &suspects{rows: suspect}, failed: make(chan error, 99), polled: make(chan error, 1)}
	var handlers, sending, polling context.Context
	handlers, l.handlers = context.WithCancelCause(context.Background())
	sending, l.sending = context.WithCancelCause(context.Background())
	polling, l.poller = context.WithCancel(context.Background())
	windows := window.New("default", ilink.DefaultLimits(), time.Now)
	l.lanes = lane.New(func(ln *lane.Lane) { l.Drive(ln) })
	l.outbox = outbox.New(sending, outbox.Options{
		Account: "default", Journal: db, Windows: windows, Clock: clock.System{}, Log: hclog.NewNullLogger(),
		Split: true, SplitAt: 2000, Login: online{r.client}, Lanes: l.lanes, Now: time.Now,
		Event: func(string, map[string]any) {},
		Sent:  func(id string, m outbox.Message) { l.Sent(id, m) },
	})
	o := inbox.Options{
		Shared: inbox.Shared{
			Journal: db, Values: store.NewKV(db, store.KVOptions{}), Blame: l.suspects, Clock: clock.System{},
			Handlers: handlers, Sending: sending,
			Failed: func(_ *inbox.Turn, err, _ error) { l.failed <- err },
		},
		Account: "default", Log: hclog.NewNullLogger(), Lanes: l.lanes, Outbox: l.outbox, Windows: windows, Now: time.Now,
		Dispatch: func(ctx context.Context, t *inbox.Turn, m bot.Message) inbox.Outcome { return d(ctx, l, t, m) },
		Allowed:  func(user string) bool { return user != "stranger@im.wechat" },
		Typist:   func() (context.Context, *ilink.Typist) { return nil, nil },
		Owner:    func() string { return r.client.UserID },
		Finished: func(f inbox.Finished) {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.finished = append(l.finished, f)
		},
	}
	if r.change != nil {
		r.change(&o)
	}
	l.Inbox = inbox.New(o)
	left, err := db.Load("default")
	if err != nil {
		r.t.Fatal(err)
	}
	windows.ReadFrom(db, func(err error) { r.t.Error(err) })
	l.Load(left.Pending)
	l.outbox.Resume(left.Open, left.Releases)
	l.lanes.Resume(lane.NotLoaded | lane.NoLogin)
	poller := &ilink.Poller{Client: r.client, Commit: l.Commit}
	if row, err := db.Login("default", r.client.BotID).Wait(context.Background()); err == nil {
		poller.Cursor = row.Cursor
	}
	go func() { l.polled <- poller.Run(polling) }()
	r.t.Cleanup(l.die)
	return l
}

// die ends the life: handlers are cut off, and what they did not finish stays.
func (l *life) die() {
	l.ended.Do(func() {
		l.poller()
		<-l.polled
		l.lanes.Pause(lane.Draining)
		l.handlers(context.Canceled)
		l.sending(context.Canceled)
		l.Wait()
		l.outbox.Wait()
		_ = l.db.Close()
	})
}

func (r *rig) says(user, text string) {
	r.t.Helper()
	if _, err := r.sim.Say(sim.SayRequest{User: user, Text: text}); err != nil {
		r.t.Fatal(err)
	}
}

// hears waits until a user has seen n messages in all and returns their texts.
func (r *rig) hears(user string, n int) (texts []string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var after int64
	for len(texts) < n {
		list, _ := r.sim.WaitSent(ctx, user, after)
		if len(list) == 0 {
			r.t.Fatalf("%s has seen %q, want %d messages", user, texts, n)
		}
		for _, m := range list {
			after = m.Seq
			if m.Shown {
				texts = append(texts, m.Text)
			}
		}
	}
	return texts
}

// done waits until n rows are finished and returns them.
func (l *life) done(n int) []inbox.Finished {
	l.r.t.Helper()
	waitFor(l.r.t, "messages to be done", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.finished) >= n
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]inbox.Finished(nil), l.finished...)
}

// pending is the rows that are not done.
func (l *life) pending() int {
	l.r.t.Helper()
	_ = l.db.Flush(context.Background())
	state, err := l.db.Load("default")
	if err != nil {
		l.r.t.Fatal(err)
	}
	return len(state.Pending)
}

func waitFor(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !happened(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// online is a login that never ends.
type online struct{ client *ilink.Client }

func (o online) Current() *ilink.Client                     { return o.client }
func (o online) None() error                                { return nil }
func (o online) Expire(*ilink.Client, error)                {}
func (o online) BeforeRecheck(context.Context, error) error { return nil }
func (o online) With(_ context.Context, request func(*ilink.Client) error) error {
	return request(o.client)
}
func (o online) WaitFresh(context.Context) error { return nil }
func (o online) Ready() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// reply sends a text as a handler does and waits for its receipt.
func (l *life) reply(ctx context.Context, t *inbox.Turn, text string) error {
	_, err := l.outbox.Send(t.Sends(), t.User(), bot.Content{Parts: []bot.Part{{Text: text}}}, bot.SendOptions{}).Wait(ctx)
	return err
}
