package inbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/ilink/sim"
	"hotreply/store"
)

// TestMessageOnce: a message reaches the rules once, its handler's reply the
// user, and its row its end; a later life hears nothing of it.
func TestMessageOnce(t *testing.T) {
	r := newRig(t)
	var n atomic.Int32
	count := func(ctx context.Context, l *life, turn *inbox.Turn, m bot.Message) inbox.Outcome {
		n.Add(1)
		err := l.reply(ctx, turn, "hello "+m.M.Text())
		return inbox.Outcome{Script: "a.js", Handled: true, Err: err}
	}
	l := r.life(count)
	r.says(u1, "you")
	if got := r.hears(u1, 1)[0]; got != "hello you" {
		t.Errorf("the user hears %q", got)
	}
	if f := l.done(1)[0]; f.User != u1 || f.State != store.InboxDone || f.Reason != "" || f.Message == "" {
		t.Errorf("finished: %+v", f)
	}
	if l.pending() != 0 {
		t.Error("the row is pending still")
	}
	l.die()
	l = r.life(count)
	r.says(u2, "too")
	r.hears(u2, 1)
	l.done(1)
	if n.Load() != 2 || len(r.hears(u1, 1)) != 1 {
		t.Errorf("%d messages were handled, want 2", n.Load())
	}
}

// TestReRun: the handler of a message in which the process died runs again, is
// told so, finds what it kept with msg.once, and sends nothing twice.
func TestReRun(t *testing.T) {
	r := newRig(t)
	began := make(chan struct{})
	l := r.life(func(ctx context.Context, l *life, turn *inbox.Turn, m bot.Message) inbox.Outcome {
		if err := errors.Join(turn.SetOnce(ctx, "dice", json.RawMessage("4")), l.reply(ctx, turn, "first")); err != nil {
			t.Error(err)
		}
		if m.Redelivered {
			t.Error("the first run is called a second")
		}
		close(began)
		<-ctx.Done()
		return inbox.Outcome{Script: "a.js", Handled: true, Err: context.Cause(ctx)}
	})
	r.says(u1, "go")
	<-began
	l.die()
	l = r.life(func(ctx context.Context, l *life, turn *inbox.Turn, m bot.Message) inbox.Outcome {
		value, ok := turn.Once("dice")
		if !m.Redelivered || !ok || string(value) != "4" {
			t.Errorf("the second run: redelivered %v, once %s", m.Redelivered, value)
		}
		err := errors.Join(l.reply(ctx, turn, "first"), l.reply(ctx, turn, "second"))
		return inbox.Outcome{Script: "a.js", Handled: true, Err: err}
	})
	l.done(1)
	if got := r.hears(u1, 2); !slices.Equal(got, []string{"first", "second"}) {
		t.Errorf("the user hears %q", got)
	}
}

// TestOrderOfAUser: the messages of a user are handled one after another, in
// their order, and those of others beside them.
func TestOrderOfAUser(t *testing.T) {
	r := newRig(t)
	hold, seen := make(chan struct{}), make(chan string, 9)
	l := r.life(func(_ context.Context, _ *life, _ *inbox.Turn, m bot.Message) inbox.Outcome {
		seen <- m.M.Text()
		if m.M.From == u1 {
			<-hold
		}
		return inbox.Outcome{Handled: true}
	})
	for _, text := range []string{"1", "2", "3"} {
		r.says(u1, text)
	}
	if got := <-seen; got != "1" {
		t.Errorf("%q is first", got)
	}
	r.says(u2, "other")
	if got := <-seen; got != "other" {
		t.Errorf("%q is handled beside the first", got)
	}
	close(hold)
	l.done(4)
	if a, b := <-seen, <-seen; a != "2" || b != "3" {
		t.Errorf("then %q and %q", a, b)
	}
}

