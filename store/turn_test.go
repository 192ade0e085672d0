package store

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// everything is what a store holds: tables with their rows and the number given
// last, without what the log's own rows are.
func everything(t *testing.T, db *DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	view(t, db, func(tx *txn) {
		for table := range tableCount {
			name := string(tableNames[table])
			if !tx.rows.has(table) {
				continue
			}
			if n := tx.rows.last(table); n > 0 {
				all[name] = strconv.FormatUint(n, 10)
			}
			err := tx.rows.ascend(table, nil, func(k, v []byte) error {
				if table != tableMeta || !bytes.Equal(k, schemaKey) && !strings.HasPrefix(string(k), "log/") {
					all[name+" "+string(k)] = string(v)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	return all
}

// older writes a file of the earlier engine.
func older(t *testing.T) (b []byte, holds map[string]string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	if err := os.WriteFile(path, sample(t, 2500), 0o600); err != nil {
		t.Fatal(err)
	}
	db := open(t, path, Options{})
	holds = everything(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b, holds
}

// A file of the earlier engine is turned once, wherever the process is killed
// meanwhile, and goes on as it was under another name.
func TestTurn(t *testing.T) {
	if path := os.Getenv("STORE_TEST_TURN"); path != "" {
		left := stepsLeft()
		db, err := Open(path, Options{Engine: EngineLog, Probe: func(s Stage) {
			if left--; s == StageTurn && left < 0 {
				die()
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		_ = db.Close()
		return
	}
	if Tested() != EngineBolt {
		t.Skip("the file of the test is of the earlier engine")
	}
	b, want := older(t)
	killed := 0
	for step := range 20 {
		path := filepath.Join(t.TempDir(), "state.db")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, died := child(t, "TestTurn", "STORE_TEST_TURN", path, step)
		turned(t, path, b, want)
		if !died {
			break
		}
		killed++
	}
	if killed != 5 {
		t.Errorf("killed at %d steps, there are 5", killed)
	}
}

// turned opens a file that may be turned and looks at all that it holds.
func turned(t *testing.T, path string, before []byte, want map[string]string) {
	t.Helper()
	for range 2 {
		db, err := Open(path, Options{Engine: EngineLog})
		if err != nil {
			t.Fatal(err)
		}
		if got := everything(t, db); !maps.Equal(got, want) {
			t.Errorf("%d rows after the turn, %d before", len(got), len(want))
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	kept := filepath.Join(t.TempDir(), "kept.db")
	b, err := os.ReadFile(path + beforeLog)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, b, 0o600); err != nil {
		t.Fatal(err)
	}
	db := open(t, kept, Options{})
	if version, err := schemaOf(db.file()); err != nil || version > schemaChanges {
		t.Errorf("the copy has schema %d, %v", version, err)
	}
	if got := everything(t, db); !maps.Equal(got, want) {
		t.Errorf("the copy has %d rows, want %d", len(got), len(want))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 2 {
		t.Errorf("left: %q", left)
	}
}

// When the copy can not be made a file stays what it was.
func TestTurnThatFails(t *testing.T) {
	if Tested() != EngineBolt {
		t.Skip("the file of the test is of the earlier engine")
	}
	b, want := older(t)
	path := filepath.Join(t.TempDir(), "state.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path+beforeLog, 0o700); err != nil { // nothing can be renamed to it
		t.Fatal(err)
	}
	_, err := Open(path, Options{Engine: EngineLog})
	if errno := syscall.Errno(0); !errors.As(err, &errno) {
		t.Fatalf("Open = %v, want the system's error", err)
	}
	if err := os.Remove(path + beforeLog); err != nil {
		t.Fatal(err)
	}
	db := open(t, path, Options{})
	if got := everything(t, db); !maps.Equal(got, want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	turned(t, path, b, want)
}
