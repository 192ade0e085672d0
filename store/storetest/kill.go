package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hotreply/store"
)

// stages are the places where a child ends itself, and how far its lives come.
var stages = []struct {
	name  string
	stage store.Stage
	lives []int64
}{
	{"inside a verb", store.StageVerb, []int64{3, 40, 171}},
	{"inside a commit", store.StageCommit, []int64{2, 13, 60}},
	{"behind a commit", store.StageDurable, []int64{1, 14, 61}},
}

// killed ends children at every stage and looks at what is left. Commits of all
// sizes are cut: those of one verb part a row's changes from its end.
func (f Factory) killed(t *testing.T) {
	for _, s := range stages {
		for _, batch := range []int{1, 2, 5, 0} {
			t.Run(fmt.Sprintf("%s, %d verbs each", s.name, batch), func(t *testing.T) {
				o := orders{Path: filepath.Join(t.TempDir(), "journal"), Stage: s.stage, Batch: batch}
				o.Told = o.Path + ".told"
				for _, nth := range s.lives {
					o.Nth = nth
					life(t, o)
					f.check(t, o.Path, o.Told)
				}
			})
		}
	}
}

// torn damages what a child has left right behind a commit that nobody has
// heard of: without it nothing is missing.
func (f Factory) torn(t *testing.T) {
	for _, nth := range []int64{5, 20, 33, 70} {
		t.Run(fmt.Sprintf("commit %d", nth), func(t *testing.T) {
			o := orders{Path: filepath.Join(t.TempDir(), "journal"), Stage: store.StageDurable, Nth: nth}
			o.Told = o.Path + ".told"
			life(t, o)
			copies, err := f.Tear(o.Path)
			if err != nil {
				t.Fatal(err)
			}
			whole, torn := f.check(t, o.Path, o.Told), 0
			for _, path := range copies {
				if f.check(t, path, o.Told) != whole {
					torn++
				}
			}
			if torn == 0 {
				t.Errorf("none of %d damaged copies lacks the last commit", len(copies))
			}
			for _, path := range append(copies, o.Path) { // and a life can go on from each
				told := path + ".went-on"
				for _, n := range []int64{7, 30} {
					life(t, orders{Path: path, Told: told, Stage: store.StageVerb, Nth: n})
					f.check(t, path, told)
				}
			}
		})
	}
}

// life runs a child to its end.
func life(t *testing.T, o orders) {
	t.Helper()
	env, _ := json.Marshal(o) // strings and numbers: can not fail
	name, _, _ := strings.Cut(t.Name(), "/")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+name+"$", "-test.count=1")
	child.Env = append(os.Environ(), childEnv+"="+string(env))
	if out, err := child.CombinedOutput(); err == nil || bytes.Contains(out, []byte("FAIL")) {
		t.Fatalf("the child was to kill itself: %v\n%s", err, out)
	}
}

// check opens a journal and looks whether it holds what it must. It returns all
// that it holds.
func (f Factory) check(t *testing.T, path, told string) string {
	t.Helper()
	j, err := f.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	r := &rig{Journal: j, t: t}
	r.checkTold(told)
	all, state := 0, ""
	for _, account := range accounts {
		done, held := r.checkAccount(account)
		all += done
		state += held
	}
	same(r, "counter of all", number(r.value("count", "all")), all)
	return state
}

// checkTold looks for all rows that the child was told to be on disk.
func (r *rig) checkTold(path string) {
	r.t.Helper()
	lines, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) { // a life may end before its first line
		r.t.Fatal(err)
	}
	for line := range bytes.Lines(lines) {
		var l toldLine
		if err := json.Unmarshal(line, &l); err != nil {
			continue // the last one was not finished
		}
		if !l.Out {
			row, err := r.Inbox(l.ID)
			if err != nil || row.Account != l.Account || string(row.Raw) != strconv.Itoa(l.Number) {
				r.t.Errorf("message %d of %s is %+v, %v", l.Number, l.Account, row, err)
			}
			continue
		}
		found := false
		rows, err := r.History(store.Filter{Limit: 1 << 20})
		for _, in := range rows {
			sends, _ := r.OutboxOf(store.InboxSource(in.ID))
			for _, s := range sends {
				found = found || s.ID == l.ID && s.Account == l.Account && string(s.Content) == strconv.Itoa(l.Number)
			}
		}
		if err != nil || !found {
			r.t.Errorf("the send %d for message %d of %s is gone: %v", l.ID, l.Number, l.Account, err)
		}
	}
}