// TestQuestion: an answer goes to the question and not to the rules, and both
// rows are done together.
func TestQuestion(t *testing.T) {
	r := newRig(t)
	l := r.life(func(ctx context.Context, l *life, turn *inbox.Turn, m bot.Message) inbox.Outcome {
		if m.M.Text() != "ask" {
			return inbox.Outcome{Handled: true, Err: l.reply(ctx, turn, "rule: "+m.M.Text())}
		}
		number := bot.Question{
			Content: &bot.Content{Parts: []bot.Part{{Text: "how many?"}}},
			Accept:  func(_ context.Context, m bot.Message) (bool, error) { return m.M.Text() == "7", nil },
		}
		answer, err := turn.Ask(number).Wait(ctx)
		if err == nil {
			err = l.reply(ctx, turn, "got "+answer.M.Text())
		}
		return inbox.Outcome{Handled: true, Err: err}
	})
	r.says(u1, "ask")
	r.hears(u1, 1)
	r.says(u1, "what?")
	r.hears(u1, 2)
	r.says(u1, "7")
	if got := r.hears(u1, 3); !slices.Equal(got, []string{"how many?", "rule: what?", "got 7"}) {
		t.Errorf("the user hears %q", got)
	}
	l.done(3)
	if l.pending() != 0 {
		t.Error("rows are pending still")
	}
}

// TestAnswerAfterADeath: a re-run gets the answers that the run before got, in
// their order, and asks neither twice.
func TestAnswerAfterADeath(t *testing.T) {
	r := newRig(t)
	ask := func(ctx context.Context, turn *inbox.Turn, text string) (string, error) {
		m, err := turn.Ask(bot.Question{Content: &bot.Content{Parts: []bot.Part{{Text: text}}}}).Wait(ctx)
		return m.M.Text(), err
	}
	got := make(chan string, 9)
	both := func(ctx context.Context, l *life, turn *inbox.Turn, _ bot.Message) inbox.Outcome {
		a, err := ask(ctx, turn, "a?")
		if err != nil {
			return inbox.Outcome{Handled: true, Err: err}
		}
		got <- a
		b, err := ask(ctx, turn, "b?")
		got <- b
		return inbox.Outcome{Handled: true, Err: err}
	}
	l := r.life(both)
	r.says(u1, "go")
	r.hears(u1, 1)
	r.says(u1, "one")
	r.hears(u1, 2)
	if text := <-got; text != "one" {
		t.Errorf("the first answer is %q", text)
	}
	l.die()
	<-got // of the handler that was cut off
	l = r.life(both)
	r.says(u1, "two")
	if a, b := <-got, <-got; a != "one" || b != "two" {
		t.Errorf("the second run gets %q and %q", a, b)
	}
	l.done(1)
	if heard := r.hears(u1, 2); len(heard) != 2 || l.pending() != 0 {
		t.Errorf("the user hears %q, %d rows are pending", heard, l.pending())
	}
}

// TestQuestionEnds: a question ends with its time, with an error of the script
// that judges, and with its handler.
func TestQuestionEnds(t *testing.T) {
	r := newRig(t)
	errs := make(chan error, 9)
	wrong := errors.New("judge failed")
	l := r.life(func(ctx context.Context, l *life, turn *inbox.Turn, m bot.Message) inbox.Outcome {
		switch m.M.Text() {
		case "time":
			_, err := turn.Ask(bot.Question{Timeout: time.Millisecond}).Wait(ctx)
			errs <- err
		case "judge":
			_, err := turn.Ask(bot.Question{Accept: func(context.Context, bot.Message) (bool, error) { return false, wrong }}).Wait(ctx)
			errs <- err
		case "leave":
			k := turn.Ask(bot.Question{})
			go func() {
				_, err := k.Wait(context.Background())
				errs <- err
			}()
		}
		return inbox.Outcome{Handled: true}
	})
	r.says(u1, "time")
	var late *bot.TimeoutError
	if err := <-errs; !errors.As(err, &late) || late.Limit != time.Millisecond {
		t.Errorf("after its time: %v", err)
	}
	r.says(u1, "judge")
	l.done(1)
	r.says(u1, "candidate")
	if err := <-errs; !errors.Is(err, wrong) {
		t.Errorf("when its judge fails: %v", err)
	}
	r.says(u2, "leave")
	if err := <-errs; err == nil {
		t.Error("a question outlives its handler")
	}
	l.done(4)
}

