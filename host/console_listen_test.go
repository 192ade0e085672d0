package host

import (
	"bytes"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
)

// Two bots on one machine do not fight for a port that neither chose; one that
// somebody chose is an error when it is taken.
func TestConsolePortTaken(t *testing.T) {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	taken := first.Addr().String()
	_, port, _ := net.SplitHostPort(taken)

	var out bytes.Buffer
	log := NewLogger(LoggerOptions{LogConfig: LogConfig{Level: "info"}, Output: &out})
	l, err := listenConsole(taken, true, log)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if got := out.String(); !strings.Contains(got, "port "+port+" is taken") || !strings.Contains(got, "console="+l.Addr().String()) || !strings.Contains(got, "hint: ") {
		t.Errorf("said %q", got)
	}
	var busy *ConsoleBusyError
	if _, err := listenConsole(taken, false, log); !errors.As(err, &busy) || busy.Addr != taken {
		t.Errorf("a chosen port: %v, want a *ConsoleBusyError", err)
	}
}

func TestWhoseConsolePortIsFree(t *testing.T) {
	named, err := decode("[console]\nlisten = \"127.0.0.1:8686\"")
	if err != nil {
		t.Fatal(err)
	}
	silent, err := decode("[console]\ntoken = \"x\"")
	if err != nil {
		t.Fatal(err)
	}
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
	if err := os.MkdirAll(filepath.Join(r.cfg.State, consoleAddrFile, "in the way"), 0o700); err != nil {
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
