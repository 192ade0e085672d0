package inbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/internal/clock"
	"hotreply/internal/cron"
	"hotreply/internal/hint"
	"hotreply/store"
)

// patience is how long a test waits for what happens at once when all is well.
const patience = 20 * time.Second

var monday = time.Date(2026, 11, 23, 7, 59, 0, 0, time.UTC)

// suspects stands in for who knows what was in a turn at the last death.
type suspects struct {
	mu       sync.Mutex // guards the fields below
	rows     []uint64
	expected []uint64
	gone     []uint64
}

func (s *suspects) IsSuspect(row uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.rows, row)
}

func (s *suspects) Clear(uint64, string, bool) {}

func (s *suspects) Expect(row uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expected = append(s.expected, row)
}

func (s *suspects) Gone(row uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = append(s.gone, row)
}

// ticking is a life of ticks on a store, a virtual clock and handlers that wait
// to be let go.
type ticking struct {
	*inbox.Ticks
	t        *testing.T
	db       *store.DB
	clock    *clock.Virtual
	suspects *suspects
	began    chan string        // job and time of each tick that began
	let      chan error         // each receive ends a handler with an error
	cut      context.CancelFunc // handlers end and leave their rows

	log bytes.Buffer

	mu      sync.Mutex // guards skipped
	skipped []int
}

func openStore(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "state.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func newTicking(t *testing.T, db *store.DB, v *clock.Virtual, suspect ...uint64) *ticking {
	t.Helper()
	k := &ticking{
		t: t, db: db, clock: v, suspects: &suspects{rows: suspect},
		began: make(chan string, 99), let: make(chan error),
	}
	var handlers context.Context
	handlers, k.cut = context.WithCancel(context.Background())
	k.Ticks = inbox.NewTicks(inbox.TicksOptions{
		Shared: inbox.Shared{
			Journal: db, Values: store.NewKV(db, store.KVOptions{}), Blame: k.suspects, Clock: v,
			Handlers: handlers, Sending: context.Background(), Failed: func(*inbox.Turn, error, error) {},
		},
		Zone: time.UTC, Log: hclog.New(&hclog.LoggerOptions{Output: &k.log}),
		Skipped: func(_ bot.Job, _ time.Time, n int) {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.skipped = append(k.skipped, n)
		},
	})
	if err := errors.Join(db.Flush(t.Context()), k.Load()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Stop)
	return k
}

