package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// sample writes a store with rows of every kind and returns its bytes, without
// the unused end.
func sample(t testing.TB, rows int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	db := open(t, path, Options{})
	for from := 0; from < rows; from += 200 {
		update(t, db, func(tx *txn) error {
			for i := from; i < min(from+200, rows); i++ {
				id, _ := add(tx, "default", fmt.Sprint("m", i), `{"text":"hello"}`)
				if i%3 > 0 {
					tx.FinishInbox(id, InboxDone, "")
				}
				tx.PutOutbox(OutboxRow{Account: "default", User: "u", Source: InboxSource(id), N: 1, State: OutboxConfirmed})
				tx.PutQuote("default", fmt.Sprint("m", i), []byte("hello"))
				tx.KVSet("todo", fmt.Sprint("k", i), KVValue{Value: raw("1")})
				tx.SetWindow("default", fmt.Sprint("u", i), []byte(`{}`))
			}
			tx.SetBundle("a.js", make([]byte, 10_000))
			return nil
		})
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := readMeta(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return b[:int(m.pages)*m.pageSize]
}

func TestDamagedFileIsCopied(t *testing.T) {
	good := sample(t, 50)
	cases := map[string][]byte{
		"text":         []byte("this is not a database, but some text that is long enough to look at"),
		"short":        good[:100],
		"one page":     good[:4096],
		"cut in half":  good[:len(good)/2],
		"metas zeroed": append(make([]byte, 2*os.Getpagesize()), good[2*os.Getpagesize():]...),
	}
	for name, b := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.db")
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			var damaged *DamagedError
			for range 2 { // the second time nothing more is copied
				_, err := Open(path, Options{})
				if !errors.As(err, &damaged) {
					t.Fatalf("Open = %v, want *DamagedError", err)
				}
			}
			kept, err := os.ReadFile(damaged.Copy)
			if err != nil || string(kept) != string(b) {
				t.Errorf("copy %q: %v, %d bytes, want the %d of the file", damaged.Copy, err, len(kept), len(b))
			}
			files, _ := filepath.Glob(path + "*")
			if len(files) != 2 {
				t.Errorf("files %q, want the file and one copy", files)
			}
			if damaged.Hint() == "" {
				t.Error("no hint")
			}
		})
	}
}

// However a file is damaged, opening and using it ends in errors at worst:
// never in the end of the process, never in a hang.
func TestDamageNeverKills(t *testing.T) {
	good := sample(t, 60)
	if err := checkBytes(t, good); err != nil {
		t.Fatalf("a good file is refused: %v", err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	refused, failed, fine := 0, 0, 0
	for range 400 {
		bad := append([]byte(nil), good...)
		page := r.IntN(len(bad)/4096) * 4096
		switch r.IntN(4) {
		case 0: // a page of noise
			for i := range 4096 {
				bad[page+i] = byte(r.Uint32())
			}
		case 1: // noise in a page's header or first elements
			for range 1 + r.IntN(4) {
				bad[page+r.IntN(96)] = byte(r.Uint32())
			}
		case 2: // one page's bytes in another's place
			from := r.IntN(len(bad)/4096) * 4096
			copy(bad[page:page+4096], good[from:])
		case 3: // single bits anywhere
			for range 1 + r.IntN(20) {
				bad[r.IntN(len(bad))] ^= 1 << r.IntN(8)
			}
		}
		switch err := useBytes(t, bad); {
		case err == nil:
			fine++
		case errors.As(err, new(*DamagedError)):
			refused++
		default:
			failed++
		}
	}
	t.Logf("%d refused as damaged, %d failed otherwise, %d went well", refused, failed, fine)
	if refused == 0 {
		t.Error("no damage was found")
	}
}

func checkBytes(t *testing.T, b []byte) error {
	path := filepath.Join(t.TempDir(), "s.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return checkFile(f)
}

// useBytes opens a file of these bytes, reads all of it and writes.
func useBytes(t *testing.T, b []byte) error {
	path := filepath.Join(t.TempDir(), "s.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := Open(path, Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.view(func(tx *txn) error {
		_, err1 := tx.History(0, 1000, nil)
		_, err2 := tx.OutboxHistory(0, 1000)
		err3 := tx.Windows("default", func(string, []byte) error { return nil })
		err4 := tx.KVAll(func(string, string, KVValue) error { return nil })
		return errors.Join(err1, err2, err3, err4)
	})
	return errors.Join(err, db.update(context.Background(), func(tx *txn) error {
		for i := range 60 {
			id, _ := add(tx, "default", fmt.Sprint("n", i), `1`)
			tx.FinishInbox(id-10, InboxDone, "")
			tx.KVDelete("todo", fmt.Sprint("k", i))
		}
		return nil
	}))
}

func TestNewerSchema(t *testing.T) {
	db := temp(t)
	if err := db.bolt.Update(func(btx *bbolt.Tx) error { return setSchema(btx, 99) }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var schema *SchemaError
	if _, err := Open(db.Path(), Options{}); !errors.As(err, &schema) || schema.Got != 99 {
		t.Fatalf("Open of a newer file = %v, want *SchemaError", err)
	}
	if files, _ := filepath.Glob(db.Path() + ".damaged*"); len(files) != 0 {
		t.Errorf("a newer file is no damaged one, but files are %q", files)
	}
}
