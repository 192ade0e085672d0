package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Replay serves a transcript: each request gets the answer that the next one
// to the same endpoint got when it was recorded, and is compared with that
// one. Values that clients make up (client ids, file keys) may differ from
// those recorded, but must differ in the same way throughout.
type Replay struct {
	mu     sync.Mutex // guards everything below
	left   map[string][]Exchange
	made   map[string]string // values of this client, by kind and recorded value
	differ []string
	done   chan struct{}
	over   bool
}

// NewReplay serves t once.
func NewReplay(t Transcript) *Replay {
	r := &Replay{left: map[string][]Exchange{}, made: map[string]string{}, done: make(chan struct{})}
	for _, e := range t {
		r.left[e.Op] = append(r.left[e.Op], e)
	}
	r.checkDone()
	return r
}

// Done is closed when every exchange was played. Polls beyond the recorded
// ones are held until their clients go away.
func (r *Replay) Done() <-chan struct{} { return r.done }

// Differences lists where the client's requests were not the recorded ones.
func (r *Replay) Differences() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.differ)
}

// Left counts the exchanges that were not played yet, by endpoint.
func (r *Replay) Left() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[string]int{}
	for op, list := range r.left {
		if len(list) > 0 {
			out[op] = len(list)
		}
	}
	return out
}

func (r *Replay) checkDone() {
	for _, list := range r.left {
		if len(list) > 0 {
			return
		}
	}
	if !r.over {
		r.over = true
		close(r.done)
	}
}

// ServeHTTP plays the next exchange of the endpoint.
func (r *Replay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	op := opOf(req.URL.Path)
	var body []byte
	size := req.ContentLength
	if op == "upload" {
		size, _ = io.Copy(io.Discard, req.Body) // a short upload is a difference in size
	} else {
		body, _ = io.ReadAll(io.LimitReader(req.Body, maxBody)) // as above
	}
	e, found := r.next(op, req, body, size)
	switch {
	case found:
		play(w, req, e.Response)
	case op == "getupdates":
		<-req.Context().Done()
	default:
		http.Error(w, "the transcript has no such exchange left", http.StatusInternalServerError)
	}
}

// opOf names the endpoint of a path.
func opOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// next takes the endpoint's next exchange and compares.
func (r *Replay) next(op string, req *http.Request, body []byte, size int64) (Exchange, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.left[op]
	if len(list) == 0 {
		if op != "getupdates" {
			r.differ = append(r.differ, fmt.Sprintf("%s: one request more than recorded", op))
		}
		return Exchange{}, false
	}
	e := list[0]
	r.left[op] = list[1:]
	r.compare(e, req, body, size)
	r.checkDone()
	return e, true
}

func (r *Replay) compare(e Exchange, req *http.Request, body []byte, size int64) {
	differ := func(where string, got, want any) {
		r.differ = append(r.differ, fmt.Sprintf("%s: %s: got %v, recorded %v", e.Op, where, got, want))
	}
	if req.Method != e.Request.Method {
		differ("method", req.Method, e.Request.Method)
	}
	query := flat(req.URL.Query())
	for _, name := range keys(query, e.Request.Query) {
		if !r.same(name, query[name], e.Request.Query[name]) {
			differ("query "+name, query[name], e.Request.Query[name])
		}
	}
	for _, name := range transcriptHeaders {
		if got, want := req.Header.Get(name), e.Request.Header[name]; got != want {
			differ("header "+name, got, want)
		}
	}
	if e.Op == "upload" && size != e.Request.Size {
		differ("size", size, e.Request.Size)
	}
	if len(e.Request.Body) == 0 && len(body) == 0 {
		return
	}
	got, gotErr := decodeAny(body)
	want, wantErr := decodeAny(e.Request.Body)
	if gotErr != nil || wantErr != nil {
		differ("body", string(body), string(e.Request.Body))
		return
	}
	r.compareJSON("body", "", got, want, differ)
}

func (r *Replay) compareJSON(where, key string, got, want any, differ func(string, any, any)) {
	switch want := want.(type) {
	case map[string]any:
		got, same := got.(map[string]any)
		if !same {
			break
		}
		for _, k := range keys(got, want) {
			r.compareJSON(where+"."+k, k, got[k], want[k], differ)
		}
		return
	case []any:
		got, same := got.([]any)
		if !same || len(got) != len(want) {
			break
		}
		for i := range want {
			r.compareJSON(fmt.Sprintf("%s[%d]", where, i), key, got[i], want[i], differ)
		}
		return
	case string:
		if got, is := got.(string); is && r.same(key, got, want) {
			return
		}
	default:
		if got == want {
			return
		}
	}
	differ(where, got, want)
}

// clientMade are the values that the client makes up.
var clientMade = []string{"client_id", "run_id", "filekey", "aeskey", "aes_key"}

// same reports whether got may stand where want was recorded.
func (r *Replay) same(key, got, want string) bool {
	if got == want || !slices.Contains(clientMade, key) || got == "" || want == "" {
		return got == want
	}
	if key == "aes_key" {
		key, got, want = "aeskey", keyDigits(got), keyDigits(want)
	}
	bound := key + " " + want
	if before, has := r.made[bound]; has {
		return before == got
	}
	r.made[bound] = got
	return true
}

// keyDigits are the hex digits in an outbound media.aes_key.
func keyDigits(v string) string {
	b, err := base64.StdEncoding.DecodeString(v)
	if err != nil || len(b) != 32 {
		return hex.EncodeToString(b)
	}
	return string(b)
}

// keys are those of both maps, sorted.
func keys[V any](a, b map[string]V) []string {
	var out []string
	for k := range a {
		out = append(out, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// play sends a recorded answer.
func play(w http.ResponseWriter, req *http.Request, res ExchangeResponse) {
	if res.Cut {
		panic(http.ErrAbortHandler)
	}
	for name, v := range res.Header {
		w.Header().Set(name, v)
	}
	body := res.Raw
	if len(res.Body) > 0 {
		w.Header().Set("Content-Type", "application/json")
		var compact bytes.Buffer
		if json.Compact(&compact, res.Body) == nil {
			body = compact.Bytes()
		}
	}
	host := []byte(strings.TrimPrefix(inventedBase, "http://"))
	body = bytes.ReplaceAll(body, []byte(inventedBase), []byte(base(req)))
	body = bytes.ReplaceAll(body, host, []byte(req.Host)) // redirect_host
	w.WriteHeader(res.Status)
	_, _ = w.Write(body) // the client may be gone
}