// run is the handler of each job.
func (k *ticking) run(j bot.Job) func(context.Context, bot.Turn) error {
	return func(ctx context.Context, t bot.Turn) error {
		row, err := k.db.Inbox(t.(*inbox.Turn).Row())
		if err != nil {
			return err
		}
		k.began <- fmt.Sprintf("%s %s", j.Key, row.Received.UTC().Format("15:04"))
		select {
		case err := <-k.let:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// start takes a job in and makes it live.
func (k *ticking) start(b bot.Job) bot.Ticking {
	k.t.Helper()
	b.Script, b.Namespace, b.Run = "a.js", "a", k.run(b)
	j, err := k.Schedule(nil, b)
	if err != nil {
		k.t.Fatal(err)
	}
	j.Start()
	return j
}

// begins waits for the next tick.
func (k *ticking) begins(want string) {
	k.t.Helper()
	select {
	case got := <-k.began:
		if got != want {
			k.t.Errorf("tick %s, want %s", got, want)
		}
	case <-time.After(patience):
		k.t.Fatalf("no tick, want %s", want)
	}
}

// quiet says that no tick begins.
func (k *ticking) quiet(why string) {
	k.t.Helper()
	select {
	case got := <-k.began:
		k.t.Errorf("%s: tick %s", why, got)
	case <-time.After(30 * time.Millisecond):
	}
}

// ends lets the tick that runs end, and waits until nothing runs.
func (k *ticking) ends() {
	k.t.Helper()
	k.let <- nil
}

func (k *ticking) idle() {
	k.t.Helper()
	for end := time.Now().Add(patience); k.Busy(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			k.t.Fatal("a tick runs still")
		}
	}
}

// TestTickRunsOnce: a tick runs at its time, and never again once it is done.
func TestTickRunsOnce(t *testing.T) {
	db, v := openStore(t), clock.NewVirtual(monday)
	hourly := bot.Job{Key: "hourly", Spec: "0 * * * *", CatchUp: 3 * time.Hour}
	first := newTicking(t, db, v)
	first.start(hourly)
	v.Advance(time.Minute)
	first.begins("hourly 08:00")
	if !first.Busy() {
		t.Error("nothing is busy while a tick runs")
	}
	first.ends()
	first.idle()
	first.Stop()
	first.Wait()
	second := newTicking(t, db, v)
	second.start(hourly)
	second.quiet("it ran in the life before")
	v.Advance(time.Hour)
	second.begins("hourly 09:00")
	second.ends()
}

// TestTickAfterADeath: a tick in which the process died comes back with its job,
// before those that are due then, and says so.
func TestTickAfterADeath(t *testing.T) {
	db, v := openStore(t), clock.NewVirtual(monday)
	hourly := bot.Job{Key: "hourly", Spec: "0 * * * *"}
	first := newTicking(t, db, v)
	first.start(hourly)
	v.Advance(time.Minute)
	first.begins("hourly 08:00")
	first.Stop()
	first.cut()
	first.Wait()
	second := newTicking(t, db, v)
	second.quiet("its job is not live yet")
	second.start(hourly)
	second.begins("hourly 08:00")
	second.ends()
	second.idle()
	if rows, err := db.Load(""); err != nil || len(rows.Pending) > 0 {
		_ = db.Flush(t.Context())
		if rows, err = db.Load(""); err != nil || len(rows.Pending) > 0 {
			t.Errorf("%d ticks are left, %v", len(rows.Pending), err)
		}
	}
}

// TestMissedTickIsCaughtUp: a job that catches up runs the newest tick that it
// missed, and keeps the phase of an interval.
func TestMissedTickIsCaughtUp(t *testing.T) {
	db, v := openStore(t), clock.NewVirtual(monday)
	every := bot.Job{Key: "every", Every: 10 * time.Minute, CatchUp: time.Hour}
	first := newTicking(t, db, v)
	first.start(every)
	v.Advance(10 * time.Minute)
	first.begins("every 08:09")
	first.ends()
	first.idle()
	first.Stop()
	v.Advance(25 * time.Minute)
	second := newTicking(t, db, v)
	second.start(every)
	second.begins("every 08:29")
	second.ends()
	v.Advance(5 * time.Minute)
	second.begins("every 08:39")
	second.ends()
}

// TestTicksInARow: two ticks wait for one that runs, the next are skipped and
// counted; those that wait follow in order.
func TestTicksInARow(t *testing.T) {
	v := clock.NewVirtual(monday)
	k := newTicking(t, openStore(t), v)
	k.start(bot.Job{Key: "hourly", Spec: "0 * * * *"})
	v.Advance(time.Minute)
	k.begins("hourly 08:00")
	for range 4 {
		v.Advance(time.Hour)
	}
	k.quiet("one runs")
	for _, want := range []string{"09:00", "10:00"} {
		k.ends()
		k.begins("hourly " + want)
	}
	k.ends()
	k.idle()
	k.quiet("the others were skipped")
	k.mu.Lock()
	defer k.mu.Unlock()
	if !slices.Equal(k.skipped, []int{1, 2}) {
		t.Errorf("skipped %v", k.skipped)
	}
}

// TestJobIsReplaced: a job that starts under the key of another takes its place
// and its phase; one that was stopped runs no more.
func TestJobIsReplaced(t *testing.T) {
	v := clock.NewVirtual(monday)
	k := newTicking(t, openStore(t), v)
	k.start(bot.Job{Key: "j", Every: 10 * time.Minute})
	v.Advance(9 * time.Minute)
	second := k.start(bot.Job{Key: "j", Every: 10 * time.Minute})
	v.Advance(time.Minute)
	k.begins("j 08:09")
	k.ends()
	k.idle()
	k.quiet("the old one is stopped")
	second.Stop()
	v.Advance(time.Hour)
	k.quiet("both are stopped")
	third, err := k.Schedule(nil, bot.Job{Namespace: "a", Key: "j", Every: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	k.Stop()
	third.Start()
	v.Advance(time.Hour)
	k.quiet("all have stopped")
}

// TestRefusedJobs: what no schedule can be made of is refused.
func TestRefusedJobs(t *testing.T) {
	k := newTicking(t, openStore(t), clock.NewVirtual(monday))
	var spec *cron.Error
	if _, err := k.Schedule(nil, bot.Job{Spec: "every day"}); !errors.As(err, &spec) || spec.Error() != `cron expression "every day" has 2 fields, it needs five` || !strings.Contains(spec.Hint(), "0 8 * * 1-5") {
		t.Errorf("a spec that is none: %v", err)
	}
	var every *hint.Error
	if _, err := k.Schedule(nil, bot.Job{Every: time.Second - 1}); !errors.As(err, &every) || every.Hint() == "" {
		t.Errorf("an interval below a second: %v", err)
	}
	if _, err := k.Schedule(nil, bot.Job{Every: time.Second}); err != nil {
		t.Errorf("an interval of a second: %v", err)
	}
}

// TestClocksChangeAtMidnight: a job with a day goes on where midnight is skipped,
// and one that follows the time has a tick in each of two equal hours.
func TestClocksChangeAtMidnight(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago")
	if err != nil {
		t.Fatal(err)
	}
	v := clock.NewVirtual(time.Date(2026, 9, 5, 12, 0, 0, 0, zone))
	k := newTicking(t, openStore(t), v)
	k.start(bot.Job{Key: "sunday", Spec: "0 0 * * 0", Location: zone})
	for _, want := range []string{"sunday 04:00", "sunday 03:00"} { // 1 o'clock, and midnight in summer
		v.Advance(7 * 24 * time.Hour)
		k.begins(want)
		k.ends()
		k.idle()
	}
	v = clock.NewVirtual(time.Date(2026, 4, 4, 22, 30, 0, 0, zone))
	k = newTicking(t, openStore(t), v)
	k.start(bot.Job{Key: "hourly", Spec: "0 * * * *", Location: zone})
	for _, want := range []string{"hourly 02:00", "hourly 03:00", "hourly 04:00"} { // 23:00 twice
		v.Advance(time.Hour)
		k.begins(want)
		k.ends()
		k.idle()
	}
}

// TestCatchUpOfYears: a start after years is at once, and finds the newest tick.
func TestCatchUpOfYears(t *testing.T) {
	db, v := openStore(t), clock.NewVirtual(monday)
	job := bot.Job{Key: "often", Spec: "*/10 * * * * *", CatchUp: 90_000 * time.Hour}
	first := newTicking(t, db, v)
	first.start(job)
	first.Stop()
	v.Advance(80_000 * time.Hour)
	second := newTicking(t, db, v)
	second.start(job)
	second.begins("often " + monday.Add(80_000*time.Hour).Format("15:04"))
	second.ends()
}

// TestUnusualSpecIsTold: how six fields are read, and what was probably not
// meant, is said once for a job.
func TestUnusualSpecIsTold(t *testing.T) {
	k := newTicking(t, openStore(t), clock.NewVirtual(monday))
	odd := bot.Job{Key: "odd", Spec: "0 * 8 * * *"}
	k.start(odd)
	k.start(odd)
	k.start(bot.Job{Key: "usual", Spec: "0 8 * * *"})
	if got := k.log.String(); strings.Count(got, "read as second minute hour day month weekday") != 1 || strings.Count(got, "every minute of hour 8") != 1 {
		t.Errorf("the log says\n%s", got)
	}
	list := k.Upcoming(nil, 3)
	if len(list) != 2 || list[0].Key != "usual" && list[0].Key != "odd" || len(list[0].Next) != 3 {
		t.Errorf("%+v", list)
	}
}

// TestTickIsRetried: a tick that a person has run again runs when its job is
// live.
func TestTickIsRetried(t *testing.T) {
	db, v := openStore(t), clock.NewVirtual(monday)
	k := newTicking(t, db, v)
	row := addTick(t, db, "a/hourly", monday)
	k.Again(row)
	k.start(bot.Job{Key: "hourly", Spec: "0 * * * *"})
	k.begins("hourly 07:59")
	k.ends()
	k.idle()
	k.Again(row)
	k.begins("hourly 07:59")
	k.ends()
}

// addTick puts a tick into the inbox as an earlier life did.
func addTick(t *testing.T, db *store.DB, job string, at time.Time) *store.InboxRow {
	t.Helper()
	raw, _ := json.Marshal(map[string]time.Time{"at": at})
	row := store.InboxRow{
		User: job, Kind: inbox.KindTick, Raw: raw, Received: at, Key: fmt.Sprintf("%s@%d", job, at.Unix()), State: store.InboxPending,
	}
	r, err := db.Tick(row, store.Job{Key: job, State: []byte(`{}`)}).Wait(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	row.ID = r.ID
	return &row
}

// TestTicksWaitForSuspects: a job's ticks go on up to a suspect among them.
func TestTicksWaitForSuspects(t *testing.T) {
	db, v := openStore(t), clock.NewVirtual(monday)
	addTick(t, db, "a/x", monday.Add(-3*time.Minute))
	bomb := addTick(t, db, "a/x", monday.Add(-2*time.Minute)).ID
	addTick(t, db, "a/x", monday.Add(-time.Minute))
	addTick(t, db, "a/y", monday)
	k := newTicking(t, db, v, bomb)
	k.Hold()
	k.start(bot.Job{Key: "y", Spec: "0 * * * *"})
	k.quiet("suspects go first")
	k.start(bot.Job{Key: "x", Spec: "0 * * * *"})
	k.begins("x 07:56")
	k.ends()
	k.begins("x 07:57")
	k.ends()
	k.idle()
	k.quiet("it stands behind the suspect")
	k.suspects.mu.Lock()
	if !slices.Equal(k.suspects.expected, []uint64{bomb}) || !slices.Contains(k.suspects.gone, bomb) {
		t.Errorf("expected %v, gone %v", k.suspects.expected, k.suspects.gone)
	}
	k.suspects.mu.Unlock()
	k.Free()
	for range 2 {
		<-k.began
		k.ends()
	}
}
