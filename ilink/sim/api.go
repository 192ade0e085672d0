package sim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxBody is more than any request of the API needs.
const maxBody = 1 << 20

// call is one request to the API while it is being served.
type call struct {
	op       string
	w        http.ResponseWriter
	r        *http.Request
	body     []byte
	bot      *bot // set for endpoints that need a bearer token
	mistakes []string
	began    time.Time
	fault    string // kind of the fault that struck last
}

// violate notes a mistake of the client; it is recorded before the answer goes.
func (c *call) violate(what string) { c.mistakes = append(c.mistakes, what) }

// decode reads the body into v; a body that is no such JSON is a mistake.
func (c *call) decode(v any) bool {
	if err := json.Unmarshal(c.body, v); err != nil {
		c.violate("body: " + err.Error())
		return false
	}
	return true
}

// answer is what a handler wants sent.
type answer struct {
	status int // 0 is 200
	fields object
	raw    []byte // instead of fields, if not nil
	cut    cut    // no answer at all
	// refusal: the fields say no.
	refusal bool
	// sent is told, once, whether the answer left without an error.
	sent func(ok bool)
}

// ok is {"ret":0} with further fields.
func ok(fields ...field) answer {
	return answer{fields: append(object{{name: "ret", value: 0, optional: true}}, fields...)}
}

// refuse is a business error, which travels as HTTP 200.
func refuse(ret int, errmsg string) answer {
	return answer{refusal: true, fields: object{{name: "ret", value: ret}, {name: "errmsg", value: errmsg}}}
}

// staleToken is how the service answers dead tokens: errcode, no ret.
func staleToken() answer {
	return answer{refusal: true, fields: object{{name: "errcode", value: -14}, {name: "errmsg", value: "session timeout"}}}
}

const invalidArguments = "invalid arguments"

type handler func(*Server, *call) answer

// endpoint is one row of the service's surface.
type endpoint struct {
	op, path string
	methods  string
	bearer   bool
	serve    handler
}

func endpoints() []endpoint {
	return []endpoint{
		{"get_bot_qrcode", "/ilink/bot/get_bot_qrcode", "POST GET", false, (*Server).getBotQRCode},
		{"get_qrcode_status", "/ilink/bot/get_qrcode_status", "GET", false, (*Server).getQRCodeStatus},
		{"getupdates", "/ilink/bot/getupdates", "POST", true, (*Server).getUpdates},
		{"sendmessage", "/ilink/bot/sendmessage", "POST", true, (*Server).sendMessage},
		{"getuploadurl", "/ilink/bot/getuploadurl", "POST", true, (*Server).getUploadURL},
		{"getconfig", "/ilink/bot/getconfig", "POST", true, (*Server).getConfig},
		{"sendtyping", "/ilink/bot/sendtyping", "POST", true, (*Server).sendTyping},
		{"notifystart", "/ilink/bot/msg/notifystart", "POST", true, (*Server).notifyStart},
		{"notifystop", "/ilink/bot/msg/notifystop", "POST", true, (*Server).notifyStop},
	}
}

func (s *Server) routeAPI(m *http.ServeMux) {
	for _, e := range endpoints() {
		m.HandleFunc(e.path, func(w http.ResponseWriter, r *http.Request) { s.serveEndpoint(e, w, r) })
	}
}

func (s *Server) serveEndpoint(e endpoint, w http.ResponseWriter, r *http.Request) {
	c := &call{op: e.op, w: w, r: r, began: time.Now()}
	if !strings.Contains(e.methods, r.Method) {
		s.violation(factsOf(r, e.op, nil), "method "+r.Method+", not "+e.methods)
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		s.violation(factsOf(r, e.op, nil), "body larger than 1 MiB")
		http.Error(w, "request body too large", http.StatusRequestEntityTooLarge)
		return
	} else if err != nil {
		return // the client is gone
	}
	c.body = body
	s.count(e.op)
	a, failed := s.act(e, c)
	if e.op == "getupdates" {
		a = s.hintRefusal(a)
	}
	if !failed {
		a = s.failAfter(c, a)
	}
	s.write(c, a)
}

// act checks the request and lets the endpoint answer it, unless a fault comes
// first.
func (s *Server) act(e endpoint, c *call) (a answer, failed bool) {
	headers := s.Settings().Headers
	good := checkHeaders(c, e.bearer, headers == "every") || !e.bearer || headers == "lenient"
	if e.bearer {
		checkBody(c)
		good = s.authorize(c) && good
	}
	if a, failed := s.failBefore(c); failed {
		return a, true
	}
	if !good {
		return staleToken(), false
	}
	return e.serve(s, c), false
}

// write sends the answer.
func (s *Server) write(c *call, a answer) {
	if a.cut != cutNot {
		s.finish(c, 0, nil, nil, true)
		if a.sent != nil {
			a.sent(true) // as far as the service can tell
		}
		hangUp(c.w, a.cut)
		return
	}
	body := a.raw
	if body == nil {
		s.mu.Lock()
		fields := s.noisyLocked(a.fields)
		s.mu.Unlock()
		body = fields.encode()
	}
	h := c.w.Header()
	h.Set("Date", s.clock.Now().UTC().Format(http.TimeFormat))
	h.Set("Content-Type", "application/json")
	if a.status >= http.StatusBadRequest {
		h.Set("Content-Type", "text/plain; charset=utf-8") // from the edge, not the service
	}
	s.finish(c, a.status, h, body, false)
	if a.status != 0 {
		c.w.WriteHeader(a.status)
	}
	_, err := c.w.Write(body)
	if a.sent == nil {
		return
	}
	if err == nil {
		err = http.NewResponseController(c.w).Flush()
	}
	a.sent((err == nil || errors.Is(err, http.ErrNotSupported)) && c.r.Context().Err() == nil)
}

func (s *Server) count(op string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st.requests[op]++
}
