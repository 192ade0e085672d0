package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"hotreply/host"
	"hotreply/host/config"
)

func TestReport(t *testing.T) {
	inner := &config.Error{File: "config.toml", Line: 3, Key: "send.quota", Want: "unknown key", Tip: "did you mean send.quota?"}
	tests := []struct {
		name string
		err  error
		want string
		code int
	}{
		{"plain", errors.New("no room"), "hotreply: no room\n", 1},
		{"several lines become one", errors.New("first\nsecond"), "hotreply: first; second\n", 1},
		{"nothing moves the cursor", errors.New("a\x1b[2Jb\tc\u0085"), "hotreply: a\\x1b[2Jb c\\u0085\n", 1},
		{"nor does a hint", failed("a\x1b[2J\rb", "x"), "hotreply: x\nhint: a\\x1b[2J; b\n", 1},
		{"wrapped", fmt.Errorf("start: %w", inner), "hotreply: start: config.toml:3: send.quota: unknown key\nhint: did you mean send.quota?\n", 2},
		{"hints of joined errors, each once", errors.Join(failed("a\nb", "x"), failed("b", "y")), "hotreply: x; y\nhint: a\nhint: b\n", 1},
		{"usage", usage("see --help", "no account %q", "x"), "hotreply: no account \"x\"\nhint: see --help\n", 2},
		{"login", &host.LoginNeededError{Account: "a", Err: errors.New("given up")}, "hotreply: account a is not logged in: given up\nhint: start hotreply again when the phone is at hand\n", 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			report(&out, tt.err)
			if out.String() != tt.want || exitCode(tt.err) != tt.code {
				t.Errorf("report(%v) = %q with code %d, want %q, %d", tt.err, out.String(), exitCode(tt.err), tt.want, tt.code)
			}
		})
	}
	if exitCode(nil) != exitOK || exitCode(silent(4)) != exitForced {
		t.Error("nil is not 0, or silent(4) not 4")
	}
}

// Every command explains itself, takes its words in one style, and refuses
// what it does not know with code 2.
func TestCommands(t *testing.T) {
	check := func(path string) {
		args := strings.Fields(path)
		var out, errs bytes.Buffer
		if code := Main(append(args, "--help"), Streams{Out: &out, Err: &errs}); code != 0 || out.Len() == 0 {
			t.Errorf("hotreply %s --help: code %d, %q", path, code, errs.String())
		}
		if code := Main(append(args, "--no-such-flag"), Streams{Out: &out, Err: &errs}); code != exitUsage {
			t.Errorf("hotreply %s --no-such-flag: code %d, want %d", path, code, exitUsage)
		}
	}
	for _, c := range newRoot(&globals{streams: Streams{}}).Commands() {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || c.Short[:1] != strings.ToLower(c.Short[:1]) {
			t.Errorf("hotreply %s: short help %q is not a lower-case phrase without a full stop", c.Name(), c.Short)
		}
		check(c.Name())
	}
}