// checkAccount compares what handlers did with the ends of their rows.
func (r *rig) checkAccount(account string) (done int, held string) {
	r.t.Helper()
	rows := got(r, func() ([]store.InboxRow, error) { return r.History(store.Filter{Limit: 1 << 20}) })
	newest, newestDone, last := 0, 0, uint64(1<<63)
	for _, row := range rows { // newest first
		if row.Account != account {
			continue
		}
		n := number(string(row.Raw))
		newest = max(newest, n)
		if row.ID >= last {
			r.t.Errorf("%s: row %d is behind row %d", account, row.ID, last)
		}
		last = row.ID
		if row.State == store.InboxDone {
			done++
			newestDone = max(newestDone, n)
			sends := got(r, func() ([]store.OutboxRow, error) { return r.OutboxOf(store.InboxSource(row.ID)) })
			if len(sends) != 1 {
				r.t.Errorf("%s: message %d is done with %d sends", account, n, len(sends))
			}
		} else if n != newest {
			r.t.Errorf("%s: message %d is %s, and %d has come", account, n, row.State, newest)
		}
		held += fmt.Sprint(account, row.ID, row.State, " ")
	}
	same(r, account+": counter", number(r.value("count", account)), done)
	same(r, account+": newest value", number(r.value("user", account)), newestDone)
	seen := number(r.value("seen", account))
	if seen < newestDone || seen > newest {
		r.t.Errorf("%s: %d seen, %d done of %d", account, seen, newestDone, newest)
	}
	same(r, account+": rows", done == newest || done == newest-1, true)
	s := got(r, func() (store.State, error) { return r.Load(account) })
	same(r, account+": pending", len(s.Pending), newest-done)
	windows := r.everyWindow(account)
	if len(windows) > 0 || newest > 0 {
		same(r, account+": windows", fmt.Sprintf("%s", windows), fmt.Sprintf("[{u %d}]", newest))
	}
	if newest > 0 {
		login := answer(r, r.Login(account, "bot"))
		same(r, account+": login", login, store.Login{Cursor: strconv.Itoa(newest)})
		copied := answer(r, r.Receive(account, one(store.InboxRow{Key: fmt.Sprint("k", newest)})))
		same(r, account+": a copy is new", copied[0].Added, false)
	}
	return done, held + fmt.Sprint(s.Open, windows, seen)
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// reopened holds that a journal that was closed in order is whole, and that
// numbers go on.
func (f Factory) reopened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	var last uint64
	for range 3 {
		j, err := f.Open(path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{Journal: j, t: t}
		if last > 0 {
			same(r, "row", r.inbox(last).State, store.InboxDone)
			same(r, "mark", len(got(r, func() ([]store.Mark, error) { return r.Marks("m/") })), 1)
		}
		id := r.message("a", "u")
		if id <= last {
			t.Errorf("row %d behind %d", id, last)
		}
		last = id
		g := r.Together() // nobody waits for these
		g.Change(store.Incr("s", "n", 1, r.inbox(id).Received).With(id, 1))
		g.Finish("a", store.End{Row: id, State: store.InboxDone})
		g.Settle(id)
		g.Mark(store.Mark{Name: "m/1", Value: []byte("1")})
		g.Hand()
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	j, err := f.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Journal: j, t: t}
	same(r, "counter", r.value("s", "n"), "3")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Login("a", "bot").Wait(t.Context()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a verb of a closed journal: %v", err)
	}
}
