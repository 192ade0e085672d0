package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"hotreply/store"
)

// A message arrives, its handler counts, and both are settled together.
func Example() {
	dir, _ := os.MkdirTemp("", "store")
	defer os.RemoveAll(dir)
	ctx := context.Background()

	db, err := store.Open(filepath.Join(dir, "state.db"), store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	values := store.NewKV(db, store.KVOptions{})

	// The row and the cursor are on disk together before the next poll.
	var id uint64
	_ = db.Update(ctx, func(tx *store.Tx) error {
		id, _ = tx.AddInbox(store.InboxRow{
			Account: "default", User: "u1", Key: "7512345678901234777",
			Raw: json.RawMessage(`{"text":"hi"}`),
		})
		tx.SetCursor("default", "opaque")
		return nil
	})

	// The handler runs: what it counts is seen at once …
	work := values.NewWork()
	n, _ := values.Space("hello").Incr(work, "greetings", 1)
	fmt.Println("greetings:", n)

	// … and reaches the disk with the mark that it is done, or not at all.
	_ = db.Update(ctx, func(tx *store.Tx) error {
		tx.FinishInbox(id, store.InboxDone, "")
		work.Apply(tx)
		return nil
	})
	// Output: greetings: 1
}
