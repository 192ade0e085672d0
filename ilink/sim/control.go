package sim

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
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

// controls are the calls of the control API, by method and path.
func (s *Server) controls() map[string]control {
	return map[string]control{
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
		"GET /sim/requests":    s.controlRequests,
		"GET /sim/violations":  func(*http.Request) (any, error) { return s.Violations(), nil },
		"GET /sim/state":       func(*http.Request) (any, error) { return s.State(), nil },
	}
}

func (s *Server) routeControl(m *http.ServeMux) {
	for path, f := range s.controls() {
		m.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { serveControl(w, r, f) })
	}
	m.HandleFunc("GET /sim/media", s.serveMedia)
	m.HandleFunc("/sim/", func(w http.ResponseWriter, r *http.Request) {
		writeControl(w, http.StatusNotFound, controlProblem{
			Error: r.Method + " " + r.URL.Path + " is not part of the control API",
			Hint:  "POST say send-media clock faults options qr bots expire reset, GET sent state violations requests transcript",
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

// maxControl bounds the body of a control call: a file in base64.
const maxControl = 256 << 20

// readControl decodes the body into v; unknown keys are mistakes, an empty
// body is an empty object.
func readControl(r *http.Request, v any) error {
	return decodeControl(http.MaxBytesReader(nil, r.Body, maxControl), v)
}

func decodeControl(body io.Reader, v any) error {
	dec := json.NewDecoder(body)
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	if _, ours := errors.AsType[*ControlError](err); ours {
		return err
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return &ControlError{Problem: "the body is larger than 256 MiB", Advice: `{"kind":"file","size":1073741824} makes a large content up`}
	}
	problem := strings.TrimPrefix(err.Error(), "json: ")
	if wrong, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		problem = "the body can not be a JSON " + wrong.Value
		if wrong.Field != "" {
			problem = wrong.Field + " can not be a JSON " + wrong.Value
		}
	} else if _, is := errors.AsType[*json.SyntaxError](err); is {
		problem = "the body is not JSON: " + problem
	} else if _, is := errors.AsType[base64.CorruptInputError](err); is {
		problem = "data_base64 is not base64: " + problem
	}
	return &ControlError{Problem: problem, Advice: "the body is one JSON object; ids are strings, times are duration strings"}
}