// TestOutcomes: what became of a message among the rules says how its row ends,
// who hears of it and what the user hears.
func TestOutcomes(t *testing.T) {
	bad := errors.New("boom")
	for _, tt := range []struct {
		name    string
		outcome inbox.Outcome
		state   string
		reason  string
		failed  int
		hears   bool
	}{
		{"handled", inbox.Outcome{Script: "a.js", Handled: true}, store.InboxDone, "", 0, false},
		{"nobody took it", inbox.Outcome{}, store.InboxDone, "no rule took it", 0, false},
		{"it threw", inbox.Outcome{Handled: true, Err: bad}, store.InboxFailed, "boom", 1, true},
		{"what it threw was caught", inbox.Outcome{Handled: true, Caught: bad}, store.InboxFailed, "boom", 1, false},
		{"it left errors behind", inbox.Outcome{Handled: true, Strays: []error{bad, bad}}, store.InboxFailed, "boom", 2, true},
		{"it is set aside", inbox.Outcome{Aside: []string{"a.js", "b.js"}}, store.InboxFailed, "set aside until edited: a.js, b.js", 0, false},
		{"it was passed", inbox.Outcome{Passed: []error{bad, bad, bad}}, store.InboxFailed, "boom; and 2 more", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			r.change = func(o *inbox.Options) { o.ErrorReply = "sorry" }
			l := r.life(func(context.Context, *life, *inbox.Turn, bot.Message) inbox.Outcome { return tt.outcome })
			r.says(u1, "x")
			if f := l.done(1)[0]; f.State != tt.state || f.Reason != tt.reason {
				t.Errorf("the row is %s: %q", f.State, f.Reason)
			}
			if n := len(l.failed); n != tt.failed {
				t.Errorf("%d failures were told, want %d", n, tt.failed)
			}
			var sent int
			for _, q := range r.sim.Sent(u1, 0) {
				if q.Text == "sorry" {
					sent++
				}
			}
			if (sent == 1) != tt.hears {
				t.Errorf("the user heard %d apologies", sent)
			}
		})
	}
}

// TestNotForRules: a message of one who is not allowed is kept, and no rule gets
// it.
func TestNotForRules(t *testing.T) {
	r := newRig(t)
	l := r.life(func(_ context.Context, _ *life, _ *inbox.Turn, m bot.Message) inbox.Outcome {
		if m.M.From != u1 {
			t.Errorf("a rule gets a message of %s", m.M.From)
		}
		return inbox.Outcome{Handled: true}
	})
	r.says("stranger@im.wechat", "hi")
	r.says(u1, "hi")
	l.done(1)
	rows, err := l.db.History(store.Filter{Limit: 9})
	if err != nil || len(rows) != 2 || rows[1].State != store.InboxRecorded || rows[1].Reason != "the sender is not in access.allow" {
		t.Errorf("rows: %+v, %v", rows, err)
	}
}

// TestFullInbox: a commit does not return while as many rows wait as may.
func TestFullInbox(t *testing.T) {
	r := newRig(t)
	r.change = func(o *inbox.Options) { o.Limit = 2 }
	hold := make(chan struct{})
	l := r.life(func(context.Context, *life, *inbox.Turn, bot.Message) inbox.Outcome {
		<-hold
		return inbox.Outcome{Handled: true}
	})
	for i := range 2 {
		r.says(u1, fmt.Sprint(i))
	}
	waitFor(t, "two rows", func() bool { return l.pending() == 2 })
	polls := r.sim.State().Requests["getupdates"]
	r.says(u1, "third")
	time.Sleep(150 * time.Millisecond)
	if n := l.pending(); n != 2 || r.sim.State().Requests["getupdates"] > polls {
		t.Errorf("%d rows wait, with a limit of 2", n)
	}
	close(hold)
	l.done(3)
}

