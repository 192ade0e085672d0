package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience bounds every wait of a script. It is long because the machine may
// be busy; no script waits that long when all is well.
const patience = 30 * time.Second

// scriptCommands are what scripts can do beside testscript's own commands:
//
//	start NAME ARG...        run hotreply ARG... with its output in NAME.out and NAME.err,
//	                         and its input from NAME.in if there is one, else from types
//	types NAME TEXT          a line on the input of a process that has no NAME.in
//	signal NAME term|int|kill
//	ended NAME CODE          wait for its end and check the exit code
//	await [-set VAR] FILE REGEXP   wait until the file matches; VAR gets the first group
//	absent FILE REGEXP       the file does not match now
//	within LIMIT FILE FROM TO   each log line that matches FROM, and there is one, is followed by
//	                         one that matches TO at most LIMIT later, as their times say
//	http METHOD URL [BODY [HEADER]]   prints the answer on stdout, fails on 4xx and 5xx (negated: wants them)
//	say USER TEXT            the user writes to the bot at $SIM
//	hears USER N             wait for N messages to the user in all; prints their texts
//	expand FILE...           replace $NAME in files
//	write FILE TEXT          write a file in one go, as an editor saves it
//	save FROM FILE           the same with the text of another file
//	alter FILES TEXT         change a bit where the text stands first in one of the files
//	matches stdout REGEXP    all that the last command printed, in one expression
//	token ANSWER FILE        make a token.json of what POST /sim/bots answered
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"start":   cmdStart,
		"signal":  cmdSignal,
		"ended":   cmdEnded,
		"await":   cmdAwait,
		"absent":  cmdAbsent,
		"within":  cmdWithin,
		"http":    cmdHTTP,
		"say":     cmdSay,
		"hears":   cmdHears,
		"expand":  cmdExpand,
		"write":   cmdWrite,
		"save":    cmdSave,
		"alter":   cmdAlter,
		"types":   cmdTypes,
		"matches": cmdMatches,
		"token":   cmdToken,
	}
}

type processesKey struct{}

// processes are the background hotreplies of one script.
type processes struct{ byName map[string]*process }

type process struct {
	cmd   *exec.Cmd
	input io.WriteCloser // nil: it reads NAME.in
	ended chan struct{}  // closed when it has ended
}

func (ps *processes) killAll() {
	for _, p := range ps.byName {
		_ = p.cmd.Process.Signal(syscall.SIGTERM) // so that a supervisor takes its host along
	}
	var all sync.WaitGroup
	for _, p := range ps.byName {
		all.Go(func() {
			select {
			case <-p.ended:
			case <-time.After(patience):
				_ = p.cmd.Process.Kill()
			}
		})
	}
	all.Wait()
}

func running(ts *testscript.TestScript, name string) *process {
	p := ts.Value(processesKey{}).(*processes).byName[name]
	if p == nil {
		ts.Fatalf("no process %q was started", name)
	}
	return p
}

func cmdStart(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: start NAME ARG...")
	}
	exe, err := exec.LookPath(filepath.Join(firstPath(ts), "hotreply"))
	ts.Check(err)
	out, err := os.Create(ts.MkAbs(args[0] + ".out"))
	ts.Check(err)
	defer out.Close()
	errs, err := os.Create(ts.MkAbs(args[0] + ".err"))
	ts.Check(err)
	defer errs.Close()
	p := &process{cmd: exec.Command(exe, args[1:]...), ended: make(chan struct{})}
	p.cmd.Dir = ts.MkAbs(".")
	p.cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "NO_COLOR=1", "TMPDIR=" + ts.Getenv("TMPDIR")}
	if file := ts.Getenv("SSL_CERT_FILE"); file != "" {
		p.cmd.Env = append(p.cmd.Env, "SSL_CERT_FILE="+file)
	}
	p.cmd.Stdout, p.cmd.Stderr = out, errs
	if in, err := os.Open(ts.MkAbs(args[0] + ".in")); err == nil {
		defer in.Close()
		p.cmd.Stdin = in
	} else {
		p.input, err = p.cmd.StdinPipe()
		ts.Check(err)
	}
	ts.Check(p.cmd.Start())
	ts.Value(processesKey{}).(*processes).byName[args[0]] = p
	go func() { // ends with the process, which killAll sees to
		_ = p.cmd.Wait()
		close(p.ended)
	}()
}

