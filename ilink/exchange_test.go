package ilink

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// rawServer answers each request with bytes as they are, and tells which
// connection and which bytes a request came with.
func rawServer(t *testing.T, answer func(conn int, c net.Conn) (more bool)) (base string, came func() []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var mu sync.Mutex
	var list []string
	serve := func(n int, c net.Conn) {
		defer c.Close()
		var seen bytes.Buffer
		in := bufio.NewReader(io.TeeReader(c, &seen))
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			io.Copy(io.Discard, r.Body)
			mu.Lock()
			list = append(list, fmt.Sprintf("%d %s", n, seen.String()))
			mu.Unlock()
			seen.Reset()
			if !answer(n, c) {
				return
			}
		}
	}
	go func() {
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(n, c)
		}
	}()
	return "http://" + l.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), list...)
	}
}

// both are the transport and net/http's alone.
func both(t *testing.T) (direct, plain http.RoundTripper) {
	d := NewHTTPClient(nil).Transport.(*Transport)
	p := NewHTTPClient(nil).Transport.(*Transport).current.Load().Transport
	t.Cleanup(d.CloseIdleConnections)
	t.Cleanup(p.CloseIdleConnections)
	return d, p
}

func postTo(ctx context.Context, via http.RoundTripper, base string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, "POST", base+"/a/b?c=d%20e", strings.NewReader(`{"x":"y"}`))
	if err != nil {
		return "", err
	}
	r.Header = http.Header{"iLink-App-Id": {"bot"}, "Content-Type": {"application/json"}, "AuthorizationType": {" t "}, "X-Many": {"1", "2"}}
	resp, err := via.RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return fmt.Sprint(resp.StatusCode, resp.Header, resp.Uncompressed, string(b)), err
}

func TestDirectRequestIsSpelledAsByNetHTTP(t *testing.T) {
	base, came := rawServer(t, func(_ int, c net.Conn) bool {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		return true
	})
	direct, plain := both(t)
	for _, via := range []http.RoundTripper{direct, plain} {
		if _, err := postTo(bg, via, base); err != nil {
			t.Fatal(err)
		}
	}
	list := came()
	if a, b := strings.TrimPrefix(list[0], "1 "), strings.TrimPrefix(list[1], "2 "); a != b {
		t.Errorf("directly\n%q\nnet/http\n%q", a, b)
	}
}

