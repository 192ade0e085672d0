package store

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// Verbs that nobody waits for gather for one commit, and come to the disk soon
// without anybody who waits.
func TestToldVerbsGather(t *testing.T) {
	var commits atomic.Int32
	db := open(t, filepath.Join(t.TempDir(), "s.db"), Options{Engine: Tested(), Probe: func(s Stage) {
		if s == StageCommit {
			commits.Add(1)
		}
	}})
	defer db.Close()
	for round := range 3 {
		before := commits.Load()
		for i := range 200 {
			db.Mark(Mark{Name: fmt.Sprint("gather/", i), Value: fmt.Append(nil, round)})
		}
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			marks, err := db.Marks("gather/199")
			if err != nil {
				t.Fatal(err)
			}
			if len(marks) == 1 && string(marks[0].Value) == fmt.Sprint(round) {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("round %d is not on disk after ten seconds", round)
			}
		}
		if n := commits.Load() - before; n > 20 {
			t.Errorf("round %d: %d commits of 200 verbs", round, n)
		}
	}
}
