package supervise

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Variable is the environment variable that makes this binary a host
// under a supervisor; its value says where the pipes are.
const Variable = "HOTREPLY_CHILD"

// Orders are the first line that a supervisor writes to its host.
type Orders struct {
	State    string          `json:"state"` // folder that the supervisor has locked
	SetAside []string        `json:"setAside,omitempty"`
	NoRules  bool            `json:"noRules,omitempty"`
	All      bool            `json:"all,omitempty"`      // send every notice, not only the first done one
	Terminal bool            `json:"terminal,omitempty"` // stderr ends up on a terminal, though it is a pipe
	Dev      json.RawMessage `json:"dev,omitempty"`      // what `hotreply dev` changes in the config
}

// Child is a host's end of its supervisor.
type Child struct {
	Orders Orders
	// Words takes what is written for people, the log and QR codes. The
	// process's own stderr is the Go runtime's, for the report of its death.
	Words    io.Writer
	control  *bufio.Reader
	status   io.Writer
	accounts chan struct{}
	done     bool // the supervisor knows that a message was done
}

// OpenChild takes up the pipes that value, the content of [Variable],
// names, and reads the orders. It removes the variable, so that programs which
// the host starts are not mistaken for hosts.
func OpenChild(value string) (*Child, error) {
	if err := os.Unsetenv(Variable); err != nil {
		return nil, err
	}
	control, status, words, err := openPipes(value)
	if err != nil {
		return nil, fmt.Errorf("pipes of the supervisor, %s=%q: %w", Variable, value, err)
	}
	c, err := newChild(control, status)
	if err != nil {
		return nil, err
	}
	c.Words = words
	return c, nil
}

func newChild(control io.Reader, status io.Writer) (*Child, error) {
	c := &Child{control: bufio.NewReader(control), status: status, accounts: make(chan struct{}, 1)}
	line, err := c.control.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("read the supervisor's orders: %w", err)
	}
	if err := json.Unmarshal([]byte(line), &c.Orders); err != nil {
		return nil, fmt.Errorf("read the supervisor's orders: %w", err)
	}
	return c, nil
}

// Obey reads the supervisor's words until it is gone and calls drain when the
// host has to stop: by word, or because nobody is left to watch it. It returns
// only then, so it wants a goroutine of its own that ends with the process.
func (c *Child) Obey(drain func()) {
	for {
		word, err := c.control.ReadString('\n')
		switch {
		case err != nil, strings.TrimSpace(word) == "drain":
			drain()
		case strings.TrimSpace(word) == "accounts":
			select {
			case c.accounts <- struct{}{}:
			default: // the host has not looked since the last word
			}
		}
		if err != nil {
			return
		}
	}
}

// Accounts receives when other accounts than before are to run: those of the
// config as it is then. Obey has to read.
func (c *Child) Accounts() <-chan struct{} { return c.accounts }

// Notify passes n on to the supervisor. It is for one caller at a time.
func (c *Child) Notify(n Notice) {
	if n.Kind == NoticeFinished && !c.Orders.All {
		if c.done || n.State != "done" {
			return
		}
		c.done = true
	}
	line, err := json.Marshal(n)
	if err != nil {
		return
	}
	_, _ = c.status.Write(append(line, '\n')) // a supervisor that is gone shows on the control pipe
}

// ExitCode is the code by which a host tells its supervisor how it ended: err
// is what the run, or what came before it, returned. An error with a method
// Deadly counts as a death, which a fresh process cures; one with an ExitCode
// of 2 or 3 as an end for good, over the config or a login.
func ExitCode(err error) int {
	var coded interface{ ExitCode() int }
	var death interface{ Deadly() }
	ok := errors.As(err, &coded)
	switch {
	case err == nil:
		return childStopped
	case errors.As(err, &death):
		return childDied
	case !ok:
		return childFailed
	}
	switch coded.ExitCode() {
	case 2:
		return childConfig
	case 3:
		return childLogin
	}
	return childFailed
}
