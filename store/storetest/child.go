package storetest

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"hotreply/store"
)

// A child is a life of a bot that ends itself in the middle of its work. It does
// what a host does with messages, one after another per account, and writes a
// line for each verb of which it was told that it is on disk.

// childEnv holds the orders of a child as JSON.
const childEnv = "STORETEST_CHILD"

type orders struct {
	Path, Told string
	Stage      store.Stage // where it ends itself,
	Nth        int64       // at which time that it gets there
	Batch      int         // verbs of a commit at most
}

// accounts are those of a child; each has its own goroutine.
var accounts = []string{"a", "b", "c"}

// messages is how many an account gets in one life at most.
const messages = 500

// told is a line of a child: a row that is on disk.
type toldLine struct {
	Out     bool   `json:"out,omitempty"` // of the outbox
	Account string `json:"account"`
	Number  int    `json:"number"` // of the message
	ID      uint64 `json:"id"`
}

func isChild() bool { return os.Getenv(childEnv) != "" }

// child is one life. It ends with the process.
func (f Factory) child(t *testing.T) {
	var o orders
	if err := json.Unmarshal([]byte(os.Getenv(childEnv)), &o); err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(o.Told, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	var left atomic.Int64
	left.Store(o.Nth)
	j, err := f.Open(o.Path, store.Options{MaxBatch: o.Batch, Probe: func(s store.Stage) {
		if s == o.Stage && left.Add(-1) == 0 {
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	b := &bot{Journal: j, t: t, values: store.NewKV(j, store.KVOptions{}), out: out}
	var wg sync.WaitGroup
	for _, account := range accounts {
		wg.Go(func() { b.live(account) })
	}
	wg.Wait()
	t.Fatal("the child has come to the end of its work")
}

// bot is what a child does with its journal.
type bot struct {
	store.Journal
	t      *testing.T
	values *store.KV

	mu  sync.Mutex // guards out
	out *os.File
}

func (b *bot) tell(l toldLine) {
	line, _ := json.Marshal(l)
	b.mu.Lock()
	defer b.mu.Unlock()
	_, _ = b.out.Write(append(line, '\n'))
}

// live goes on with an account where the life before has ended.
func (b *bot) live(account string) {
	login := wait(b, b.Login(account, "bot"))
	s, err := b.Load(account)
	if err != nil {
		b.t.Error(err)
		return
	}
	for _, row := range s.Pending {
		b.handle(account, row.InboxRow)
	}
	from, _ := strconv.Atoi(login.Cursor)
	for n := from + 1; n <= from+messages; n++ {
		row := store.InboxRow{Account: account, User: "u", Key: fmt.Sprint("k", n), Kind: "message", Raw: json.RawMessage(strconv.Itoa(n))}
		row.ID = wait(b, b.Receive(account, store.Batch{Arrivals: []store.Arrival{{Row: row}}, Windows: []store.Window{window(n)}, Cursor: strconv.Itoa(n)}))[0].ID
		b.tell(toldLine{Account: account, Number: n, ID: row.ID})
		b.handle(account, row)
	}
}

// handle is a rule that counts, keeps the newest number and answers.
func (b *bot) handle(account string, row store.InboxRow) {
	n, _ := strconv.Atoi(string(row.Raw))
	w := b.values.NewWork()
	count := b.values.Space("count")
	_, err1 := count.Incr(w, "all", 1)
	_, err2 := count.Incr(w, account, 1)
	err3 := b.values.Space("user").Set(w, account, json.RawMessage(row.Raw), 0)
	err4 := b.values.Space("seen").Set(nil, account, json.RawMessage(row.Raw), 0)
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			b.t.Error(err)
		}
	}
	b.send(account, row.ID, n)
	w.Finish(account, store.End{Row: row.ID, State: store.InboxDone})
}

// send answers, once: a row that an earlier life has made is taken over.
func (b *bot) send(account string, id uint64, n int) {
	rows, err := b.OutboxOf(store.InboxSource(id))
	if err != nil {
		b.t.Error(err)
		return
	}
	row := store.OutboxRow{Account: account, User: "u", Source: store.InboxSource(id), N: 1, Content: json.RawMessage(strconv.Itoa(n))}
	if len(rows) == 0 {
		row.ID = wait(b, b.Persist(account, row, window(n)))
		b.tell(toldLine{Out: true, Account: account, Number: n, ID: row.ID})
	} else {
		row = rows[0]
	}
	row.State = store.OutboxConfirmed
	b.Note(account, row)
}

func window(n int) store.Window { return store.Window{User: "u", Value: []byte(strconv.Itoa(n))} }

func wait[T any](b *bot, ticket *store.Ticket[T]) T {
	v, err := ticket.Wait(b.t.Context())
	if err != nil {
		b.t.Error(err)
	}
	return v
}
