package sim

import (
	"net/http"
	"time"
)

// Violation is one mistake of a client: something the service refuses,
// mistreats without a word, or tolerates only by luck. Refusals that a correct
// client can meet (quota used up, window closed, a fault) are none.
type Violation struct {
	Seq  int       `json:"seq"`
	Time time.Time `json:"time"`
	// Op is the endpoint's name, such as "sendmessage".
	Op   string `json:"op"`
	What string `json:"what"`
	// Request says which request it was.
	Request RequestFacts `json:"request"`
}

// RequestFacts describe a request without its bearer token.
type RequestFacts struct {
	Op          string `json:"-"`
	Method      string `json:"method"`
	Path        string `json:"path"`
	Bot         string `json:"bot,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Length      int64  `json:"length"`
	UserAgent   string `json:"user_agent,omitempty"`
	// Body is its beginning, at most 300 bytes.
	Body string `json:"body,omitempty"`
}

const (
	factsBody      = 300
	keptViolations = 1000
)

func factsOf(r *http.Request, op string, body []byte) RequestFacts {
	return RequestFacts{
		Op: op, Method: r.Method, Path: r.URL.Path,
		ContentType: r.Header.Get("Content-Type"), Length: r.ContentLength,
		UserAgent: r.UserAgent(), Body: string(body[:min(len(body), factsBody)]),
	}
}

// violation records one mistake.
func (s *Server) violation(f RequestFacts, what string) {
	s.logger.Warn("client mistake", "op", f.Op, "what", what, "bot", f.Bot)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st.violated++
	if len(s.st.violations) < keptViolations {
		s.st.violations = append(s.st.violations, Violation{
			Seq: s.st.violated, Time: s.clock.Now(), Op: f.Op, What: what, Request: f,
		})
	}
}

// Violations lists the mistakes of clients since the last Reset, oldest first;
// of more than 1000 the first 1000.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Violation{}, s.st.violations...)
}
