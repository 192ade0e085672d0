package sim

import (
	"io"
	"net/http"
	"strings"
)

const indexText = `This is the iLink simulator: it acts as the WeChat iLink service.

A client's base_url is this address, its cdn_base_url this address with /c2c.
People are played by the control API, for example:

  curl -d '{"user":"alice@im.wechat","text":"hi"}' http://HOST:PORT/sim/say
  curl 'http://HOST:PORT/sim/sent?wait=5'
  curl http://HOST:PORT/sim/state
  curl http://HOST:PORT/sim/violations
`

// serveElse answers what is no endpoint. A client that asks the service for a
// path it does not have makes a mistake; a browser that looks around does not.
func (s *Server) serveElse(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/ilink/"), strings.HasPrefix(r.URL.Path, "/c2c/"), r.Method != http.MethodGet:
		s.violation(factsOf(r, "unknown", nil), "unknown path "+r.Method+" "+r.URL.Path)
		http.NotFound(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, strings.ReplaceAll(indexText, "HOST:PORT", r.Host)) // the browser may be gone
	default:
		http.NotFound(w, r)
	}
}
