package sim

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// loginGrace is how long a message waits for a login, and an action
// for the first QR code, so that scripts need not watch for them.
const loginGrace = 5 * time.Second

func (s *Server) controlSay(r *http.Request) (any, error) {
	var req SayRequest
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	s.awaitFirst(r.Context(), loginGrace, func(st *state) bool { return len(st.liveBots()) > 0 })
	id, err := s.Say(req)
	return messageIDAnswer{id}, err
}

func (s *Server) controlSendMedia(r *http.Request) (any, error) {
	var req MediaRequest
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	s.awaitFirst(r.Context(), loginGrace, func(st *state) bool { return len(st.liveBots()) > 0 })
	id, err := s.SendMedia(req)
	return messageIDAnswer{id}, err
}

type messageIDAnswer struct {
	MessageID string `json:"message_id"`
}

// awaitFirst waits until there is a login, or a QR code.
func (s *Server) awaitFirst(ctx context.Context, d time.Duration, there func(*state) bool) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	for {
		s.mu.Lock()
		if there(s.st) {
			s.mu.Unlock()
			return
		}
		if s.st.botNews == nil {
			s.st.botNews = make(chan struct{})
		}
		news := s.st.botNews
		s.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) controlSent(r *http.Request) (any, error) {
	q := r.URL.Query()
	after, err := afterOf(q)
	if err != nil {
		return nil, err
	}
	var wait time.Duration
	if v := q.Get("wait"); v != "" {
		if wait, err = waitOf(v); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	list, _ := s.WaitSent(ctx, q.Get("user"), after) // time over is an empty list
	return list, nil
}

func (s *Server) controlRequests(r *http.Request) (any, error) {
	after, err := afterOf(r.URL.Query())
	return s.Requests(r.URL.Query().Get("op"), after), err
}

// afterOf reads the seq that a list begins behind.
func afterOf(q url.Values) (int64, error) {
	v := q.Get("after")
	if v == "" {
		return 0, nil
	}
	after, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return 0, &ControlError{Problem: fmt.Sprintf("after can not be %q", v), Advice: "the seq of a list's last entry, such as after=12"}
	}
	return after, nil
}

// waitOf reads a number of seconds or a duration.
func waitOf(v string) (time.Duration, error) {
	if seconds, err := strconv.ParseFloat(v, 64); err == nil && seconds >= 0 && seconds <= 3600 {
		return time.Duration(seconds * float64(time.Second)), nil
	}
	return parseDuration(v)
}

func (s *Server) controlQR(r *http.Request) (any, error) {
	var a QRAction
	if err := readControl(r, &a); err != nil {
		return nil, err
	}
	s.awaitFirst(r.Context(), loginGrace, func(st *state) bool { return st.newestQR != nil })
	return s.QR(a)
}

func (s *Server) controlReset(r *http.Request) (any, error) {
	var req struct {
		Logins bool `json:"logins"`
	}
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	s.reset(!req.Logins)
	return done{true}, nil
}

func (s *Server) controlBots(r *http.Request) (any, error) {
	var req struct {
		User string `json:"user"`
	}
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	cred := s.NewBot(req.User)
	cred.BaseURL = base(r)
	return cred, nil
}

func (s *Server) controlExpire(r *http.Request) (any, error) {
	var req struct {
		Bot string `json:"bot"`
	}
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	if req.Bot != "" {
		return done{true}, s.ExpireBot(req.Bot)
	}
	s.Expire()
	return done{true}, nil
}

func (s *Server) controlClock(r *http.Request) (any, error) {
	var req struct {
		Advance Duration `json:"advance"`
	}
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	if req.Advance < 0 {
		return nil, &ControlError{Problem: "the clock can not go back", Advice: "POST /sim/reset sets it to the real time"}
	}
	s.Advance(time.Duration(req.Advance))
	return struct {
		Now time.Time `json:"now"`
	}{s.Now()}, nil
}

func (s *Server) controlFaults(r *http.Request) (any, error) {
	f := Fault{Count: -1} // without a count: until cleared
	if err := readControl(r, &f); err != nil {
		return nil, err
	}
	if err := s.SetFault(f); err != nil {
		return nil, err
	}
	return s.Faults(), nil
}

func (s *Server) controlRecord(r *http.Request) (any, error) {
	var req struct {
		Record bool `json:"record"`
	}
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	s.Record(req.Record)
	return done{true}, nil
}

func (s *Server) controlOptions(r *http.Request) (any, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody)) // before the lock is taken
	if err != nil {
		return nil, err
	}
	var bad error
	err = s.Configure(func(set *Settings) {
		changed := *set
		if bad = decodeControl(bytes.NewReader(body), &changed); bad == nil {
			*set = changed
		}
	})
	if bad != nil {
		return nil, bad
	}
	return s.Settings(), err
}

// serveMedia sends the content of a file that a bot sent. Its type is left to
// the receiver to find out, but nothing is run as a page of this server.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) {
	content, err := s.Media(r.URL.Query().Get("message_id"))
	if err != nil {
		serveControl(w, r, func(*http.Request) (any, error) { return nil, err })
		return
	}
	defer content.Close()
	w.Header().Set("Content-Security-Policy", "sandbox")
	_, _ = io.Copy(w, content) // the client may be gone
}
