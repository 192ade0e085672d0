package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"hotreply/host/internal/statedir"
)

// ConsoleClient talks to the console of the host that holds a state folder.
type ConsoleClient struct {
	state string
	base  string
	token string
	http  *http.Client
}

// ConsoleOffError says that a host is running whose console is off.
type ConsoleOffError struct{ Dir string }

// Error names the folder.
func (e *ConsoleOffError) Error() string {
	return fmt.Sprintf("the hotreply that uses %s has no console to talk to", e.Dir)
}

// Hint is the next step.
func (e *ConsoleOffError) Hint() string {
	return "it is starting or stopping, or console.listen is \"\"; set it to \"127.0.0.1:8686\", or stop that hotreply first"
}

// NotRunningError says that no host runs on a state folder.
type NotRunningError struct{ Dir string }

// Error names the folder.
func (e *NotRunningError) Error() string {
	return fmt.Sprintf("no hotreply is running on the state folder %s", e.Dir)
}

// Hint is the next step.
func (e *NotRunningError) Hint() string {
	return "start one with hotreply run; if it runs on another folder, say so with --state or --config"
}

// DialConsole finds the console of the host that runs on c's state folder. It
// returns a *[NotRunningError] when there is none, and a *[ConsoleOffError]
// when its console is off.
func DialConsole(c Config) (*ConsoleClient, error) {
	addr, err := os.ReadFile(filepath.Join(c.State, consoleAddrFile))
	if errors.Is(err, fs.ErrNotExist) {
		if running, err := statedir.Busy(c.State); err == nil && !running {
			return nil, &NotRunningError{Dir: c.State}
		}
		return nil, &ConsoleOffError{Dir: c.State}
	}
	if err != nil {
		return nil, fmt.Errorf("find the running host: %w", err)
	}
	if err := c.Require("console.token"); err != nil {
		return nil, err
	}
	token, err := consoleToken(c)
	if err != nil {
		return nil, err
	}
	// No proxy: the console is on this machine, or as good as.
	return &ConsoleClient{state: c.State, base: "http://" + strings.TrimSpace(string(addr)), token: token, http: &http.Client{Transport: &http.Transport{}}}, nil
}

// ConsoleError is a refusal of the console: what a rule would have been thrown.
type ConsoleError struct {
	Status  int
	Code    string
	Message string
	Advice  string
}

// Error is the console's message.
func (e *ConsoleError) Error() string { return e.Message }

// Hint is the console's.
func (e *ConsoleError) Hint() string { return e.Advice }

// Do makes one request, with body as JSON if it is not nil and not an
// [io.Reader], and decodes the answer into answer, or copies it when that is
// an [io.Writer].
func (cc *ConsoleClient) Do(ctx context.Context, method, path string, body, answer any) error {
	content, ok := body.(io.Reader)
	if !ok && body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, cc.base+path, content)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+cc.token)
	resp, err := cc.http.Do(req)
	if errors.Is(err, syscall.ECONNREFUSED) { // a host that was killed leaves its address behind
		return &NotRunningError{Dir: cc.state}
	}
	if err != nil {
		return fmt.Errorf("ask the running host: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 400 {
		var p problem
		if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
			return fmt.Errorf("ask the running host: %s", resp.Status)
		}
		return &ConsoleError{Status: resp.StatusCode, Code: p.Code, Message: p.Message, Advice: p.Hint}
	}
	if w, ok := answer.(io.Writer); ok {
		_, err = io.Copy(w, resp.Body)
		return err
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}
