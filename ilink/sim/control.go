package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ControlError is a request to the simulator itself that makes no sense.
type ControlError struct {
	Problem string // one line, lower case
	Advice  string
}

// Error says what is wrong.
func (e *ControlError) Error() string { return e.Problem }

// Hint says what to do instead.
func (e *ControlError) Hint() string { return e.Advice }

// control is one call of the control API: its result is sent as JSON.
type control func(r *http.Request) (any, error)

func (s *Server) routeControl(m *http.ServeMux) {
	for path, f := range map[string]control{
		"POST /sim/say":        s.controlSay,
		"POST /sim/send-media": s.controlSendMedia,
		"GET /sim/sent":        s.controlSent,
		"POST /sim/qr":         s.controlQR,
		"POST /sim/reset":      s.controlReset,
		"POST /sim/bots":       s.controlBots,
		"POST /sim/expire":     s.controlExpire,
		"POST /sim/clock":      s.controlClock,
		"POST /sim/options":    s.controlOptions,
		"POST /sim/faults":     s.controlFaults,
		"GET /sim/faults":      func(*http.Request) (any, error) { return s.Faults(), nil },
		"POST /sim/transcript": s.controlRecord,
		"GET /sim/transcript":  func(*http.Request) (any, error) { return s.Transcript() },
		"GET /sim/options":     func(*http.Request) (any, error) { return s.Settings(), nil },
		"GET /sim/violations":  func(*http.Request) (any, error) { return s.Violations(), nil },
		"GET /sim/state":       func(*http.Request) (any, error) { return s.State(), nil },
	} {
		m.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { serveControl(w, r, f) })
	}
	m.HandleFunc("/sim/", func(w http.ResponseWriter, r *http.Request) {
		writeControl(w, http.StatusNotFound, controlProblem{
			Error: r.Method + " " + r.URL.Path + " is not part of the control API",
			Hint:  "POST say send-media clock faults options qr bots expire reset, GET sent state violations",
		})
	})
}

type controlProblem struct {
	Error string `json:"error"`
	Hint  string `json:"hint,omitempty"`
}

func serveControl(w http.ResponseWriter, r *http.Request, f control) {
	result, err := f(r)
	if err == nil {
		writeControl(w, http.StatusOK, result)
		return
	}
	problem := controlProblem{Error: err.Error()}
	if hinted, ok := errors.AsType[*ControlError](err); ok {
		problem.Hint = hinted.Advice
	}
	status := http.StatusBadRequest
	if errors.Is(err, errNoBot) || errors.Is(err, errNoQR) {
		status = http.StatusConflict
	}
	writeControl(w, status, problem)
}

func writeControl(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the client may be gone
}

// done is the answer of controls that have nothing to say.
type done struct {
	OK bool `json:"ok"`
}

// readControl decodes the body into v; unknown keys are mistakes, an empty
// body is an empty object.
func readControl(r *http.Request, v any) error {
	dec := json.NewDecoder(r.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	if _, ours := errors.AsType[*ControlError](err); ours {
		return err
	}
	return &ControlError{
		Problem: strings.TrimPrefix(err.Error(), "json: "),
		Advice:  "the body is one JSON object; ids are strings, times are duration strings",
	}
}

// loginGrace is how long a message waits for the first login, and an action
// for the first QR code, so that scripts need not watch for them.
const loginGrace = 5 * time.Second

func (s *Server) controlSay(r *http.Request) (any, error) {
	var req SayRequest
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	s.awaitFirst(r.Context(), loginGrace, func(st *state) bool { return len(st.bots) > 0 })
	id, err := s.Say(req)
	return messageIDAnswer{id}, err
}

func (s *Server) controlSendMedia(r *http.Request) (any, error) {
	var req MediaRequest
	if err := readControl(r, &req); err != nil {
		return nil, err
	}
	s.awaitFirst(r.Context(), loginGrace, func(st *state) bool { return len(st.bots) > 0 })
	id, err := s.SendMedia(req)
	return messageIDAnswer{id}, err
}

type messageIDAnswer struct {
	MessageID string `json:"message_id"`
}

// awaitFirst waits until there is the first login, or QR code.
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
	var after int64
	var wait time.Duration
	var err error
	if v := q.Get("after"); v != "" {
		if after, err = strconv.ParseInt(v, 10, 64); err != nil {
			return nil, &ControlError{Problem: fmt.Sprintf("after can not be %q", v), Advice: "the seq of a message, such as after=12"}
		}
	}
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

func (s *Server) controlExpire(*http.Request) (any, error) {
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
	var bad error
	err := s.Configure(func(set *Settings) {
		changed := *set
		if bad = readControl(r, &changed); bad == nil {
			*set = changed
		}
	})
	if bad != nil {
		return nil, bad
	}
	return s.Settings(), err
}