// firstPath is the folder that testscript puts its commands in.
func firstPath(ts *testscript.TestScript) string {
	return filepath.SplitList(ts.Getenv("PATH"))[0]
}

func cmdSignal(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"term": syscall.SIGTERM, "int": os.Interrupt, "kill": os.Kill}
	if neg || len(args) != 2 || signals[args[1]] == nil {
		ts.Fatalf("usage: signal NAME term|int|kill")
	}
	ts.Check(running(ts, args[0]).cmd.Process.Signal(signals[args[1]]))
}

func cmdEnded(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ended NAME CODE")
	}
	p := running(ts, args[0])
	select {
	case <-p.ended:
	case <-time.After(patience):
		ts.Fatalf("%s is still running; stderr:\n%s", args[0], ts.ReadFile(args[0]+".err"))
	}
	if got := strconv.Itoa(p.cmd.ProcessState.ExitCode()); got != args[1] {
		ts.Fatalf("%s ended with %s, want code %s; stderr:\n%s", args[0], p.cmd.ProcessState, args[1], ts.ReadFile(args[0]+".err"))
	}
}

// poll calls look until it returns true; what it last saw is for the failure.
func poll(ts *testscript.TestScript, what string, look func() (saw string, ok bool)) {
	for end := time.Now().Add(patience); ; {
		saw, ok := look()
		if ok {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s did not happen within %s; last seen:\n%s%s", what, patience, saw, allErrors(ts))
		}
		<-time.After(20 * time.Millisecond)
	}
}

func cmdAwait(ts *testscript.TestScript, neg bool, args []string) {
	variable := ""
	if len(args) > 2 && args[0] == "-set" {
		variable, args = args[1], args[2:]
	}
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await [-set VAR] FILE REGEXP")
	}
	re := regexp.MustCompile("(?m)" + args[1])
	poll(ts, fmt.Sprintf("%s matching %s", args[0], args[1]), func() (string, bool) {
		data, _ := os.ReadFile(ts.MkAbs(args[0]))
		m := re.FindSubmatch(data)
		if m != nil && variable != "" {
			ts.Setenv(variable, string(m[len(m)-1]))
		}
		return string(data), m != nil
	})
}

func cmdAbsent(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: absent FILE REGEXP")
	}
	if text := ts.ReadFile(args[0]); regexp.MustCompile("(?m)" + args[1]).MatchString(text) {
		ts.Fatalf("%s matches %s:\n%s", args[0], args[1], text)
	}
}

func cmdWithin(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: within LIMIT FILE FROM TO")
	}
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	from, to := regexp.MustCompile(args[2]), regexp.MustCompile(args[3])
	var since time.Time // of a FROM that no TO has followed yet
	waits, found := false, 0
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		stamp, _, _ := strings.Cut(line, " ")
		at, err := time.Parse("15:04:05.000", stamp)
		switch {
		case err != nil:
		case from.MatchString(line) && !waits:
			since, waits = at, true
			found++
		case to.MatchString(line) && waits:
			waits = false
			took := (at.Sub(since) + 24*time.Hour) % (24 * time.Hour) // it may be midnight between
			fmt.Fprintf(ts.Stdout(), "%s\n", took)
			if took > limit {
				ts.Fatalf("%s after %s: it took %s, want at most %s", args[3], args[2], took, limit)
			}
		}
	}
	if found == 0 || waits {
		ts.Fatalf("%s: %d lines match %s, and the last is followed by %s: %v", args[1], found, args[2], args[3], !waits)
	}
}

// call makes one request and returns the answer's body.
func call(method, url, body, header string) (status int, answer string, err error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	for line := range strings.SplitSeq(header, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		if name == "Host" {
			req.Host = value
		} else if name != "" {
			req.Header.Set(name, value)
		}
	}
	resp, err := (&http.Client{Timeout: patience}).Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}

