package watch_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/filestamp"
	"hotreply/internal/watch"
)

// saved runs a watch and returns how long after a save it was seen.
func saved(t *testing.T, o watch.Options, path string) time.Duration {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	before := filestamp.MarkOf(path)
	started, seen := make(chan time.Time, 1), time.Time{}
	time.AfterFunc(200*time.Millisecond, func() {
		if err := os.WriteFile(path, []byte("new text"), 0o600); err != nil {
			t.Error(err)
		}
		started <- time.Now()
	})
	watch.Run(ctx, o, func() bool {
		if filestamp.MarkOf(path) == before {
			return true
		}
		seen = time.Now()
		return false
	})
	if seen.IsZero() {
		t.Fatal("a save was not seen")
	}
	return seen.Sub(<-started)
}

func TestSaveIsSeenByAnEvent(t *testing.T) {
	dir := t.TempDir()
	changes := watch.NewChanges(true, hclog.NewNullLogger())
	changes.Close()
	if !changes.Live() {
		t.Skip("no file events here")
	}
	path := filepath.Join(dir, "file")
	for _, name := range []string{"", "file"} {
		if took := saved(t, watch.Options{Folders: []string{dir}, Name: name, Every: time.Hour}, path); took > 10*time.Second {
			t.Errorf("seen after %v", took)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// Where no events come, as on a network folder, the looks are what there is.
func TestSaveIsSeenWithoutEvents(t *testing.T) {
	for name, o := range map[string]watch.Options{
		"none wanted":        {Folders: []string{t.TempDir()}, Every: 50 * time.Millisecond, Silent: true},
		"none for this file": {Folders: []string{filepath.Join(t.TempDir(), "missing")}, Every: 50 * time.Millisecond},
		"no folder":          {Every: 50 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) { saved(t, o, filepath.Join(t.TempDir(), "file")) })
	}
}

// A folder that is made again is watched again, from the next look on.
func TestFolderIsMadeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "folder")
	path := filepath.Join(dir, "file")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	looks := 0
	watch.Run(ctx, watch.Options{Folders: []string{dir}, Every: 50 * time.Millisecond}, func() bool {
		looks++
		_ = os.RemoveAll(dir)
		_ = os.Mkdir(dir, 0o700)
		_ = os.WriteFile(path, []byte{byte(looks)}, 0o600)
		return looks < 5
	})
	if looks != 5 {
		t.Errorf("%d looks, want 5", looks)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	watch.Run(ctx, watch.Options{Every: time.Hour}, func() bool { t.Error("looked"); return true })
}
