package store

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
)

// Who looks at a few rows sees each as of then or later, also when it has moved
// to the file between two looks; one who goes through a table stays at a moment.
func TestLooksDuringCheckpoints(t *testing.T) {
	db := logged(t, filepath.Join(t.TempDir(), "s.db"), Options{})
	update(t, db, func(tx *txn) error { tx.SetNote("newest", []byte("-1")); return nil })
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for ctx.Err() == nil {
				_ = db.look(func(tx *txn) error {
					_ = tx.Note("there is none") // for which the file is asked
					for range 5 {
						newest := string(tx.Note("newest"))
						if newest != "-1" && tx.Note("n"+newest) == nil {
							t.Errorf("note %s is missing", newest)
						}
					}
					newest, n := 0, 0
					_, _ = fmt.Sscan(string(tx.Note("newest")), &newest)
					if tx.none(tableMeta, noteKey("n")) && newest >= 0 {
						t.Errorf("no notes, the newest is %d", newest)
					}
					err := tx.Notes("n", func(string, []byte) error { n++; return nil })
					_, _ = fmt.Sscan(string(tx.Note("newest")), &newest)
					if n != newest+2 { // with itself
						t.Errorf("%d notes, the newest is %d", n, newest)
					}
					return err
				})
			}
		})
	}
	for i := range 400 {
		update(t, db, func(tx *txn) error {
			tx.SetNote(fmt.Sprint("n", i), make([]byte, 100))
			tx.SetNote("newest", fmt.Append(nil, i))
			return nil
		})
	}
	stop()
	wg.Wait()
}
