package host

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// syscallEvent is one system call of a trace. From and To are the lines on which
// it was entered and left; To is 0 if it never returned.
type syscallEvent struct {
	From, To       int
	Call, FD, Args string // FD as strace -y shows it: 7</tmp/x/state.db>
	Result         int
}

var traceLine = regexp.MustCompile(`^(\d+) +(?:(\w+)\((\d+<[^>]*>(?:\(deleted\))?)(.*)|<\.\.\. (\w+) resumed>(.*))$`)

// traceResult parts arguments and result; the padding depends on their length.
var traceResult = regexp.MustCompile(`^(.*)\) += (-?\d+)`)

// readTrace reads what strace -f -y wrote. A call that another thread's call
// interrupted stands on two lines, which become one event.
func readTrace(t *testing.T, path string) []*syscallEvent {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []*syscallEvent
	open := map[string]*syscallEvent{} // by thread
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		m := traceLine.FindStringSubmatch(lines.Text())
		if m == nil {
			continue // signals, exits
		}
		thread, rest := m[1], m[4]
		e := open[thread]
		if m[2] != "" {
			e = &syscallEvent{From: n, Call: m[2], FD: m[3]}
			list = append(list, e)
			if before, cut := strings.CutSuffix(rest, "<unfinished ...>"); cut {
				e.Args = before
				open[thread] = e
				continue
			}
		} else if rest = m[6]; e == nil || e.Call != m[5] {
			continue
		}
		delete(open, thread)
		e.Args += rest
		if m := traceResult.FindStringSubmatch(e.Args); m != nil {
			e.To, e.Args = n, strings.TrimSpace(m[1])
			e.Result, _ = strconv.Atoi(m[2])
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func (e *syscallEvent) onState() bool { return strings.HasSuffix(e.FD, "/state.db>") }

func (e *syscallEvent) onLog() bool { return strings.Contains(e.FD, "/state.db.log.") }

func (e *syscallEvent) synced() bool {
	return (e.Call == "fdatasync" || e.Call == "fsync") && (e.onState() || e.onLog()) && e.To != 0 && e.Result == 0
}

// meta says whether e writes one of the two pages that make a commit of the
// store valid.
func (e *syscallEvent) meta() bool {
	if e.Call != "pwrite64" || !e.onState() || e.To == 0 {
		return false
	}
	return strings.HasSuffix(e.Args, ", 0") || strings.HasSuffix(e.Args, ", "+strconv.Itoa(os.Getpagesize()))
}

// posts says whether e begins a request of the bot.
func (e *syscallEvent) posts(op string) bool {
	return e.Call == "write" && strings.HasPrefix(e.Args, `, "POST /ilink/bot/`+op+" ")
}

// readAt is the line on which the host had read a word from a connection,
// which may come in two parts; 0 is never.
func readAt(list []*syscallEvent, word string) int {
	last := map[string]string{} // by connection, the end of what was read
	for _, e := range list {
		first, end := strings.IndexByte(e.Args, '"'), strings.LastIndexByte(e.Args, '"')
		if e.Call != "read" || e.Result <= 0 || first == end || !strings.Contains(e.FD, "<socket:") && !strings.Contains(e.FD, "<TCP:") {
			continue
		}
		data := last[e.FD] + e.Args[first+1:end]
		if strings.Contains(data, word) {
			return e.To
		}
		last[e.FD] = data[max(0, len(data)-len(word)):]
	}
	return 0
}

// durableAt is the line on which what a write after the given line put into
// state.db or its log became durable. 0 is never.
func durableAt(list []*syscallEvent, after int, word string) int {
	inFile, inLog := durableInFile(list, after, word), durableInLog(list, after, word)
	if inFile == 0 || inLog != 0 && inLog < inFile {
		return inLog
	}
	return inFile
}

// durableInLog looks for a write to the log that holds the word, and a sync of
// the same file that was begun after it had returned.
func durableInLog(list []*syscallEvent, after int, word string) int {
	written := ""
	for _, e := range list {
		switch {
		case e.From <= after || e.To == 0:
		case written == "" && e.Call == "pwrite64" && e.onLog() && strings.Contains(e.Args, word):
			written, after = e.FD, e.To
		case written != "" && e.synced() && e.FD == written:
			return e.To
		}
	}
	return 0
}

// durableInFile looks for pages that hold the word, a sync, the meta page, a
// sync, each begun after the one before had returned.
func durableInFile(list []*syscallEvent, after int, word string) int {
	step := 0
	for _, e := range list {
		if e.From <= after || e.To == 0 {
			continue
		}
		var done bool
		switch step {
		case 0:
			done = e.Call == "pwrite64" && e.onState() && !e.meta() && strings.Contains(e.Args, word)
		case 2:
			done = e.meta()
		default:
			done = e.synced() && e.onState()
		}
		if !done {
			continue
		}
		after = e.To
		if step++; step == 4 {
			return after
		}
	}
	return 0
}

// traceVerdict is what a trace shows.
type traceVerdict struct {
	polls, sends, syncs int
	early               []string // requests that left before what they rest on was durable
}

// judgeTrace looks at the n messages in0000… and their replies out0000….
func judgeTrace(list []*syscallEvent, n int) (v traceVerdict) {
	for _, e := range list {
		switch {
		case e.synced():
			v.syncs++
		case e.posts("getupdates"):
			v.polls++
		case e.posts("sendmessage"):
			v.sends++
		}
	}
	for i := range n {
		in, out := fmt.Sprintf("in%04d", i), fmt.Sprintf("out%04d", i)
		came, poll, send := readAt(list, in), 0, 0
		for _, e := range list {
			switch {
			case came != 0 && poll == 0 && e.From > came && e.posts("getupdates"):
				poll = e.From
			case send == 0 && e.posts("sendmessage") && strings.Contains(e.Args, out):
				send = e.From
			}
		}
		if came == 0 || poll == 0 || send == 0 {
			v.early = append(v.early, fmt.Sprintf("%s: read on line %d, next poll on line %d, reply on line %d", in, came, poll, send))
			continue
		}
		row, reply := durableAt(list, came, in), durableAt(list, came, out)
		if row == 0 || row > poll {
			v.early = append(v.early, fmt.Sprintf("the poll on line %d left before %s was durable (line %d)", poll, in, row))
		}
		if row == 0 || row > send {
			v.early = append(v.early, fmt.Sprintf("the reply on line %d left before %s was durable (line %d)", send, in, row))
		}
		if reply == 0 || reply > send {
			v.early = append(v.early, fmt.Sprintf("the reply on line %d left before its row was durable (line %d)", send, reply))
		}
	}
	return v
}

// TestTraceOfDurability looks at the system calls of a host: a batch is on the
// disk before the next poll leaves, and a reply before its request leaves.
func TestTraceOfDurability(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(strace, "-f", "-qq", "-o", os.DevNull, "true").Run() // is tracing permitted?
	}
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("strace does not work here (.ci/run installs it):", err)
		}
		t.Skip("strace does not work here, the order of fdatasync and requests is not checked:", err)
	}
	r := newRig(t, map[string]string{"echo.js": `bot.hear("in[n]", msg => "out" + msg.params.n);`})
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := r.child(strace, "-f", "-qq", "-y", "-s", "65536", "-o", trace,
		"-e", "trace=fdatasync,fsync,read,write,pwrite64", "-e", "signal=none")
	ended := false
	end := func() {
		if ended {
			return
		}
		ended = true
		r.killHost()
		_ = cmd.Wait() // it ends with the host, by the same signal
	}
	defer end()
	n := 0
	say := func(user string) {
		r.says(user, fmt.Sprintf("in%04d", n))
		n++
	}
	users := []string{u1, u2, "u3@im.wechat"}
	for i := range 4 { // one at a time
		say(u1)
		r.hears(u1, i+1)
	}
	for range 4 { // and together
		for _, u := range users {
			say(u)
		}
	}
	for i, u := range users {
		r.hears(u, map[bool]int{true: 8, false: 4}[i == 0])
	}
	waitFor(t, "the poll after the last batch", func() bool { return lastBatchPolled(readTrace(t, trace), n) })
	end()
	list := readTrace(t, trace)
	v := judgeTrace(list, n)
	t.Logf("%d messages: %d polls, %d sends, %d syncs of state.db, %d calls", n, v.polls, v.sends, v.syncs, len(list))
	least := 4 * 2 // a message that is alone has two commits, of a sync each
	if os.Getenv(engineEnv) == "bolt" {
		least = 4 * 4
	}
	if v.polls < 5 || v.sends < n || v.syncs < least {
		t.Errorf("the trace shows %d polls, %d sends and %d syncs", v.polls, v.sends, v.syncs)
	}
	for _, s := range v.early {
		t.Error(s)
	}
	// The same trace without its syncs, or with syncs that failed, has to fail.
	for _, e := range list {
		if e.synced() {
			e.Result = -1
		}
	}
	if v := judgeTrace(list, n); len(v.early) != 3*n {
		t.Errorf("with every sync failed, %d of %d checks fail", len(v.early), 3*n)
	}
}

// lastBatchPolled says whether a poll followed the batch of the last message.
func lastBatchPolled(list []*syscallEvent, n int) bool {
	came := readAt(list, fmt.Sprintf("in%04d", n-1))
	return came != 0 && slices.ContainsFunc(list, func(e *syscallEvent) bool { return e.From > came && e.posts("getupdates") })
}
