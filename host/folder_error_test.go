package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/host/config"
	"hotreply/host/internal/statedir"
)

// TestFoldersBelowAFile: each way into a folder that can not be tells so.
func TestFoldersBelowAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(file, "x")
	usable := t.TempDir()
	account := map[string]config.Account{"default": {}}
	lock := func() error { _, err := statedir.Lock(inside, "test"); return err }
	check := func(c Config) error { _, err := Check(t.Context(), c, nil); return err }
	for name, err := range map[string]error{
		"lock":          lock(),
		"run":           Run(t.Context(), Config{Config: config.Config{State: inside, Scripts: usable, Accounts: account}}),
		"check state":   check(Config{Config: config.Config{State: inside, Scripts: usable, Accounts: account}}),
		"check scripts": check(Config{Config: config.Config{State: usable, Scripts: inside, Accounts: account}}),
		"own scripts":   CheckScripts(Config{Config: config.Config{Scripts: usable, Accounts: map[string]config.Account{"a": {Scripts: file}}}}),
	} {
		var folder *statedir.FolderError
		if !errors.As(err, &folder) {
			t.Errorf("%s: %v (%T), want a FolderError", name, err, err)
		} else if !strings.HasPrefix(folder.Dir, file) || folder.Hint() == "" {
			t.Errorf("%s: folder %q, hint %q", name, folder.Dir, folder.Hint())
		}
	}
}
