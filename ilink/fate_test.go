package ilink

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func sendOne(ctx context.Context, c *Client) error {
	_, err := c.SendMessage(ctx, Outgoing{To: "u@im.wechat", ClientID: "c1", Item: TextItem("hi")})
	return err
}

// raw starts a TCP service that does what f says with each connection.
func raw(t *testing.T, f func(net.Conn)) *Client {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); f(c) }()
		}
	}()
	return &Client{HomeURL: "http://" + l.Addr().String(), HTTP: NewHTTPClient(nil)}
}

// What an error means for a message: whether the service may have acted on it.
func TestFateOf(t *testing.T) {
	tlsServer := httptest.NewUnstartedServer(answer200(`{}`)) // with a certificate nobody trusts
	tlsServer.Config.ErrorLog = log.New(io.Discard, "", 0)
	tlsServer.StartTLS()
	defer tlsServer.Close()
	closed := httptest.NewServer(nil)
	closed.Close()
	canceled, cancel := context.WithCancel(bg)
	cancel()
	readAll := func(c net.Conn) { // the whole request
		r, err := http.ReadRequest(bufio.NewReader(c))
		if err == nil {
			io.Copy(io.Discard, r.Body)
		}
	}
	at := func(base string) *Client { return &Client{HomeURL: base, HTTP: NewHTTPClient(nil)} }
	proxy, _ := url.Parse(closed.URL)
	tests := []struct {
		name   string
		client *Client
		ctx    context.Context
		want   Fate
		class  string
	}{
		{"no such name", at("http://nobody.invalid"), bg, FateNotSent, "dns"},
		{"nobody listens", at(closed.URL), bg, FateNotSent, "tcp"},
		{"proxy is down", &Client{HomeURL: "http://service.test", HTTP: NewHTTPClient(proxy)}, bg, FateNotSent, "tcp"},
		{"certificate", at(tlsServer.URL), bg, FateNotSent, "tls"},
		{"plain http at a TLS address", at(strings.Replace(closedPort(t, readAll), "http:", "https:", 1)), bg, FateNotSent, ""},
		{"base URL is none", at("::"), bg, FateNotSent, ""},
		{"context ended before", at(closed.URL), canceled, FateCanceled, ""},
		{"closed after the request", raw(t, readAll), bg, FateLost, ""},
		{"answer is not HTTP", raw(t, func(c net.Conn) { readAll(c); io.WriteString(c, "hello\r\n\r\n") }), bg, FateLost, ""},
		{"answer is cut short", raw(t, func(c net.Conn) {
			readAll(c)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ret\":0")
		}), bg, FateLost, ""},
		{"redirect", inMemory(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://evil.example/", http.StatusTemporaryRedirect)
		}), bg, FateRefused, ""},
		{"too many requests", inMemory(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }), bg, FateServerError, ""},
		{"5xx with a word of -14", inMemory(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500); io.WriteString(w, `{"errcode":-14}`) }), bg, FateServerError, ""},
		{"not found", inMemory(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }), bg, FateRefused, ""},
		{"errcode alone", inMemory(answer200(`{"errcode":-12}`)), bg, FateRefused, ""},
		{"number as text", inMemory(answer200(`{"ret":"-2"}`)), bg, FateRefused, ""},
		{"array", inMemory(answer200(`[]`)), bg, FateLost, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(tt.ctx, 20*time.Second)
			defer cancel()
			err := sendOne(ctx, tt.client)
			if got := FateOf(err); got != tt.want {
				t.Errorf("FateOf(%v) = %v, want %v", err, got, tt.want)
			}
			var e *Error
			if !errors.As(err, &e) || e.Op != "sendmessage" {
				t.Fatalf("error %v is no Error of sendmessage", err)
			}
			if tt.class != "" && (networkClass(err) != tt.class || e.Hint() == "") {
				t.Errorf("class of %v is %q, want %q; hint %q", err, networkClass(err), tt.class, e.Hint())
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("error shows the token: %v", err)
			}
		})
	}
	for _, err := range []error{nil, errors.New("other")} {
		if got := FateOf(err); got != FateUnknown {
			t.Errorf("FateOf(%v) = %v", err, got)
		}
	}
}