func TestDirectAnswersAreReadAsByNetHTTP(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	io.WriteString(z, `{"ret":0}`)
	z.Close()
	for name, tt := range map[string]struct {
		answer string
		more   bool // the connection is kept
		reused bool
	}{
		"length":        {"HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 2\r\n\r\n{}", true, true},
		"empty":         {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true, true},
		"no content":    {"HTTP/1.1 204 No Content\r\n\r\n", true, true},
		"chunks":        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", true, true},
		"compressed":    {fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", zipped.Len(), zipped.String()), true, true},
		"interim":       {"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", true, true},
		"redirect":      {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", true, true},
		"closes":        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", true, false},
		"until the end": {"HTTP/1.1 200 OK\r\n\r\n{}", false, false},
		"old":           {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", true, false},
		"more than one": {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", true, false},
		"cut":           {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", false, false},
		"cut chunks":    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", false, false},
		"cut head":      {"HTTP/1.1 200 OK\r\nContent-", false, false},
		"no answer":     {"", false, false},
		"no HTTP":       {"hello\r\n\r\n", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			base, came := rawServer(t, func(_ int, c net.Conn) bool { io.WriteString(c, tt.answer); return tt.more })
			direct, plain := both(t)
			want, wantErr := postTo(bg, plain, base)
			for range 3 {
				if got, err := postTo(bg, direct, base); got != want || (err == nil) != (wantErr == nil) {
					t.Errorf("%q, %v\nnet/http has %q, %v", got, err, want, wantErr)
				}
			}
			list := came()
			if first, last := list[1][:1], list[len(list)-1][:1]; (first == last) != tt.reused {
				t.Errorf("the connection was reused: %v, want %v", first == last, tt.reused)
			}
			if len(list) != 4 {
				t.Errorf("%d requests came, want 4", len(list))
			}
		})
	}
}

func TestEndlessHeadIsGivenUp(t *testing.T) {
	base, _ := rawServer(t, func(_ int, c net.Conn) bool {
		io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for {
			if _, err := io.WriteString(c, "X-More: "+strings.Repeat("x", 1000)+"\r\n"); err != nil {
				return false
			}
		}
	})
	hc := NewHTTPClient(nil)
	defer hc.CloseIdleConnections()
	if err := numbered(&Client{HomeURL: base, HTTP: hc}, 1); FateOf(err) != FateLost || !strings.Contains(err.Error(), "longer than 1048576 bytes") {
		t.Errorf("%v, fate %v", err, FateOf(err))
	}
}

// A request that is given up ends its connection: the answer may still come.
func TestRequestGivenUpEndsItsConnection(t *testing.T) {
	begun := make(chan struct{}, 1)
	base, came := rawServer(t, func(n int, c net.Conn) bool {
		if n == 1 {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{")
			begun <- struct{}{}
			time.Sleep(100 * time.Millisecond)
			io.WriteString(c, "}")
			return true
		}
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		return true
	})
	direct, _ := both(t)
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(bg)
	go func() { <-begun; cancel(enough) }()
	if _, err := postTo(ctx, direct, base); !errors.Is(err, enough) {
		t.Errorf("given up: %v", err)
	}
	if _, err := postTo(bg, direct, base); err != nil {
		t.Error(err)
	}
	if list := came(); len(list) != 2 || list[1][:1] != "2" {
		t.Errorf("came %q", list)
	}
}

// together holds back what is written until it is let go.
type together struct {
	net.Conn
	holds bool
	held  bytes.Buffer
}

func (c *together) Write(p []byte) (int, error) {
	if c.holds {
		return c.held.Write(p)
	}
	return c.Conn.Write(p)
}

func (c *together) letGo() {
	c.holds = false
	_ = c.SetWriteDeadline(time.Time{}) // which TLS has let pass with its goodbye
	_, _ = c.Conn.Write(c.held.Bytes())
	c.held.Reset()
}

// A goodbye of TLS that comes in one piece with the answer is read with it: the
// socket shows nothing of it, and stays open.
func TestGoodbyeBehindTheAnswer(t *testing.T) {
	s := &ender{T: t, secure: true, after: func(int) bool { return false }}
	c := s.start()
	h := c.HTTP.Transport.(*Transport).current.Load()
	if err := numbered(c, 0); err != nil {
		t.Fatal(err)
	}
	conns := 0
	p := h.peers[origin{"https", strings.TrimPrefix(c.HomeURL, "https://")}]
	p.close()
	p.closed = false
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	p.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, l.Addr().String())
	}
	var mu sync.Mutex
	serve := func(raw net.Conn) {
		defer raw.Close()
		out := &together{Conn: raw}
		sc := tls.Server(out, &tls.Config{Certificates: s.cert})
		r, err := http.ReadRequest(bufio.NewReader(sc))
		if err != nil {
			return
		}
		io.Copy(io.Discard, r.Body)
		out.holds = true
		io.WriteString(sc, "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"message_id\":1}")
		sc.CloseWrite()
		out.letGo()
		io.Copy(io.Discard, raw) // what is still written to it is lost
	}
	go func() {
		for {
			raw, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns++
			mu.Unlock()
			go serve(raw)
		}
	}()
	for i := range 5 {
		if err := numbered(c, 1+i); err != nil {
			t.Fatalf("message %d: %v, fate %v", i, err, FateOf(err))
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if conns != 5 {
		t.Errorf("%d connections, want 5", conns)
	}
}

// Connections that nobody needs any more end: a few late, the others soon.
func TestIdleConnectionsEnd(t *testing.T) {
	p := &peer{patient: time.Minute, idle: make([]*passage, 20)}
	for i := range p.idle {
		want := time.Minute
		if i < 20-fewIdle {
			want = surplusAfter
		}
		if got := p.patience(i); got != want {
			t.Errorf("connection %d waits %v, want %v", i, got, want)
		}
	}
	s := &ender{T: t, after: func(int) bool { return false }}
	c := s.start()
	h := c.HTTP.Transport.(*Transport).current.Load()
	h.IdleConnTimeout = 50 * time.Millisecond
	if err := numbered(c, 1); err != nil {
		t.Fatal(err)
	}
	p = h.peers[origin{"http", strings.TrimPrefix(c.HomeURL, "http://")}]
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		p.mu.Lock()
		n := len(p.idle)
		p.mu.Unlock()
		if n == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%d connections still wait", n)
		}
	}
	if err := numbered(c, 2); err != nil {
		t.Error(err)
	}
	if _, _, conns := s.arrivals(); conns != 2 {
		t.Errorf("%d connections, want 2", conns)
	}
}

// What is odd, large or not in memory is left to net/http.
func TestOddRequestsAreLeftToNetHTTP(t *testing.T) {
	ok := func() *http.Request {
		r, _ := http.NewRequest("POST", "http://h/x", strings.NewReader("{}"))
		return r
	}
	if !isDirect(ok()) {
		t.Skip("no request is direct on this system")
	}
	for name, change := range map[string]func(*http.Request){
		"a GET":                       func(r *http.Request) { r.Method = "GET" },
		"a large body":                func(r *http.Request) { r.ContentLength = mostDirect + 1 },
		"no body":                     func(r *http.Request) { r.ContentLength = 0 },
		"a stream":                    func(r *http.Request) { r.GetBody = nil },
		"a broken header":             func(r *http.Request) { r.Header["X"] = []string{"a\r\nb"} },
		"a broken name":               func(r *http.Request) { r.Header["a b"] = []string{"x"} },
		"its own agent":               func(r *http.Request) { r.Header["user-agent"] = []string{"x"} },
		"a name not spelled in ASCII": func(r *http.Request) { r.Host = "微信.example" },
	} {
		r := ok()
		if change(r); isDirect(r) {
			t.Errorf("%s counts as direct", name)
		}
	}
}
