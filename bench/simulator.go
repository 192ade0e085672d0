package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"time"
)

// simulator is a process `hotreply sim` with its control API.
type simulator struct {
	*process
	base  string // http://HOST:PORT
	calls *http.Client
	seen  int64 // the last of /sim/sent that was read
}

// startSimulator starts it in a folder without settings: an older program need
// not know those of the folder that bench runs in.
func startSimulator(ctx context.Context, binary, dir string) (*simulator, error) {
	cmd := exec.Command(binary, "sim", "--listen", "127.0.0.1:0", "--log-level", "error")
	cmd.Dir = dir
	p, line, err := startTelling(ctx, cmd)
	if err != nil {
		return nil, err
	}
	_, base, found := strings.Cut(line, "listens on ")
	if !found {
		p.kill()
		return nil, fmt.Errorf("simulator said %q", line)
	}
	s := &simulator{process: p, base: base, calls: &http.Client{Timeout: 30 * time.Second}}
	if err := s.reset(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *simulator) address() string { return strings.TrimPrefix(s.base, "http://") }

// reset forgets what was said and sent, and sets a service without limits and
// without odd fields, so that rounds are alike. Logins stay.
func (s *simulator) reset(ctx context.Context) error {
	if err := s.call(ctx, "POST", "/sim/reset", map[string]any{}, nil); err != nil {
		return err
	}
	s.seen = 0
	return s.call(ctx, "POST", "/sim/options", map[string]any{"quota": 0, "noise": 0}, nil)
}

// login is what a token.json holds.
type login struct {
	BotToken string `json:"bot_token"`
	BotID    string `json:"bot_id"`
	BaseURL  string `json:"base_url"`
}

// login makes a bot whose client finds the service at base.
func (s *simulator) login(ctx context.Context, base, owner string) (login, error) {
	var l login
	err := s.call(ctx, "POST", "/sim/bots", map[string]any{"user": owner}, &l)
	l.BaseURL = base
	return l, err
}

// expire ends logins, so that the simulator looks for nobody among them.
func (s *simulator) expire(ctx context.Context, logins []login) error {
	for _, l := range logins {
		if err := s.call(ctx, "POST", "/sim/expire", map[string]any{"bot": l.BotID}, nil); err != nil {
			return err
		}
	}
	return nil
}

// sent is a reply that the simulator has taken.
type sent struct {
	Seq  int64     `json:"seq"`
	Bot  string    `json:"bot"`
	User string    `json:"user"`
	Text string    `json:"text"`
	Time time.Time `json:"time"`
}

// replies are those that nobody has read yet; it waits for the first as long
// as wait.
func (s *simulator) replies(ctx context.Context, wait time.Duration) ([]sent, error) {
	var list []sent
	path := fmt.Sprintf("/sim/sent?after=%d&wait=%s", s.seen, url.QueryEscape(wait.String()))
	if err := s.call(ctx, "GET", path, nil, &list); err != nil {
		return nil, err
	}
	if len(list) > 0 {
		s.seen = list[len(list)-1].Seq
	}
	return list, nil
}

// say says one text.
func (s *simulator) say(ctx context.Context, bot, user, text string) error {
	return s.call(ctx, "POST", "/sim/say", map[string]any{"bot": bot, "user": user, "text": text}, nil)
}

// ask says one text and waits for the reply.
func (s *simulator) ask(ctx context.Context, bot, user, text string, patience time.Duration) (sent, error) {
	if err := s.say(ctx, bot, user, text); err != nil {
		return sent{}, err
	}
	return s.awaitReply(ctx, bot, user, patience)
}

// awaitReply waits for the next reply to user; others are passed over.
func (s *simulator) awaitReply(ctx context.Context, bot, user string, patience time.Duration) (sent, error) {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		list, err := s.replies(ctx, min(time.Until(end), 10*time.Second))
		if err != nil {
			return sent{}, err
		}
		for i, m := range list {
			if m.Bot == bot && m.User == user {
				s.seen = list[i].Seq
				return m, nil
			}
		}
	}
	return sent{}, fmt.Errorf("no reply to %s within %v", user, patience)
}

func (s *simulator) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return err
	}
	answer, err := s.calls.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 500))
		return fmt.Errorf("simulator: %s %s: %s %s", method, path, answer.Status, text)
	}
	if out == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	return json.NewDecoder(answer.Body).Decode(out)
}
