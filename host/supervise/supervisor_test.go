package supervise_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/supervise"
	"hotreply/internal/clock"
)

// TestSupervisedHost is not a test but the child of those below: this binary,
// started by a supervisor. Its orders name a folder; the n-th life does what
// the folder's file n says, word by word.
func TestSupervisedHost(t *testing.T) {
	value := os.Getenv(supervise.Variable)
	if value == "" {
		t.Skip("the child of other tests")
	}
	child, err := supervise.OpenChild(value)
	if err != nil {
		fmt.Println("child:", err)
		os.Exit(1)
	}
	drained := make(chan struct{})
	go child.Obey(sync.OnceFunc(func() { close(drained) }))
	var dir string
	if err := json.Unmarshal(child.Orders.Dev, &dir); err != nil {
		fmt.Println("child:", err)
		os.Exit(1)
	}
	for _, word := range strings.Fields(nextLife(dir, child.Orders)) {
		switch word {
		case "ready":
			child.Notify(supervise.Notice{Kind: supervise.NoticeReady})
		case "done":
			child.Notify(supervise.Notice{Kind: supervise.NoticeFinished, State: "done"})
		case "obey":
			<-drained
			os.Exit(supervise.ExitCode(nil))
		case "ignore":
			select {}
		case "badconfig":
			os.Exit(supervise.ExitCode(coded(2)))
		case "login":
			os.Exit(supervise.ExitCode(coded(3)))
		case "fail":
			os.Exit(supervise.ExitCode(errors.New("no")))
		case "crash":
			os.Exit(2)
		case "forge": // a user's words in the log, as a report would begin
			fmt.Fprint(child.Words, "panic: not this one\nfatal error: nor this\nlater words\n")
		case "panic":
			panic("for real")
		case "flood":
			for range 4 << 10 {
				fmt.Fprintln(os.Stderr, strings.Repeat("x", 1023))
			}
		case "wedge":
			os.Exit(supervise.ExitCode(deadly{}))
		}
	}
	os.Exit(0)
}

// coded ends a host with a code for its supervisor, deadly as a death.
type coded int

func (c coded) Error() string { return fmt.Sprint("code ", int(c)) }
func (c coded) ExitCode() int { return int(c) }

type deadly struct{}

func (deadly) Error() string { return "wedged" }
func (deadly) Deadly()       {}

// nextLife reads what this life is to do and notes its orders.
func nextLife(dir string, o supervise.Orders) string {
	for n := 1; ; n++ {
		path := filepath.Join(dir, fmt.Sprint(n))
		data, err := os.ReadFile(path)
		if err != nil {
			return "fail"
		}
		notes := path + ".orders"
		if _, err := os.Stat(notes); err == nil {
			continue
		}
		line := fmt.Sprintf("%v %v", o.SetAside, o.NoRules)
		_ = os.WriteFile(notes, []byte(line), 0o600)
		return string(data)
	}
}

// lived runs lives and returns the orders that each got, and how it ended.
func lived(t *testing.T, ctx context.Context, quit <-chan struct{}, suspects []string, notify func(supervise.Notice), lives ...string) (orders []string, err error) {
	t.Helper()
	dir := t.TempDir()
	for i, life := range lives {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i+1)), []byte(life), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dev, _ := json.Marshal(dir)
	s := &supervise.Supervisor{
		Command: []string{os.Args[0], "-test.run=^TestSupervisedHost$"}, Executable: os.Args[0],
		Suspects: func() ([]string, error) { return suspects, nil },
		Orders:   supervise.Orders{Dev: dev}, Quit: quit, Notify: notify, Clock: hasty{},
	}
	err = s.Run(ctx)
	for i := range lives {
		data, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(i+1)+".orders"))
		if err != nil {
			break
		}
		orders = append(orders, string(data))
	}
	return orders, err
}

