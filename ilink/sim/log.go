package sim

import (
	"net/http"
	"time"
)

// Request is one line of the request log.
type Request struct {
	Seq  int64     `json:"seq"`
	Time time.Time `json:"time"` // when the answer left
	Op   string    `json:"op"`
	Bot  string    `json:"bot,omitempty"`
	// Status is the answer's HTTP status, 0 when the connection was cut.
	Status int `json:"status"`
	// Fault is the kind of fault that struck last.
	Fault string   `json:"fault,omitempty"`
	Took  Duration `json:"took"` // in real time
}

// keptRequests is how many lines the log keeps at least.
const keptRequests = 10_000

// Requests lists answered requests with a Seq above after; op "" is all. Of
// many the log keeps the latest.
func (s *Server) Requests(op string, after int64) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Request{}
	for _, r := range s.st.log {
		if r.Seq > after && (op == "" || r.Op == op) {
			out = append(out, r)
		}
	}
	return out
}

// finish writes down what a request was: the client's mistakes, a line of the
// log, and its exchange if a recording runs. It is called before the answer
// leaves, so that whoever has the answer finds all that.
func (s *Server) finish(c *call, status int, h http.Header, body []byte, cut bool) {
	facts := factsOf(c.r, c.op, c.body)
	if c.bot != nil {
		facts.Bot = c.bot.id
	}
	for _, m := range c.mistakes {
		s.violation(facts, m)
	}
	c.mistakes = nil
	if status == 0 && !cut {
		status = http.StatusOK
	}
	s.logger.Debug("request", "op", c.op, "bot", facts.Bot, "status", status, "fault", c.fault)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st.lastRequest++
	if len(s.st.log) == 2*keptRequests {
		s.st.log = append(s.st.log[:0], s.st.log[keptRequests:]...)
	}
	s.st.log = append(s.st.log, Request{
		Seq: s.st.lastRequest, Time: s.clock.Now(), Op: c.op, Bot: facts.Bot, Status: status,
		Fault: c.fault, Took: Duration(time.Since(c.began)),
	})
	if s.recording {
		s.recordLocked(c, responseOf(status, h, body, cut))
	}
}