// closedPort is the address of a TCP service that does what f says.
func closedPort(t *testing.T, f func(net.Conn)) string { return raw(t, f).HomeURL }

// A context that ends while the answer is awaited leaves the message in doubt,
// whoever ended it.
func TestFateWhileWaiting(t *testing.T) {
	c := inMemory(func(_ http.ResponseWriter, r *http.Request) { hold(r) })
	ctx, cancel := context.WithTimeout(bg, 10*time.Millisecond)
	defer cancel()
	if err := sendOne(ctx, c); FateOf(err) != FateLost || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("FateOf(%v) = %v, want %v", err, FateOf(err), FateLost)
	}
}

// A connection that died while idle is noticed before anything is written, and
// net/http takes another: the message is sent once, and not in doubt.
func TestFateOfADeadIdleConnection(t *testing.T) {
	var requests atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		io.WriteString(w, `{"message_id":1}`)
	}))
	defer s.Close()
	c := &Client{HomeURL: s.URL, HTTP: NewHTTPClient(nil)}
	if err := sendOne(bg, c); err != nil {
		t.Fatal(err)
	}
	s.CloseClientConnections()
	if err := sendOne(bg, c); err != nil && FateOf(err) != FateLost {
		t.Errorf("second send: %v, fate %v", err, FateOf(err))
	}
	if n := requests.Load(); n > 2 {
		t.Errorf("%d requests arrived for two messages", n)
	}
}

func TestRedirectCarriesNothingElsewhere(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusPermanentRedirect)
	})
	if err := c.NotifyStart(bg); err == nil || elsewhere.Load() != 0 {
		t.Errorf("NotifyStart = %v, and the other host was asked %d times", err, elsewhere.Load())
	}
}

// Once for small POSTs, which go to their host directly, and once for what is
// left to net/http.
func TestTransportRenews(t *testing.T) {
	for name, call := range map[string]func(c *Client, n int) error{
		"direct": func(c *Client, n int) error {
			if n == 2 {
				_, err := c.GetUpdates(bg, "", 0)
				return err
			}
			return c.NotifyStart(bg)
		},
		"net/http": func(c *Client, n int) error {
			_, err := c.QRStatus(bg, "", "key", strconv.Itoa(n))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { testTransportRenews(t, call) })
	}
}

func testTransportRenews(t *testing.T, call func(c *Client, n int) error) {
	addrs := make(chan string, 3)
	release := make(chan struct{})
	var n atomic.Int64
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		addrs <- r.RemoteAddr
		if n.Add(1) == 2 {
			<-release
		}
		io.WriteString(w, `{"status":"wait"}`)
	})
	c.HTTP = NewHTTPClient(nil)
	if err := call(c, 1); err != nil {
		t.Fatal(err)
	}
	first := <-addrs
	held := make(chan error)
	go func() { held <- call(c, 2) }() // which the service holds
	second := <-addrs
	c.resetConnections()
	if err := call(c, 3); err != nil {
		t.Fatal(err)
	}
	third := <-addrs
	close(release)
	if err := <-held; err != nil {
		t.Errorf("a call under way was cut by the renewal: %v", err)
	}
	if first != second || third == second {
		t.Errorf("connections came from %q, %q, %q; want the third alone to be a new one", first, second, third)
	}
}

func TestFatesHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for f := FateUnknown; f <= FateCanceled; f++ {
		if name := f.String(); name == "" || seen[name] {
			t.Errorf("fate %d is called %q, like another", f, name)
		}
		seen[f.String()] = true
	}
}

func TestNetworkClass(t *testing.T) {
	for want, err := range map[string]error{
		"dns":     &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "x"}},
		"tcp":     &net.OpError{Op: "dial", Err: errors.New("connection refused")},
		"timeout": &Error{Op: "getupdates", Err: context.DeadlineExceeded},
		"tls":     tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"},
		"":        io.ErrUnexpectedEOF,
	} {
		if got := networkClass(err); got != want {
			t.Errorf("networkClass(%v) = %q, want %q", err, got, want)
		}
	}
	if got := networkClass(nil); got != "" {
		t.Errorf("networkClass(nil) = %q", got)
	}
}
