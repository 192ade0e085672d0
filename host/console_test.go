package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
)

func TestWhoseConsolePortIsFree(t *testing.T) {
	named := loadText(t, "[console]\nlisten = \"127.0.0.1:8686\"")
	silent := loadText(t, "[console]\ntoken = \"x\"")
	embedded := DefaultConfig()
	embedded.Console.Listen = "127.0.0.1:9000"
	dev := named
	dev.AnyConsolePort = true
	for _, tt := range []struct {
		name string
		c    Config
		free bool
	}{
		{"no config at all", DefaultConfig(), true}, {"a config without listen", silent, true},
		{"the default, written down", named, false}, {"a program's own choice", embedded, false}, {"dev beside a bot", dev, true},
	} {
		if got := tt.c.freeConsole(); got != tt.free {
			t.Errorf("%s: a free port will do: %v, want %v", tt.name, got, tt.free)
		}
	}
}

// TestConsoleAddressThatCanNotBeNoted: where the note for other commands can
// not be written, as on a full disk, the host starts all the same and says so.
func TestConsoleAddressThatCanNotBeNoted(t *testing.T) {
	var log lockedBuffer
	r := newRig(t, map[string]string{"a.js": `bot.hear("hi", () => "hello");`}, func(c *Config) {
		c.Console.Listen, c.Console.Token = "127.0.0.1:0", "secret"
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log})
	})
	if err := os.MkdirAll(filepath.Join(r.cfg.State, "console.addr", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	r.start()
	r.says(u1, "hi")
	r.hears(u1, 1)
	r.halt()
	if n := strings.Count(log.String(), "the console's address is not noted"); n != 1 {
		t.Errorf("%d lines, want 1:\n%s", n, log.String())
	}
}

func TestConsoleToken(t *testing.T) {
	c := DefaultConfig()
	c.State = t.TempDir()
	made, err := ConsoleToken(c)
	if err != nil || len(made) < 32 {
		t.Fatalf("ConsoleToken = %q, %v, want a long one", made, err)
	}
	if info, err := os.Stat(filepath.Join(c.State, "console.token")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("console.token: %v, %v, want mode 0600", info, err)
	}
	if again, err := ConsoleToken(c); err != nil || again != made {
		t.Errorf("the second start has %q, %v, want the first one's %q", again, err, made)
	}
	c.Console.Token = "mine"
	if own, err := ConsoleToken(c); err != nil || own != "mine" {
		t.Errorf("with a configured token: %q, %v", own, err)
	}
}
