package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"syscall"
)

// Client talks to the console of the host that holds a state folder. It may be
// used by several goroutines.
type Client struct {
	dir   string
	base  string
	token string
	http  *http.Client
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

// NewClient makes a client of the console at an address, host:port, which was
// found in the state folder dir: errors name that.
func NewClient(dir, addr, token string) *Client {
	// No proxy: the console is on this machine, or as good as.
	return &Client{dir: dir, base: "http://" + addr, token: token, http: &http.Client{Transport: &http.Transport{}}}
}

// Error is a refusal of the console: what a rule would have been thrown.
type Error struct {
	Status  int
	Code    string
	Message string
	Advice  string
}

// Error is the console's message.
func (e *Error) Error() string { return e.Message }

// Hint is the console's.
func (e *Error) Hint() string { return e.Advice }

// Do makes one request, with body as JSON if it is not nil and not an
// [io.Reader], and decodes the answer into answer, or copies it when that is
// an [io.Writer]. It fails with an [*Error] when the console refuses, and with
// a [*NotRunningError] when nobody listens there.
func (c *Client) Do(ctx context.Context, method, path string, body, answer any) error {
	content, ok := body.(io.Reader)
	if !ok && body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.Do(req)
	if errors.Is(err, syscall.ECONNREFUSED) { // a host that was killed leaves its address behind
		return &NotRunningError{Dir: c.dir}
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
		return &Error{Status: resp.StatusCode, Code: p.Code, Message: p.Message, Advice: p.Hint}
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
