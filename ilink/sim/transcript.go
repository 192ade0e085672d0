package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
)

// Transcript is a recorded conversation with a client: what a golden file
// holds. Tokens, ids, cursors and times in it are invented ones of the same
// shape, equal where the real ones were equal, so that two recordings of the
// same conversation read alike. Keys of files that users send stay: without
// them the files could not be opened.
type Transcript []Exchange

// Exchange is one request and its answer.
type Exchange struct {
	Op       string           `json:"op"`
	Request  ExchangeRequest  `json:"request"`
	Response ExchangeResponse `json:"response"`
}

// ExchangeRequest is the client's half.
type ExchangeRequest struct {
	Method string            `json:"method"`
	Path   string            `json:"path"`
	Query  map[string]string `json:"query,omitempty"`
	Header map[string]string `json:"header,omitempty"` // those of the protocol
	Body   json.RawMessage   `json:"body,omitempty"`
	// Size is the length of an upload, whose content is not recorded.
	Size int64 `json:"size,omitempty"`
}

// ExchangeResponse is the service's half.
type ExchangeResponse struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header,omitempty"`
	Body   json.RawMessage   `json:"body,omitempty"`
	// Raw is a body that is no JSON: a file, or what a fault made of it.
	Raw []byte `json:"raw_base64,omitempty"`
	// Cut tells that the connection ended without an answer.
	Cut bool `json:"cut,omitempty"`
}

// keptFile is the largest download that is recorded.
const keptFile = 256 << 10

// transcriptHeaders are recorded and compared. X-WECHAT-UIN is another one for
// every request and only checked for its form.
var transcriptHeaders = []string{"Authorization", "AuthorizationType", "Content-Type", "iLink-App-Id", "iLink-App-ClientVersion"}

// Record starts a new recording, or stops the one that runs; [Server.Transcript]
// returns it.
func (s *Server) Record(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.recording = on; on {
		s.recorded = nil
	}
}

// Transcript returns what was recorded, in the order in which the answers left.
func (s *Server) Transcript() (Transcript, error) {
	s.mu.Lock()
	list := append(Transcript{}, s.recorded...)
	s.mu.Unlock()
	scrub := newScrubber()
	for i, e := range list {
		clean, err := scrub.exchange(e)
		if err != nil {
			return nil, fmt.Errorf("transcript: exchange %d (%s): %w", i, e.Op, err)
		}
		list[i] = clean
	}
	return list, nil
}

func (s *Server) recordLocked(c *call, res ExchangeResponse) {
	e := Exchange{Op: c.op, Response: res, Request: ExchangeRequest{
		Method: c.r.Method, Path: c.r.URL.Path, Query: flat(c.r.URL.Query()), Header: map[string]string{},
	}}
	for _, name := range transcriptHeaders {
		if v := c.r.Header.Get(name); v != "" {
			e.Request.Header[name] = v
		}
	}
	if json.Valid(c.body) {
		e.Request.Body = slices.Clone(c.body)
	}
	if c.op == "upload" {
		e.Request.Size = c.r.ContentLength
	}
	s.recorded = append(s.recorded, e)
}

// responseOf describes an answer for the recording.
func responseOf(status int, h http.Header, body []byte, cut bool) ExchangeResponse {
	res := ExchangeResponse{Status: max(status, http.StatusOK), Cut: cut}
	if xep := h.Get("x-encrypted-param"); xep != "" {
		res.Header = map[string]string{"x-encrypted-param": xep}
	}
	switch {
	case cut:
		res.Status = 0
	case json.Valid(body):
		res.Body = slices.Clone(body)
	default:
		res.Raw = slices.Clone(body)
	}
	return res
}

func flat(q url.Values) map[string]string {
	out := map[string]string{}
	for name := range q {
		out[name] = q.Get(name)
	}
	return out
}

// Write saves the transcript as indented JSON.
func (t Transcript) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(t)
}

// ReadTranscript loads what [Transcript.Write] saved.
func ReadTranscript(r io.Reader) (Transcript, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var t Transcript
	if err := dec.Decode(&t); err != nil {
		return nil, fmt.Errorf("transcript: %w", err)
	}
	return t, nil
}