// TestAgainAndSuspects: a row that is to be handled once more is, and a suspect
// of an earlier life is expected and goes.
func TestAgainAndSuspects(t *testing.T) {
	r := newRig(t)
	fail := errors.New("no")
	runs := make(chan bool, 9)
	l := r.life(func(_ context.Context, _ *life, _ *inbox.Turn, m bot.Message) inbox.Outcome {
		runs <- m.Redelivered
		return inbox.Outcome{Handled: true, Err: fail}
	})
	r.says(u1, "x")
	l.done(1)
	_ = l.db.Flush(t.Context())
	failed, err := l.db.Failed(9)
	if err != nil || len(failed) != 1 {
		t.Fatalf("failed: %v, %v", failed, err)
	}
	row, err := l.db.Retry("default", failed[0].ID).Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l.Again(&row)
	l.done(2)
	if first, second := <-runs, <-runs; first || !second {
		t.Errorf("redelivered: %v, then %v", first, second)
	}
	if _, err := l.db.Retry("default", row.ID).Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.die()
	fail = nil
	l = r.life(func(context.Context, *life, *inbox.Turn, bot.Message) inbox.Outcome {
		return inbox.Outcome{Handled: true}
	}, row.ID)
	l.done(1)
	waitFor(t, "the suspect to be gone", func() bool {
		l.suspects.mu.Lock()
		defer l.suspects.mu.Unlock()
		return slices.Equal(l.suspects.expected, []uint64{row.ID}) && slices.Equal(l.suspects.gone, []uint64{row.ID})
	})
}

// TestTurnOfAMessage: what a turn says of itself, and the values that take
// effect with its end.
func TestTurnOfAMessage(t *testing.T) {
	r := newRig(t)
	var values *store.KV
	r.change = func(o *inbox.Options) { values = o.Values }
	space := bot.Space{Script: "a", Account: "default", User: u1}
	turns := make(chan *inbox.Turn, 1)
	l := r.life(func(_ context.Context, _ *life, turn *inbox.Turn, m bot.Message) inbox.Outcome {
		v := inbox.View(values, turn, space)
		if err := v.Set("n", json.RawMessage("1"), 0); err != nil {
			t.Error(err)
		}
		var not *bot.NotNumberError
		_ = v.Set("word", json.RawMessage(`"x"`), 0)
		if _, err := v.Incr("word", 1); !errors.As(err, &not) {
			t.Errorf("incr of a word: %v", err)
		}
		if turn.Over() || turn.Account() != "default" || turn.User() != u1 || turn.IsTick() ||
			turn.Key() != "default/"+m.M.ID || turn.Message() != m.M.ID || turn.Row() == 0 || turn.Quota().Limit == 0 {
			t.Errorf("turn: %s of %s for %s", turn.Key(), turn.Account(), turn.User())
		}
		turns <- turn
		return inbox.Outcome{Handled: true}
	})
	r.says(u1, "x")
	l.done(1)
	turn := <-turns
	if !turn.Over() {
		t.Error("the turn is not over")
	}
	if v, ok := inbox.View(values, nil, space).Get("n"); !ok || string(v) != "1" {
		t.Errorf("after the end the value is %s", v)
	}
	if key := inbox.RowKey(&store.InboxRow{ID: 5, Account: "default"}, ""); key != "default/#5" {
		t.Errorf("a row without an id is %s", key)
	}
}

// TestQuoteOfAReply: a message that quotes a reply by its id comes with the
// text that the rule wrote.
func TestQuoteOfAReply(t *testing.T) {
	r := newRig(t)
	quoted := make(chan string, 1)
	l := r.life(func(ctx context.Context, l *life, turn *inbox.Turn, m bot.Message) inbox.Outcome {
		if m.M.Quote() != nil {
			quoted <- m.QuoteText
			return inbox.Outcome{Handled: true}
		}
		return inbox.Outcome{Handled: true, Err: l.reply(ctx, turn, "the reply")}
	})
	r.says(u1, "x")
	r.hears(u1, 1)
	l.done(1)
	_ = l.db.Flush(t.Context())
	if _, err := r.sim.Say(sim.SayRequest{User: u1, Text: "this", Quote: r.sim.Sent(u1, 0)[0].MessageID}); err != nil {
		t.Fatal(err)
	}
	if got := <-quoted; got != "the reply" {
		t.Errorf("quoted: %q", got)
	}
}
