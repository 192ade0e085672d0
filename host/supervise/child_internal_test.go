package supervise

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// A host must not outlive its supervisor: the end of the pipe is a word too.
func TestChildObeysEndOfFile(t *testing.T) {
	c, err := newChild(strings.NewReader("{}\n"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	drains := 0
	c.Obey(func() { drains++ })
	if drains != 1 {
		t.Errorf("%d drains at the end of the pipe, want 1", drains)
	}
}

// Accounts that changed twice before the host looked are one piece of news.
func TestChildHearsOfAccounts(t *testing.T) {
	c, err := newChild(strings.NewReader("{}\naccounts\naccounts\n"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	c.Obey(func() {})
	if n := len(c.Accounts()); n != 1 {
		t.Errorf("%d words wait for the host, want 1", n)
	}
}

// A supervisor of a busy bot hears of the first message that is done, not of
// each; that of `dev` hears of all.
func TestChildNotices(t *testing.T) {
	for _, tt := range []struct {
		orders string
		want   int
	}{{"{}\n", 2}, {`{"all":true}` + "\n", 4}} {
		var out bytes.Buffer
		c, err := newChild(strings.NewReader(tt.orders), &out)
		if err != nil {
			t.Fatal(err)
		}
		c.Notify(Notice{Kind: NoticeReady})
		c.Notify(Notice{Kind: NoticeFinished, State: "failed"})
		c.Notify(Notice{Kind: NoticeFinished, State: "done"})
		c.Notify(Notice{Kind: NoticeFinished, State: "done"})
		if got := strings.Count(out.String(), "\n"); got != tt.want {
			t.Errorf("orders %s: %d notices, want %d:\n%s", strings.TrimSpace(tt.orders), got, tt.want, &out)
		}
	}
}

// A report that can not be kept is a fact of the log line.
func TestCrashLogFails(t *testing.T) {
	r := &crashReport{path: filepath.Join(t.TempDir(), "gone", "crash.log")}
	if n, err := r.Write([]byte("panic: x\n\n")); n != 10 || err != nil {
		t.Errorf("Write = %d, %v", n, err)
	}
	if head := r.end(); head != "panic: x" || r.err == nil {
		t.Errorf("headline %q, error %v", head, r.err)
	}
}
