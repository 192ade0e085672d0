package console

import (
	"io"
	"net/http"
)

// api answers requests from a backend.
type api struct {
	backend Backend
	token   string
	listen  string // as configured, for the check of a request's Host
}

// Handler answers the console's requests without a listener or limits of its
// own: o's Listen and Token are all it looks at.
func Handler(b Backend, o Options) http.Handler {
	a := &api{backend: b, token: o.Token, listen: o.Listen}
	open := http.NewServeMux()
	open.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	open.HandleFunc("GET /readyz", a.ready)
	guarded := http.NewServeMux()
	guarded.HandleFunc("POST /api/send", a.send)
	guarded.HandleFunc("GET /api/status", a.status)
	guarded.HandleFunc("GET /api/messages", a.messages)
	guarded.HandleFunc("POST /api/messages/{id}/retry", a.retry)
	guarded.HandleFunc("GET /api/store", a.dumpStore)
	guarded.HandleFunc("PUT /api/store", a.loadStore)
	open.Handle("/", a.guard(guarded))
	return a.secured(open)
}
