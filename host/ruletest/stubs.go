package ruletest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/dop251/goja"

	"hotreply/bindings"
	"hotreply/internal/hint"
	"hotreply/runtime"
)

// stubs stand in for the network of the rules under test.
type stubs struct {
	open atomic.Int64 // how many are asked and have not answered
	mu   sync.Mutex   // guards list
	list []*stub
}

// stub is one t.fetch. A url matches what is equal or begins with it; the
// newest stub that matches answers.
type stub struct {
	script  *runtime.Script
	url     string
	pattern *goja.Object  // a RegExp, instead of url
	reply   goja.Value    // a text, {status, headers, body | json | lines}, other objects as JSON
	answer  goja.Callable // instead of reply: (request) => reply
}

func (s *stubs) add(st *stub) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, st)
}

// RoundTrip answers a request of a rule.
func (s *stubs) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := context.Cause(r.Context()); err != nil {
		return nil, err
	}
	s.open.Add(1)
	defer s.open.Add(-1)
	body := ""
	if r.Body != nil {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		body = string(b)
	}
	s.mu.Lock()
	list := append([]*stub{}, s.list...)
	s.mu.Unlock()
	for i := len(list) - 1; i >= 0; i-- {
		reply, ok, err := list[i].take(r.Context(), r, body)
		if err != nil || ok {
			return reply, err
		}
	}
	return nil, hint.New(fmt.Sprintf("answer it in the test: t.fetch(%q, {…})", r.URL.String()), "%s %s: tests reach no network", r.Method, r.URL)
}

// take answers the request if the stub is for it. The work is done on the
// loop of the test file.
func (st *stub) take(ctx context.Context, r *http.Request, body string) (*http.Response, bool, error) {
	if st.pattern == nil && !strings.HasPrefix(r.URL.String(), st.url) {
		return nil, false, nil
	}
	var reply stubReply
	matched := true
	err := st.script.Invoke(ctx, runtime.Invocation{
		Key: "fetch " + r.URL.String(), Timeout: -1, // it ends with the request
		Fn: func(goja.Value, ...goja.Value) (goja.Value, error) {
			vm := st.script.VM()
			if st.pattern != nil {
				test, _ := goja.AssertFunction(st.pattern.Get("test"))
				v, err := test(st.pattern, vm.ToValue(r.URL.String()))
				if err != nil || !v.ToBoolean() {
					matched = false
					return goja.Undefined(), err
				}
			}
			if st.answer == nil {
				return st.reply, nil
			}
			return st.answer(goja.Undefined(), request(vm, r, body))
		},
		Result: func(s *runtime.Script, v goja.Value) error {
			if !matched {
				return nil
			}
			var err error
			reply, err = replyOf(s.VM(), v)
			return err
		},
	})
	switch {
	case ctx.Err() != nil:
		return nil, false, context.Cause(ctx)
	case err != nil:
		return nil, false, failureOf(err)
	case !matched:
		return nil, false, nil
	}
	return reply.response(r), true, nil
}

// StubError is what a function given to t.fetch threw: the failure of a
// network, in the place of one.
type StubError struct{ message, code string }

func (e *StubError) Error() string { return e.message }

// Code is what rules see as error.code and error.cause.code.
func (e *StubError) Code() string { return e.code }

func failureOf(err error) error {
	se, ok := errors.AsType[*runtime.ScriptError](err)
	if !ok {
		return err
	}
	return &StubError{message: se.Message, code: se.Code}
}

// request is what an answering function gets: {method, url, headers, body, json}.
func request(vm *goja.Runtime, r *http.Request, body string) goja.Value {
	o := vm.NewObject()
	_ = o.Set("method", r.Method)
	_ = o.Set("url", r.URL.String())
	headers := vm.NewObject()
	for name := range r.Header {
		_ = headers.Set(strings.ToLower(name), strings.Join(r.Header.Values(name), ", "))
	}
	_ = o.Set("headers", headers)
	_ = o.Set("body", body)
	var parsed any
	if json.Unmarshal([]byte(body), &parsed) == nil {
		_ = o.Set("json", parsed)
	}
	return o
}

