package store

import (
	"os"
	"path/filepath"
	"testing"
)

// A salvage that dies before it has put the log aside is ended by the next one,
// and by a start that finds nothing wrong any more.
func TestSalvageThatDies(t *testing.T) {
	if Tested() != EngineLog {
		t.Skip("the file has no log")
	}
	for _, again := range []bool{true, false} {
		path := filepath.Join(t.TempDir(), "state.db")
		var row uint64
		db := open(t, path, Options{})
		for _, note := range []string{"first", "altered", "third", "fourth"} {
			update(t, db, func(tx *txn) error {
				tx.SetNote(note, []byte(note))
				row, _ = add(tx, "default", note, `{}`)
				return nil
			})
		}
		crash := crashed(t, db, filepath.Join(t.TempDir(), "state.db"))
		log, err := os.ReadFile(crash + ".log.1")
		if err != nil {
			t.Fatal(err)
		}
		for i := range log[:len(log)-8] {
			if string(log[i:i+7]) == "altered" {
				log[i] ^= 1
			}
		}
		if err := os.WriteFile(crash+".log.1", log, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := salvageLog(crash, Options{Engine: EngineLog}.withDefaults()); err != nil {
			t.Fatal(err)
		}
		if again {
			if _, err := Salvage(crash, Options{}); err != nil {
				t.Fatalf("Salvage again: %v", err)
			}
		}
		next := open(t, crash, Options{})
		view(t, next, func(tx *txn) {
			if tx.Note("fourth") == nil || tx.Note("altered") != nil || tx.CountInbox("default") != 0 {
				t.Errorf("notes %q, %q, %d pending", tx.Note("fourth"), tx.Note("altered"), tx.CountInbox("default"))
			}
			if in, ok := tx.Inbox(row); !ok || in.State != InboxFailed {
				t.Errorf("the last row is %+v", in)
			}
		})
	}
}
