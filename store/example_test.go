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
	got, _ := db.Receive("default", store.Batch{
		Arrivals: []store.Arrival{{Row: store.InboxRow{User: "u1", Key: "7512345678901234777", Raw: json.RawMessage(`{"text":"hi"}`)}}},
		Cursor:   "opaque",
	}).Wait(ctx)

	// The handler runs: what it counts is seen at once …
	work := values.NewWork()
	n, _ := values.Space("hello").Incr(work, "greetings", 1)
	fmt.Println("greetings:", n)

	// … and reaches the disk with the mark that it is done, or not at all.
	work.Finish("default", store.End{Row: got[0].ID, State: store.InboxDone})
	// Output: greetings: 1
}