// stubReply is an answer in Go values.
type stubReply struct {
	status  int
	headers http.Header
	body    []byte
}

// replyKeys are the keys of {status, headers, body}; an object with any other
// key is JSON.
var replyKeys = map[string]bool{"status": true, "headers": true, "body": true}

func replyOf(vm *goja.Runtime, v goja.Value) (stubReply, error) {
	out := stubReply{status: http.StatusOK, headers: http.Header{}}
	o, ok := v.(*goja.Object)
	if ok && isReply(o) {
		if n := o.Get("status"); n != nil {
			if out.status = int(n.ToInteger()); out.status < 200 || out.status > 599 {
				return out, fmt.Errorf("t.fetch: status is %s, wanted 200 to 599", bindings.Inspect(vm, n))
			}
		}
		if h, isObject := o.Get("headers").(*goja.Object); isObject {
			out.setHeaders(h)
		}
		v = o.Get("body")
	}
	return out, out.setBody(vm, v)
}

// setHeaders reads {name: value} or [[name, value], …]; a value may be a list.
func (r *stubReply) setHeaders(o *goja.Object) {
	for _, key := range o.Keys() {
		v, _ := o.Get(key).(*goja.Object)
		switch {
		case o.ClassName() == "Array" && v != nil:
			r.headers.Add(v.Get("0").String(), v.Get("1").String())
		case v != nil && v.ClassName() == "Array":
			for _, i := range v.Keys() {
				r.headers.Add(key, v.Get(i).String())
			}
		default:
			r.headers.Add(key, o.Get(key).String())
		}
	}
}

func isReply(o *goja.Object) bool {
	keys := o.Keys()
	for _, k := range keys {
		if !replyKeys[k] {
			return false
		}
	}
	return len(keys) > 0
}

func (r *stubReply) setBody(vm *goja.Runtime, v goja.Value) error {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return nil
	}
	switch x := v.Export().(type) {
	case string:
		r.body = []byte(x)
		r.defaultType("text/plain;charset=UTF-8")
		return nil
	case []byte:
		r.body = append([]byte{}, x...)
		return nil
	case goja.ArrayBuffer:
		r.body = append([]byte{}, x.Bytes()...)
		return nil
	}
	stringify, _ := goja.AssertFunction(vm.Get("JSON").ToObject(vm).Get("stringify"))
	text, err := stringify(goja.Undefined(), v)
	if err != nil {
		return fmt.Errorf("t.fetch: reply %s: %w", bindings.Inspect(vm, v), err)
	}
	r.body = []byte(text.String())
	r.defaultType("application/json")
	return nil
}

func (r *stubReply) defaultType(mime string) {
	if r.headers.Get("Content-Type") == "" {
		r.headers.Set("Content-Type", mime)
	}
}

func (r *stubReply) response(req *http.Request) *http.Response {
	if req.Method == http.MethodHead || r.status == http.StatusNoContent || r.status == http.StatusNotModified {
		r.body = nil
	} else if r.headers.Get("Content-Length") == "" {
		r.headers.Set("Content-Length", strconv.Itoa(len(r.body)))
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)), StatusCode: r.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: r.headers, Request: req,
		Body: &stubBody{req.Context(), bytes.NewReader(r.body)}, ContentLength: int64(len(r.body)),
	}
}

// stubBody can be read until its request is cancelled, as a connection can.
type stubBody struct {
	ctx  context.Context
	data *bytes.Reader
}

func (b *stubBody) Read(p []byte) (int, error) {
	if err := context.Cause(b.ctx); err != nil {
		return 0, err
	}
	return b.data.Read(p)
}

func (b *stubBody) Close() error { return nil }
