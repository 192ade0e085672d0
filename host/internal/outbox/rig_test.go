package outbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/host/internal/media"
	"hotreply/host/internal/outbox"
	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/store"
)

const (
	u1      = "u1@im.wechat"
	u2      = "u2@im.wechat"
	account = "default"
)

// patience is how long a test waits for what happens at once when all is well.
const patience = 20 * time.Second

// rig is a service, a journal and one outbox after another on both.
type rig struct {
	t   *testing.T
	sim *sim.Server
	db  *store.DB
	dir string
	log syncBuffer
	by  atomic.Int64 // how far the clock is ahead
	// change alters the options of the lives to come; nil changes nothing.
	change func(*outbox.Options)

	out     *outbox.Outbox
	windows *window.Windows
	login   *login
	lanes   *lanes
	stop    context.CancelCauseFunc

	mu     sync.Mutex // guards the fields below
	sent   []string   // texts that were confirmed, as the rule wrote them
	events []string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), sim: sim.New(sim.Options{Hold: time.Millisecond, Cursor: "consume", Configure: func(s *sim.Settings) { s.Noise = 0 }})}
	service := httptest.NewServer(r.sim)
	var err error
	if r.db, err = store.Open(filepath.Join(r.dir, "state.db"), store.Options{Ephemeral: true}); err != nil {
		t.Fatal(err)
	}
	c := r.sim.NewBot("dev@im.wechat")
	r.login = &login{ready: make(chan struct{})}
	r.login.current.Store(&ilink.Client{
		Credentials: ilink.Credentials{BotToken: ilink.Secret(c.BotToken), BotID: c.BotID, UserID: c.UserID, BaseURL: service.URL},
		CDNBaseURL:  service.URL + "/c2c", HTTP: service.Client(),
	})
	close(r.login.ready)
	t.Cleanup(func() {
		r.end()
		_ = r.db.Close()
		r.sim.Close()
		service.CloseClientConnections()
		service.Close()
		if t.Failed() {
			t.Log(r.log.String())
		}
	})
	return r
}

// begin starts a life, with the windows that the journal has.
func (r *rig) begin() {
	r.t.Helper()
	clk := later{by: &r.by}
	r.windows = window.New(account, ilink.DefaultLimits(), clk.Now)
	list, err := r.db.Windows(account)
	if err == nil {
		err = r.windows.Restore(list)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	r.lanes = &lanes{held: map[string]int{}}
	o := outbox.Options{
		Account: account, Journal: r.db, Windows: r.windows, Clock: clk,
		Log:      hclog.New(&hclog.LoggerOptions{Output: &r.log, Level: hclog.Debug}),
		Markdown: "wechat", Split: true, SplitAt: 2000, RepeatLost: true,
		Login: r.login, Lanes: r.lanes, Now: clk.Now, Copies: filepath.Join(r.dir, "queue"),
		Media: media.New(media.Options{
			State: r.dir, Files: filepath.Join(r.dir, "files"), Folders: func() []string { return nil }, Log: hclog.NewNullLogger(),
		}),
		Event: func(name string, _ map[string]any) { r.add(&r.events, name) },
		Sent:  func(_ string, m outbox.Message) { r.add(&r.sent, m.Text) },
	}
	if r.change != nil {
		r.change(&o)
	}
	ctx, stop := context.WithCancelCause(context.Background())
	r.out, r.stop = outbox.New(ctx, o), stop
}

func (r *rig) copyOf(list *[]string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), *list...)
}

// end stops the life, if there is one.
func (r *rig) end() {
	if r.out != nil {
		r.stop(errStop)
		r.out.Wait()
		r.out = nil
	}
}

var errStop = errors.New("the test stops")

// says has a user write, and the outbox hear of it.
func (r *rig) says(user string) {
	r.t.Helper()
	if _, err := r.sim.Say(sim.SayRequest{User: user, Text: "hello"}); err != nil {
		r.t.Fatal(err)
	}
	for heard := false; !heard; {
		b, err := r.login.Current().GetUpdates(context.Background(), "", time.Millisecond)
		if err != nil {
			r.t.Fatal(err)
		}
		for i := range b.Messages {
			r.windows.Inbound(&b.Messages[i], time.Now().Add(time.Duration(r.by.Load())))
			r.windows.Keep(user, func(w store.Window) { r.db.NoteWindow(account, w) })
			heard = true
		}
	}
}

// ahead puts everybody's clock ahead.
func (r *rig) ahead(d time.Duration) {
	r.by.Add(int64(d))
	r.sim.Advance(d)
}

func text(s string) bot.Content { return bot.Content{Parts: []bot.Part{{Text: s}}} }

// send sends a text of nobody's and waits for it.
func (r *rig) send(to, s string, o bot.SendOptions) (bot.Receipt, error) {
	r.t.Helper()
	return r.wait(r.out.Send(nil, to, text(s), o))
}

func (r *rig) wait(s *outbox.Send) (bot.Receipt, error) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	got, err := s.Wait(ctx)
	if ctx.Err() != nil {
		r.t.Fatalf("the send does not settle\n%s", r.log.String())
	}
	return got, err
}

// seen is what a user has seen.
func (r *rig) seen(user string) (texts []string) {
	for _, m := range r.sim.Sent(user, 0) {
		if m.Shown {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// row is the only row of a source.
func (r *rig) row(source string) store.OutboxRow {
	r.t.Helper()
	rows := r.rows(source)
	if len(rows) != 1 {
		r.t.Fatalf("%d rows of %q, want one", len(rows), source)
	}
	return rows[0]
}

func (r *rig) rows(source string) []store.OutboxRow {
	r.t.Helper()
	if err := r.db.Flush(context.Background()); err != nil {
		r.t.Fatal(err)
	}
	rows, err := r.db.OutboxOf(source)
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

func (r *rig) queued(user string) int {
	r.t.Helper()
	_ = r.db.Flush(context.Background())
	return r.db.CountQueued(account, user)
}

// message adds a row to the inbox that a handler works on, and returns it.
func (r *rig) message(user string) uint64 {
	r.t.Helper()
	row := store.InboxRow{Account: account, User: user, Key: time.Now().String(), Kind: "message", Received: time.Now()}
	got, err := r.db.Receive(account, store.Batch{Arrivals: []store.Arrival{{Row: row}}}).Wait(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	return got[0].ID
}

// run begins the handler of a message.
func (r *rig) run(row uint64, user string, earlier ...store.OutboxRow) *outbox.Run {
	return outbox.NewRun(outbox.RunOptions{
		Source: store.InboxSource(row), ID: "run", Answers: user, HadContext: true, Earlier: earlier,
	})
}

// done ends a message as the host does, and lets the queue go.
func (r *rig) done(row uint64, user string) {
	r.db.Finish(account, store.End{Row: row, State: store.InboxDone, Release: true})
	r.out.Flush(user, row, false)
}

// fault makes the next requests of an endpoint fail.
func (r *rig) fault(op, kind string, count int) {
	r.t.Helper()
	if err := r.sim.SetFault(sim.Fault{Op: op, Kind: kind, Count: count}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) eventually(what string, happened func() bool) {
	r.t.Helper()
	for end := time.Now().Add(patience); !happened(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// code is the stable code of an error that scripts see.
func code(err error) string {
	var v ilink.Visible
	if errors.As(err, &v) {
		return v.Code()
	}
	return ""
}
