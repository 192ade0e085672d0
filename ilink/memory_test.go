package ilink

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"
)

// inMemory is a service without a network: a transport that calls h in a
// goroutine of its own. It works inside synctest bubbles, where a held request
// lets time go on, and it ends with the request's context.
func inMemory(h http.HandlerFunc) *Client {
	return &Client{
		Credentials: Credentials{BotToken: "bot@im.bot:secret", BotID: "bot@im.bot", BaseURL: "http://service.test"},
		HTTP:        &http.Client{Transport: memoryTransport(h)},
	}
}

type memoryTransport http.HandlerFunc

func (h memoryTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		data, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(data)))
	} else {
		r.Body = http.NoBody
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GetConn(r.Host)
		trace.WroteHeaders()
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	w := httptest.NewRecorder()
	done := make(chan struct{})
	go func() {
		defer close(done)
		h(w, r)
	}()
	select {
	case <-done:
		if w.Header().Get(lost) != "" {
			return nil, io.ErrUnexpectedEOF
		}
		return w.Result(), nil
	case <-r.Context().Done():
		<-done // a handler and the next one share what they note down
		return nil, r.Context().Err()
	}
}

// lost is a header that stands for the end of the connection.
const lost = "X-Lost"

func lose(w http.ResponseWriter, _ *http.Request) { w.Header().Set(lost, "1") }

// hold keeps a request until its client has given it up.
func hold(r *http.Request) { <-r.Context().Done() }

func answer200(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, text) }
}

// script answers the calls of one path in turn and fails on one too many.
func script(t *testing.T, answers ...string) http.HandlerFunc {
	t.Helper()
	return func(w http.ResponseWriter, r *http.Request) {
		if len(answers) == 0 {
			t.Errorf("a call too many: %s %s", r.Method, r.URL)
			hold(r)
			return
		}
		io.WriteString(w, answers[0])
		answers = answers[1:]
	}
}

var bg = context.Background()
