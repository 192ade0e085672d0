package web

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	goruntime "runtime"
	"sort"
	"strings"
	"syscall"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// exchange is one fetch: a request, its response, and the body while it is
// read. Its methods that block run on goroutines of [runtime.Script.Async], one at
// a time.
type exchange struct {
	client   *Client
	req      *http.Request
	redirect string
	cancel   context.CancelCauseFunc
	patience patience
	resp     *http.Response
	buf      []byte
}

// newExchange makes the object that fetch.js drives: response(), read() and
// cancel().
func newExchange(r *lazy.Realm, c *Client, call goja.FunctionCall) goja.Value {
	x, err := prepare(r, c, call)
	if err != nil {
		panic(r.VM.NewTypeError("%s", err))
	}
	o := r.VM.NewObject()
	set := func(name string, f func(goja.FunctionCall) goja.Value) { _ = o.Set(name, r.Script.Func(name, f)) }
	set("response", func(goja.FunctionCall) goja.Value {
		return async(r, func() (any, error) { return nil, x.start() },
			func(any) goja.Value { return x.head(r.VM) })
	})
	set("read", func(goja.FunctionCall) goja.Value {
		return async(r, x.read, func(v any) goja.Value {
			if b, _ := v.([]byte); b != nil {
				r.Script.Keep(b)
				return r.VM.ToValue(r.VM.NewArrayBuffer(b))
			}
			return goja.Null()
		})
	})
	set("cancel", func(goja.FunctionCall) goja.Value {
		x.cancel(context.Canceled)
		return goja.Undefined()
	})
	return o
}

// async runs work and resolves to [error, result]: fetch.js gives errors their
// stack and the words around them.
func async(r *lazy.Realm, work func() (any, error), finish func(any) goja.Value) goja.Value {
	type outcome struct {
		v   any
		err error
	}
	return r.Async(func(context.Context) (any, error) {
		v, err := work()
		return outcome{v, err}, nil
	}, func(v any) (goja.Value, error) {
		o := v.(outcome)
		if o.err != nil {
			return r.VM.NewArray(errorValue(r.VM, o.err)), nil
		}
		return r.VM.NewArray(goja.Null(), finish(o.v)), nil
	})
}

// errorValue makes the JavaScript error for err, which stays reachable for
// errors.As, with what rules look at.
func errorValue(vm *goja.Runtime, err error) goja.Value {
	e := vm.NewGoError(err)
	_ = e.Set("name", "Error")
	if n, ok := errors.AsType[interface {
		error
		Name() string
	}](err); ok && n.Name() != "" {
		_ = e.Set("name", n.Name())
	}
	if c, ok := errors.AsType[interface {
		error
		Code() string
	}](err); ok && c.Code() != "" {
		_ = e.Set("code", c.Code())
	} else if code := codeOf(err); code != "" {
		_ = e.Set("code", code)
	}
	if hint := hintOf(err); hint != "" {
		_ = e.Set("hint", hint)
	}
	return e
}

// codeOf is what Node calls the failure of a network, "" if it has no word.
func codeOf(err error) string {
	var (
		dns     *net.DNSError
		errno   syscall.Errno
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "ENOTFOUND"
	case errors.As(err, &dns):
		return "EAI_AGAIN"
	case errors.As(err, &errno):
		return errnoCodes[errno]
	case errors.As(err, &host):
		return "ERR_TLS_CERT_ALTNAME_INVALID"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "CERT_HAS_EXPIRED"
	case errors.As(err, &invalid), errors.As(err, &unknown):
		return "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "UND_ERR_SOCKET"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "ETIMEDOUT"
	}
	return ""
}

// errnoCodes are the names of the system's errors. Those of Windows sockets
// have numbers of their own.
var errnoCodes = map[syscall.Errno]string{
	syscall.ECONNREFUSED: "ECONNREFUSED", syscall.ECONNRESET: "ECONNRESET", syscall.ECONNABORTED: "ECONNABORTED",
	syscall.ETIMEDOUT: "ETIMEDOUT", syscall.EHOSTUNREACH: "EHOSTUNREACH", syscall.ENETUNREACH: "ENETUNREACH",
	syscall.EPIPE: "EPIPE", syscall.EADDRNOTAVAIL: "EADDRNOTAVAIL", syscall.EACCES: "EACCES", syscall.EPERM: "EPERM",
	10013: "EACCES", 10049: "EADDRNOTAVAIL", 10051: "ENETUNREACH", 10053: "ECONNABORTED", 10054: "ECONNRESET",
	10060: "ETIMEDOUT", 10061: "ECONNREFUSED", 10065: "EHOSTUNREACH",
}

