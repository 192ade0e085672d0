package host

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"hotreply/host/config"
)

// What the environment lacks is said before anything starts.
func TestRunRequiresVariables(t *testing.T) {
	c := loadText(t, "[ilink]\nproxy = \"$NO_KEY_IN_THE_ENVIRONMENT\"\n")
	var bad *config.Error
	if err := Run(t.Context(), c); !errors.As(err, &bad) {
		t.Errorf("Run = %v, want a *config.Error", err)
	}
	if _, err := LoginAccount(t.Context(), c, "default", false); !errors.As(err, &bad) {
		t.Errorf("LoginAccount = %v, want a *config.Error", err)
	}
}

// loadText loads a config.toml that says text.
func loadText(t *testing.T, text string) Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
