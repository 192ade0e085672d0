package window_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"hotreply/host/internal/window"
	"hotreply/ilink"
	"hotreply/store"
)

// disk is what an earlier life left. It counts who is read.
type disk struct {
	rows  map[string]string
	reads map[string]int
	err   error
}

func (d *disk) Window(_, user string) (store.Window, error) {
	d.reads[user]++
	if row, ok := d.rows[user]; ok && d.err == nil {
		return store.Window{User: user, Value: []byte(row)}, nil
	}
	return store.Window{}, d.err
}

func (d *disk) Windows(string) (list []store.Window, err error) {
	d.reads["all"]++
	for user, row := range d.rows {
		list = append(list, store.Window{User: user, Value: []byte(row)})
	}
	return list, d.err
}

// left makes a disk with n users, u0 and so on, each of whom wrote and got one
// answer.
func left(t *testing.T, n int, now time.Time) *disk {
	d := &disk{rows: map[string]string{}, reads: map[string]int{}}
	w := window.New("default", ilink.DefaultLimits(), func() time.Time { return now })
	for i := range n {
		u := fmt.Sprint("u", i)
		w.Inbound(&ilink.Message{From: u, ContextToken: "token"}, now)
		if _, err := w.Take(u, 1); err != nil {
			t.Fatal(err)
		}
		w.Keep(u, func(row store.Window) { d.rows[u] = string(row.Value) })
	}
	return d
}

func later(t *testing.T, d *disk, now time.Time) *window.Windows {
	w := window.New("default", ilink.DefaultLimits(), func() time.Time { return now })
	w.ReadFrom(d, func(err error) {
		if !errors.Is(err, d.err) || d.err == nil {
			t.Error(err)
		}
	})
	return w
}

// Windows of an earlier life are read when their users are needed. What changed
// in this life is never read again; of what did not, only so much is kept.
func TestWindowsAreReadWhenTheyAreNeeded(t *testing.T) {
	const users = 9000
	now := time.Now()
	d := left(t, users, now)
	w := later(t, d, now)
	if len(d.reads) != 0 {
		t.Errorf("read at the start: %v", d.reads)
	}
	if q := w.Quota("u0"); q.Used != 1 || !w.Known("u0") || w.Known("nobody") || d.reads["u0"] != 1 {
		t.Errorf("%+v after %d reads, want the quota that was left", q, d.reads["u0"])
	}
	if _, err := w.Take("u1", 2); err != nil {
		t.Fatal(err)
	}
	w.Inbound(&ilink.Message{From: "u2", ContextToken: "newer"}, now.Add(time.Second))
	for i := range users {
		w.Known(fmt.Sprint("u", i))
	}
	for user, want := range map[string]struct{ used, reads int }{"u0": {1, 2}, "u1": {3, 1}, "u2": {0, 1}} {
		if q := w.Quota(user); q.Used != want.used || d.reads[user] != want.reads {
			t.Errorf("%s: %d used after %d reads, want %+v", user, q.Used, d.reads[user], want)
		}
	}
	if list := w.Users(); len(list) != users || list[1].ID != "u1" || list[1].Remaining != 7 {
		t.Errorf("%d users, %+v", len(list), list[1])
	}
	if w.Users(); d.reads["all"] != 1 || w.Quota("u8999").Used != 1 || d.reads["u8999"] != 1 {
		t.Errorf("read again although all are known: %d, %d", d.reads["all"], d.reads["u8999"])
	}
	w.Clear()
	if w.Known("u0") || w.Known("u1") || len(w.Users()) != 0 {
		t.Error("windows of another bot are known")
	}
}

// A read that fails is told, and is no window.
func TestWindowsThatCanNotBeRead(t *testing.T) {
	now := time.Now()
	d := left(t, 1, now)
	d.err = errors.New("damaged")
	w, told := window.New("default", ilink.DefaultLimits(), time.Now), 0
	w.ReadFrom(d, func(err error) {
		if errors.Is(err, d.err) {
			told++
		}
	})
	if _, err := w.Take("u0", 1); err == nil || told != 1 {
		t.Errorf("taken, %v, told %d times", err, told)
	}
	if w.Users(); told != 2 {
		t.Errorf("told %d times", told)
	}
}
