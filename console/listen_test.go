package console_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"hotreply/console"
)

// Two bots on one machine do not fight for a port that neither chose; one that
// somebody chose is an error when it is taken.
func TestPortTaken(t *testing.T) {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	taken := first.Addr().String()
	_, port, _ := net.SplitHostPort(taken)
	var out bytes.Buffer
	log := hclog.New(&hclog.LoggerOptions{Output: &out})
	c, err := console.Open(&fake{}, console.Options{Listen: taken, AnyPort: true, Token: "secret", Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { ctx, cancel := context.WithCancel(t.Context()); cancel(); c.Serve(ctx) }()
	if got := out.String(); !strings.Contains(got, "port "+port+" is taken") || !strings.Contains(got, "console="+c.Addr()) || !strings.Contains(got, "hint=") {
		t.Errorf("said %q", got)
	}
	_, err = console.Open(&fake{}, console.Options{Listen: taken, Token: "secret", Log: log})
	var busy *net.OpError
	var hinted interface{ Hint() string }
	if !errors.As(err, &busy) || !errors.As(err, &hinted) || !strings.Contains(hinted.Hint(), "console.listen") || !strings.HasPrefix(err.Error(), "console: listen on "+taken+": ") {
		t.Errorf("a chosen port: %v, want the system's error and a hint", err)
	}
}

// The noted address is there while the console listens, and a client that has
// it from there hears what the console says.
func TestNoteAndClient(t *testing.T) {
	dir := t.TempDir()
	if _, err := console.Address(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an address before the console: %v", err)
	}
	f := &fake{retry: func(id uint64) error { return &console.NoMessageError{ID: id} }, accounts: []console.Account{{Name: "a"}}}
	c, err := console.Open(f, console.Options{Listen: "127.0.0.1:0", Token: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Note(dir); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); c.Serve(ctx) }()
	addr, err := console.Address(dir)
	if err != nil || addr != c.Addr() {
		t.Fatalf("noted: %q, %v; want %s", addr, err, c.Addr())
	}
	client := console.NewClient(dir, addr, "secret")
	var status struct{ Accounts []console.Account }
	if err := client.Do(t.Context(), "GET", "/api/status", nil, &status); err != nil || len(status.Accounts) != 1 {
		t.Errorf("status: %+v, %v", status, err)
	}
	var refused *console.Error
	err = client.Do(t.Context(), "POST", "/api/messages/9/retry", nil, nil)
	if !errors.As(err, &refused) || refused.Status != 404 || refused.Code != "NOT_FOUND" || err.Error() != "no failed message 9" || refused.Hint() == "" {
		t.Errorf("retry: %#v", err)
	}
	if err := console.NewClient(dir, addr, "other").Do(t.Context(), "GET", "/api/status", nil, nil); !errors.As(err, &refused) || refused.Status != 401 {
		t.Errorf("with another token: %v", err)
	}
	cancel()
	<-done
	if _, err := console.Address(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an address after the console: %v", err)
	}
	var gone *console.NotRunningError
	if err := client.Do(t.Context(), "GET", "/api/status", nil, nil); !errors.As(err, &gone) || gone.Dir != dir || gone.Hint() == "" {
		t.Errorf("after the console: %v", err)
	}
}

// A folder has no token until one is made, and keeps that for its owner alone.
func TestToken(t *testing.T) {
	dir := t.TempDir()
	if token, err := console.Token(dir); token != "" || err != nil {
		t.Errorf("before: %q, %v", token, err)
	}
	made, err := console.MakeToken(dir)
	if err != nil || len(made) < 32 {
		t.Fatalf("made %q, %v, want a long one", made, err)
	}
	if info, err := os.Stat(console.TokenPath(dir)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v, want mode 0600", info, err)
	}
	if kept, err := console.Token(dir); kept != made || err != nil {
		t.Errorf("kept %q, %v, want %q", kept, err, made)
	}
}