// hintOf is what to do about a failed request, "" if nobody knows.
func hintOf(err error) string {
	if h, ok := errors.AsType[interface {
		error
		Hint() string
	}](err); ok {
		return h.Hint()
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Sprintf("check the name %q and this machine's network; a proxy is set as proxy under [http] in config.toml, or in the environment", d.Name)
	}
	return ""
}

// prepare reads the arguments (method, url, headers, redirect, body).
func prepare(r *lazy.Realm, c *Client, call goja.FunctionCall) (*exchange, error) {
	// The body may be read long after the call, by what the handler leaves behind.
	ctx, cancel := r.Script.Lasting()
	var body io.Reader
	if b, ok := lazy.Bytes(call.Argument(4)); ok {
		b = bytes.Clone(b) // the script may go on writing to it
		r.Script.Keep(b)
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, call.Argument(0).String(), call.Argument(1).String(), body)
	if err != nil {
		cancel(err)
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err
		}
		return nil, err
	}
	r.VM.ForOf(call.Argument(2), func(pair goja.Value) bool {
		p := pair.ToObject(r.VM)
		name, value := p.Get("0").String(), p.Get("1").String()
		if strings.EqualFold(name, "host") {
			req.Host = value
		} else {
			req.Header.Add(name, latin1(value))
		}
		return true
	})
	x := &exchange{client: c, req: req, redirect: call.Argument(3).String(), cancel: cancel, patience: c.patience(ctx, cancel, req)}
	// A body that nobody can read any more gives its connection back.
	goruntime.AddCleanup(x, func(cancel context.CancelCauseFunc) { cancel(context.Canceled) }, cancel)
	return x, nil
}

// latin1 is how a header value travels: one byte per character.
func latin1(s string) string {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		b = append(b, byte(c))
	}
	return string(b)
}

// fromLatin1 undoes latin1, and leaves alone what a server sent as UTF-8.
func fromLatin1(s string) string {
	if strings.ToValidUTF8(s, "") == s {
		return s
	}
	out := make([]rune, 0, len(s))
	for i := range len(s) {
		out = append(out, rune(s[i]))
	}
	return string(out)
}

func (x *exchange) start() error {
	return x.patience.wait(func() (err error) {
		x.resp, err = x.client.do(x.req, x.redirect)
		return err
	})
}

// read returns the next piece of the body, nil at its end.
func (x *exchange) read() (any, error) {
	if x.buf == nil {
		x.buf = make([]byte, 32<<10)
	}
	var n int
	err := x.patience.wait(func() (err error) {
		for n == 0 && err == nil {
			n, err = x.resp.Body.Read(x.buf)
		}
		return err
	})
	if n > 0 {
		return bytes.Clone(x.buf[:n]), nil // an error comes again
	}
	x.resp.Body.Close()
	if errors.Is(err, io.EOF) {
		x.cancel(nil)
		return nil, nil
	}
	return nil, err
}

// head is the response without its body, as JavaScript sees it.
func (x *exchange) head(vm *goja.Runtime) goja.Value {
	o := vm.NewObject()
	var headers []any
	names := make([]string, 0, len(x.resp.Header))
	for name := range x.resp.Header {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		for _, v := range x.resp.Header[name] {
			headers = append(headers, vm.NewArray(name, fromLatin1(v)))
		}
	}
	final := x.resp.Request
	_, text, _ := strings.Cut(x.resp.Status, " ")
	for key, v := range map[string]any{
		"status":     x.resp.StatusCode,
		"statusText": text,
		"headers":    vm.NewArray(headers...),
		"url":        withoutFragment(final.URL),
		"redirected": final != x.req,
	} {
		_ = o.Set(key, v)
	}
	return o
}

func withoutFragment(u *url.URL) string {
	c := *u
	c.Fragment, c.RawFragment = "", ""
	return c.String()
}
