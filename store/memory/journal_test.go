package memory_test

import (
	"encoding/json"
	"testing"

	"hotreply/store"
	"hotreply/store/memory"
	"hotreply/store/storetest"
)

func TestJournal(t *testing.T) {
	storetest.Run(t, storetest.Factory{
		Open: func(_ string, o store.Options) (store.Journal, error) { return memory.New(o), nil },
	})
}

// Scripts' values work on it as on the disk.
func TestValues(t *testing.T) {
	j := memory.New(store.Options{})
	kv := store.NewKV(j, store.KVOptions{})
	s, w := kv.Space("s"), kv.NewWork()
	row, err := j.Receive("a", store.Batch{Arrivals: []store.Arrival{{}}}).Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Incr(w, "n", 2); err != nil {
		t.Fatal(err)
	}
	if err := s.Set(nil, "m", json.RawMessage(`1`), 0); err != nil {
		t.Fatal(err)
	}
	if v, _ := j.Value("s", "n"); v.Value != nil {
		t.Errorf("before the row's end: %s", v.Value)
	}
	w.Finish("a", store.End{Row: row[0].ID, State: store.InboxDone})
	n, _ := j.Value("s", "n")
	m, _ := j.Value("s", "m")
	if string(n.Value)+string(m.Value) != "21" || kv.Pending() != 0 {
		t.Errorf("n = %s, m = %s, %d bytes pending", n.Value, m.Value, kv.Pending())
	}
}
