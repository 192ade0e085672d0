package ilink

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// ender is a service that does what a test says with its connections. It
// counts how often each message came.
type ender struct {
	*testing.T
	secure bool
	header string             // one more line of each answer, with its end
	after  func(n int) bool   // whether a connection is closed after its nth answer
	now    func(close func()) // closes it

	mu    sync.Mutex
	came  map[string]int
	conns int
	cert  []tls.Certificate
}

// start serves and returns a client.
func (s *ender) start() *Client {
	s.Helper()
	s.came = map[string]int{}
	web := httptest.NewUnstartedServer(nil)
	web.StartTLS()
	cert := web.TLS.Certificates
	s.cert = cert
	trust := web.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	web.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { l.Close() })
	scheme := "http://"
	hc := NewHTTPClient(nil)
	if s.secure {
		scheme = "https://"
		hc.Transport.(*Transport).current.Load().TLSClientConfig.RootCAs = trust
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if s.secure {
				c = tls.Server(c, &tls.Config{Certificates: cert})
			}
			go s.serve(c)
		}
	}()
	host := l.Addr().String()
	if s.secure {
		host = "example.com:" + (&url.URL{Host: host}).Port()
		h := hc.Transport.(*Transport).current.Load()
		dial := h.DialContext
		h.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dial(ctx, network, l.Addr().String())
		}
	}
	s.Cleanup(hc.CloseIdleConnections)
	return &Client{HomeURL: scheme + host, HTTP: hc}
}

func (s *ender) serve(c net.Conn) {
	s.mu.Lock()
	s.conns++
	s.mu.Unlock()
	r := bufio.NewReader(c)
	for n := 1; ; n++ {
		req, err := http.ReadRequest(r)
		if err != nil {
			c.Close()
			return
		}
		b, err := io.ReadAll(req.Body)
		if err != nil {
			c.Close()
			return
		}
		s.mu.Lock()
		s.came[string(b)]++
		s.mu.Unlock()
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\n%sContent-Length: 16\r\n\r\n{\"message_id\":1}", s.header)
		if s.after(n) {
			s.now(func() { c.Close() })
			return
		}
	}
}

func (s *ender) arrivals() (messages, doubled, conns int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.came {
		messages++
		if n > 1 {
			doubled++
		}
	}
	return messages, doubled, s.conns
}

// numbered sends one message that differs from all others.
func numbered(c *Client, n int) error {
	_, err := c.SendMessage(bg, Outgoing{To: "u@im.wechat", ClientID: fmt.Sprint("c", n), ContextToken: "t", Item: TextItem("hello")})
	return err
}

// A connection that the service has closed before a message is put on it, as
// the last thing it did, carries none: no message is in doubt, none is doubled.
func TestNoMessageOnAClosedConnection(t *testing.T) {
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprint("secure ", secure), func(t *testing.T) {
			closed := make(chan struct{})
			s := &ender{T: t, secure: secure, after: func(n int) bool { return n%2 == 0 }}
			s.now = func(end func()) { end(); closed <- struct{}{} }
			c := s.start()
			const pairs = 300
			for i := range pairs {
				for k := range 2 {
					if err := numbered(c, 2*i+k); err != nil {
						t.Fatalf("message %d: %v, fate %v", 2*i+k, err, FateOf(err))
					}
				}
				<-closed // and the next message goes out before anything can have seen it
			}
			if m, doubled, _ := s.arrivals(); m != 2*pairs || doubled != 0 {
				t.Errorf("%d messages came, want %d; %d more than once", m, 2*pairs, doubled)
			}
		})
	}
}

// Where the service closes at any moment, what counts as not sent has not
// come, what counts as sent has come once, and nothing comes twice.
func TestFatesWhereConnectionsAreClosedAtAnyMoment(t *testing.T) {
	var n, lost atomic.Int64
	s := &ender{T: t, after: func(n int) bool { return n%3 == 0 }}
	s.now = func(end func()) { time.Sleep(time.Duration(n.Load()%7) * 20 * time.Microsecond); end() }
	c := s.start()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				id := n.Add(1)
				err := numbered(c, int(id))
				s.mu.Lock()
				came := s.came[bodyOf(c, int(id))]
				s.mu.Unlock()
				switch fate := FateOf(err); {
				case err == nil && came != 1, err != nil && fate == FateNotSent && came != 0, came > 1:
					t.Errorf("message %d: %v, fate %v, and it came %d times", id, err, fate, came)
				case err != nil && fate == FateLost:
					lost.Add(1)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d of %d were in doubt, closed while they were on their way", lost.Load(), n.Load())
}

// bodyOf is what numbered puts on the wire.
func bodyOf(c *Client, n int) string {
	seen := ""
	probe := *c
	probe.HTTP = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		b, _ := io.ReadAll(r.Body)
		seen = string(b)
		return nil, errors.New("seen")
	})}
	_ = numbered(&probe, n)
	return seen
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// What the service says of how long it keeps a connection is kept to.
func TestKeepAliveTimeoutIsKept(t *testing.T) {
	for header, want := range map[string]int{"": 1, "Keep-Alive: timeout=60\r\n": 1, "Keep-Alive: timeout=0, max=5\r\n": 3, "Keep-Alive: max=5, Timeout = \"0\"\r\n": 3} {
		s := &ender{T: t, header: header, after: func(int) bool { return false }}
		c := s.start()
		for i := range 3 {
			if err := numbered(c, i); err != nil {
				t.Fatal(err)
			}
		}
		if m, doubled, conns := s.arrivals(); m != 3 || doubled != 0 || conns != want {
			t.Errorf("with %q: %d messages, %d doubled, over %d connections, want %d", header, m, doubled, conns, want)
		}
	}
}

func TestKeepAliveLeavesTimeForTheWay(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"timeout=5": 4 * time.Second, "timeout=1, max=100": 500 * time.Millisecond, "max=100": 0, "timeout=x": 0, "timeout=-3": 0, "timeout=99999999999": 0,
	} {
		var l line
		if l.learn(http.Header{"Keep-Alive": {text}}); time.Duration(l.keeps.Load()) != want {
			t.Errorf("%q: %v, want %v", text, time.Duration(l.keeps.Load()), want)
		}
	}
}

// A busy bot dials once for each send under way, and not again.
func TestConnectionsAreKeptForAsManyAsAreUnderWay(t *testing.T) {
	s := &ender{T: t, secure: true, after: func(int) bool { return false }}
	c := s.start()
	const wide = 60
	for round := range 10 {
		var all sync.WaitGroup
		for i := range wide {
			all.Go(func() {
				if err := numbered(c, round*wide+i); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	if m, _, conns := s.arrivals(); m != 10*wide || conns > 4*wide {
		t.Errorf("%d messages came over %d connections, want %d over %d at most", m, conns, 10*wide, 4*wide)
	}
}