func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: http METHOD URL [BODY [HEADER…]]")
	}
	args = append(args, "")
	status, answer, err := call(args[0], args[1], args[2], strings.Join(args[min(3, len(args)):], "\n"))
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d\n%s\n", status, answer)
	if (status >= 400) != neg {
		ts.Fatalf("%s %s: %d %s", args[0], args[1], status, answer)
	}
}

func cmdSay(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: say USER TEXT")
	}
	body, err := json.Marshal(map[string]string{"user": args[0], "text": args[1]})
	ts.Check(err)
	status, answer, err := call("POST", ts.Getenv("SIM")+"/sim/say", string(body), "")
	ts.Check(err)
	if status != http.StatusOK {
		ts.Fatalf("say %q: %d %s", args[1], status, answer)
	}
}

func cmdHears(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: hears USER N")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	var texts []string
	poll(ts, fmt.Sprintf("%d messages to %s", want, args[0]), func() (string, bool) {
		_, answer, err := call("GET", ts.Getenv("SIM")+"/sim/sent?user="+args[0], "", "")
		var sent []struct {
			Text  string
			Kind  string
			Name  string
			Shown bool
		}
		if err = errors.Join(err, json.Unmarshal([]byte(answer), &sent)); err != nil {
			return err.Error(), false
		}
		texts = nil
		for _, m := range sent {
			if m.Shown {
				texts = append(texts, strings.TrimSpace(m.Text+" "+m.Name))
			}
		}
		return answer, len(texts) >= want
	})
	if len(texts) != want {
		ts.Fatalf("%s has %d messages, want %d: %q", args[0], len(texts), want, texts)
	}
	fmt.Fprintln(ts.Stdout(), strings.Join(texts, "\n"))
}

func cmdExpand(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

func cmdWrite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: write FILE TEXT")
	}
	path := ts.MkAbs(args[0])
	var b bytes.Buffer
	b.WriteString(args[1] + "\n")
	ts.Check(os.WriteFile(path+".tmp~", b.Bytes(), 0o644))
	ts.Check(os.Rename(path+".tmp~", path))
}

func cmdAlter(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: alter FILES TEXT")
	}
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		ts.Check(err)
		if at := bytes.Index(data, []byte(args[1])); at >= 0 {
			data[at] ^= 1
			ts.Check(os.WriteFile(file, data, 0o600))
			return
		}
	}
	ts.Fatalf("none of %q has %q", files, args[1])
}

func cmdSave(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: save FROM FILE")
	}
	cmdWrite(ts, false, []string{args[1], strings.TrimSuffix(ts.ReadFile(args[0]), "\n")})
}

func cmdTypes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: types NAME TEXT")
	}
	p := running(ts, args[0])
	if p.input == nil {
		ts.Fatalf("%s reads %[1]s.in", args[0])
	}
	_, err := io.WriteString(p.input, args[1]+"\n")
	ts.Check(err)
}

func cmdMatches(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || args[0] != "stdout" {
		ts.Fatalf("usage: matches stdout REGEXP")
	}
	if text := strings.TrimRight(ts.ReadFile("stdout"), "\n"); !regexp.MustCompile(args[1]).MatchString(text) {
		ts.Fatalf("stdout is\n%s\nwant %s", text, args[1])
	}
}

func cmdToken(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: token ANSWER FILE")
	}
	_, body, _ := strings.Cut(ts.ReadFile(args[0]), "\n") // the first line is the status
	path := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
	ts.Check(os.WriteFile(path, []byte(body), 0o600))
}

// allErrors is what the background processes wrote to stderr, for failures.
func allErrors(ts *testscript.TestScript) string {
	var b strings.Builder
	for name := range ts.Value(processesKey{}).(*processes).byName {
		data, _ := os.ReadFile(ts.MkAbs(name + ".err"))
		fmt.Fprintf(&b, "\n%s.err:\n%s", name, data)
	}
	return b.String()
}
