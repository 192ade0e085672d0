package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// side is one of the programs that are compared.
type side struct {
	name   string // "old" or "new"
	binary string
	config string // lines added to its config.toml
}

// setup is what a hotreply is started with.
type setup struct {
	base     string            // of the service; "" is the simulator over http
	env      []string          // besides bench's own
	scripts  map[string]string // file → source; nil is one rule that answers "hi"
	accounts int               // logins; 0 is one
	folder   string            // that of an earlier hotreply; "" is a new one
	logins   []login           // of that earlier one
	apart    bool              // from a copy of its own: others of its side rest beside it
}

// hi is the rule of most measures.
const hi = `bot.hear("hi", () => "hello");`

// hotreply is a running `hotreply run`.
type hotreply struct {
	*process
	lab    *lab
	folder string
	logins []login
	since  time.Time // when it was started
	// lasting: its logins outlive it, for a later start of its folder.
	lasting bool
}

// start starts a hotreply; ready tells when it answers.
func (l *lab) start(s side, with setup) (*hotreply, error) {
	h := &hotreply{lab: l, folder: with.folder, logins: with.logins}
	if with.base == "" {
		with.base = l.sim.base
	}
	if h.folder == "" {
		if err := h.prepare(s, with); err != nil {
			return nil, err
		}
	}
	binary := l.binaries[s.name]
	if with.apart {
		l.copies++
		var err error
		if binary, err = l.copied(s.binary, fmt.Sprintf("%s-%d", s.name, l.copies)); err != nil {
			return nil, err
		}
	}
	cmd := exec.Command(binary, "run", "--config", filepath.Join(h.folder, "config.toml"))
	cmd.Dir = h.folder
	cmd.Env = append(os.Environ(), with.env...)
	h.since = time.Now()
	p, err := start(cmd, io.Discard)
	if err != nil {
		return nil, err
	}
	h.process = p
	l.running = append(l.running, h)
	return h, nil
}

// prepare writes a folder with settings, rules and logins.
func (h *hotreply) prepare(s side, with setup) error {
	folder, err := os.MkdirTemp(h.lab.dir, s.name+"-")
	if err != nil {
		return err
	}
	h.folder = folder
	if with.scripts == nil {
		with.scripts = map[string]string{"hi.js": hi}
	}
	if err := os.Mkdir(filepath.Join(folder, "scripts"), 0o755); err != nil {
		return err
	}
	for name, source := range with.scripts {
		if err := h.save(name, source); err != nil {
			return err
		}
	}
	config := bytes.NewBufferString(fmt.Sprintf("[ilink]\nbase_url = %q\ncdn_base_url = %q\n[send]\nspacing = \"0s\"\nquota = 0\n[console]\nlisten = \"\"\n[log]\nlevel = \"error\"\n", with.base, with.base+"/c2c"))
	for i := range max(with.accounts, 1) {
		name := fmt.Sprintf("a%04d", i)
		fmt.Fprintf(config, "[accounts.%s]\n", name)
		h.lab.owners++
		login, err := h.lab.sim.login(h.lab.ctx, with.base, fmt.Sprintf("owner%d@im.wechat", h.lab.owners))
		if err != nil {
			return err
		}
		h.logins = append(h.logins, login)
		if err := writeLogin(filepath.Join(folder, "data", "accounts", name), login); err != nil {
			return err
		}
	}
	fmt.Fprintln(config, s.config)
	return os.WriteFile(filepath.Join(folder, "config.toml"), config.Bytes(), 0o644)
}

func writeLogin(folder string, l login) error {
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "token.json"), data, 0o600)
}

// save writes a rule file at once, as editors do that do not write in place.
func (h *hotreply) save(name, source string) error {
	path := filepath.Join(h.folder, "scripts", name)
	hidden := filepath.Join(h.folder, "saving")
	if err := os.WriteFile(hidden, []byte(source), 0o644); err != nil {
		return err
	}
	return os.Rename(hidden, path)
}

// ready waits until every account has answered a text.
func (h *hotreply) ready() error {
	for _, login := range h.logins {
		if err := h.lab.sim.say(h.lab.ctx, login.BotID, "ready@im.wechat", "hi"); err != nil {
			return err
		}
	}
	waiting := map[string]bool{}
	for _, login := range h.logins {
		waiting[login.BotID] = true
	}
	for end := time.Now().Add(30 * time.Second); len(waiting) > 0; {
		list, err := h.lab.sim.replies(h.lab.ctx, time.Second)
		if err != nil {
			return err
		}
		for _, m := range list {
			delete(waiting, m.Bot)
		}
		select {
		case <-h.ended:
			return h.died()
		default:
		}
		if len(list) == 0 && time.Now().After(end) {
			return fmt.Errorf("%d of %d accounts do not answer: %s", len(waiting), len(h.logins), h.errors)
		}
	}
	return nil
}

// pids are the supervisor and its child.
func (h *hotreply) pids() ([]int, error) {
	list, err := family(h.Process.Pid)
	if err == nil && len(list) < 2 {
		err = errors.New("the supervisor has no child")
	}
	return list, err
}

// cpu is the processor time of both so far.
func (h *hotreply) cpu() (time.Duration, error) {
	list, err := h.pids()
	if err != nil {
		return 0, err
	}
	return cpuOf(list)
}

// pss is the memory of both.
func (h *hotreply) pss() (float64, error) {
	list, err := h.pids()
	if err != nil {
		return 0, err
	}
	n, err := pssOf(list)
	return float64(n), err
}

// killChild kills the process behind the supervisor as a crash would.
func (h *hotreply) killChild() error {
	list, err := h.pids()
	if err != nil {
		return err
	}
	p, err := os.FindProcess(list[1])
	if err != nil {
		return err
	}
	return p.Signal(syscall.SIGKILL)
}

// close ends the hotreply and its logins; its folder stays until the lab ends.
func (h *hotreply) close() error {
	h.stop()
	if h.lasting {
		return nil
	}
	return h.lab.sim.expire(h.lab.ctx, h.logins)
}