func TestSupervisorEnds(t *testing.T) {
	tests := []struct {
		name  string
		lives []string
		lived int
		code  int
	}{
		{"bad config", []string{"badconfig"}, 1, 2},
		{"login given up", []string{"login"}, 1, 3},
		{"never worked", []string{"fail"}, 1, 1},
		{"bad config after a restart", []string{"ready crash", "badconfig"}, 2, 2},
		{"a rule that wedges while it loads", []string{"wedge", "wedge", "login"}, 3, 3},
		{"failed once after it had worked", []string{"ready crash", "fail", "login"}, 3, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			orders, err := lived(t, t.Context(), nil, nil, nil, tt.lives...)
			var end *supervise.EndError
			if !errors.As(err, &end) || end.Code != tt.code {
				t.Errorf("Run = %v, want code %d", err, tt.code)
			}
			if len(orders) != tt.lived {
				t.Errorf("%d lives, want %d", len(orders), tt.lived)
			}
		})
	}
}

func TestSupervisorLadder(t *testing.T) {
	orders, err := lived(t, t.Context(), nil, []string{"bad.js"}, nil,
		"crash", "crash", "ready crash", "crash", "crash", "ready crash", "crash")
	want := "[] false,[] false,[] false,[] false,[] false,[bad.js] false,[] true"
	if got := strings.Join(orders, ","); got != want {
		t.Errorf("orders %s, want %s", got, want)
	}
	var end *supervise.EndError
	if !errors.As(err, &end) || end.Code != 1 {
		t.Errorf("Run = %v, want code 1", err)
	}
}

func TestSupervisorDrains(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	notify := func(n supervise.Notice) {
		if n.Kind == supervise.NoticeFinished {
			cancel()
		}
	}
	if _, err := lived(t, ctx, nil, nil, notify, "ready crash", "ready done obey"); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
}

func TestSupervisorQuits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	quit := make(chan struct{})
	notify := func(supervise.Notice) {
		cancel()
		close(quit)
	}
	if _, err := lived(t, ctx, quit, nil, notify, "ready ignore"); !errors.Is(err, supervise.ErrForced) {
		t.Errorf("Run = %v, want supervise.ErrForced", err)
	}
}

// hasty leaves out the backoff, not the patience with a host that drains.
type hasty struct{ clock.System }

func (h hasty) AfterFunc(d time.Duration, f func()) func() bool {
	if d < supervise.DrainPatience {
		d = 0
	}
	return h.System.AfterFunc(d, f)
}

// reported runs lives that end by themselves and returns what a person saw and
// what stands in crash.log.
func reported(t *testing.T, lives ...string) (seen, log, crash string) {
	t.Helper()
	dir := t.TempDir()
	for i, life := range lives {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i+1)), []byte(life), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dev, _ := json.Marshal(dir)
	var words, lines bytes.Buffer
	s := &supervise.Supervisor{
		Command: []string{os.Args[0], "-test.run=^TestSupervisedHost$"}, Executable: os.Args[0],
		Stderr: &words, CrashLog: filepath.Join(dir, "crash.log"), Orders: supervise.Orders{Dev: dev}, Clock: hasty{},
		Logger: hclog.New(&hclog.LoggerOptions{Output: &lines}),
	}
	_ = s.Run(t.Context())
	data, err := os.ReadFile(s.CrashLog)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return words.String(), lines.String(), string(data)
}

// What a host writes for people reaches them whatever it looks like; the Go
// runtime's report of a death goes into crash.log and nowhere else.
func TestSupervisorTellsReportsFromWords(t *testing.T) {
	seen, log, crash := reported(t, "ready forge crash", "forge panic", "login")
	said := "panic: not this one\nfatal error: nor this\nlater words\n"
	if seen != said+said {
		t.Errorf("a person saw %q, want the words of both lives and nothing else", seen)
	}
	if !strings.HasPrefix(crash, "panic: for real") || !strings.Contains(crash, "goroutine") {
		t.Errorf("crash.log holds %q", crash)
	}
	if strings.Count(log, "why=") != 1 || !strings.Contains(log, `why="panic: for real`) {
		t.Errorf("only the second death had a report:\n%s", log)
	}
}

func TestCrashLogIsBounded(t *testing.T) {
	seen, _, crash := reported(t, "ready flood crash", "login")
	if seen != "" || len(crash) != 1<<20 {
		t.Errorf("of 4 MiB, a person saw %d bytes and crash.log has %d, want none and %d", len(seen), len(crash), 1<<20)
	}
}
