package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"hotreply/internal/hint"
	"hotreply/runtime/web"
)

// asked is what a proxy was asked for, in order.
type asked struct {
	mu   sync.Mutex // guards list
	list []string
}

func (a *asked) add(s string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, s)
}

func (a *asked) take() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := strings.Join(a.list, " ")
	a.list = nil
	return s
}

// httpProxy is a proxy that answers everything itself.
func httpProxy(t *testing.T) (address string, a *asked) {
	t.Helper()
	a = &asked{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.add(r.URL.String())
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, a
}

// socksProxy is a SOCKS5 proxy that answers 204 to everything itself.
func socksProxy(t *testing.T) (address string, a *asked) {
	t.Helper()
	a = &asked{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() { // ends when the listener is closed
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { // ends with the one request
				defer c.Close()
				in := bufio.NewReader(c)
				head := make([]byte, 2)
				if _, err := io.ReadFull(in, head); err != nil {
					return
				}
				_, _ = in.Discard(int(head[1]))
				_, _ = c.Write([]byte{5, 0})
				request := make([]byte, 5) // version, command, 0, kind of address, its length
				if _, err := io.ReadFull(in, request); err != nil || request[3] != 3 {
					a.add("an address instead of a name")
					return
				}
				name := make([]byte, int(request[4])+2)
				_, _ = io.ReadFull(in, name)
				a.add(string(name[:len(name)-2]))
				_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
				if _, err := http.ReadRequest(in); err == nil {
					_, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
				}
			}()
		}
	}()
	return "socks5://" + l.Addr().String(), a
}

// noEnvironment keeps the proxies of this machine out of a test.
func noEnvironment(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
		t.Setenv(name, "")
		t.Setenv(strings.ToLower(name), "")
	}
}

// With a proxy the proxy resolves names; what this machine makes of one only
// counts against it.
func TestProxyResolves(t *testing.T) {
	noEnvironment(t)
	address, got := httpProxy(t)
	o := web.Options{Proxy: address, Resolver: dns(t, map[string][]string{
		"public.example": {"203.0.113.7"}, "fake.example": {"198.18.0.9"}, "inside.example": {"10.0.0.5"}, "mixed.example": {"192.168.0.1"}, "cloud.example": {"169.254.169.254"},
		"blocked.example": {"0.0.0.0"},
	})}
	for _, host := range []string{"public.example", "fake.example", "unknown.example", "UNKNOWN.example.", "203.0.113.5", "api.example.test"} {
		if err := get(t, o, "http://"+host+"/x"); err != nil {
			t.Errorf("%s: %v", host, err)
		}
		if want := "http://" + host + "/x"; got.take() != want {
			t.Errorf("the proxy was not asked for %s", want)
		}
	}
	for host, reason := range map[string]string{
		"inside.example": "private address", "mixed.example": "private address", "cloud.example": "metadata", "blocked.example": "private address",
		"127.0.0.1:1": "private address", "10.1.2.3": "private address", "[::1]": "private address", "[::ffff:192.168.0.1]": "private address", "[fe80::1%25eth0]": "private address",
		"127.1": "private address", "0x7f.1": "private address", "2130706433": "private address", "0177.0.0.1": "private address", "127.0.0.1.": "private address",
		"①②⑦.0.0.1": "private address", "127。0。0。1": "private address", "1.2.3.4.5": "not an IPv4 address", "169.254.169.254": "metadata",
	} {
		wantRefused(t, get(t, o, "http://"+host+"/"), reason)
	}
	for _, host := range []string{"router", "nas.local", "NAS.LOCAL.", "db.internal", "x.home.arpa", "x.localhost"} {
		var e *hint.Error
		if err := get(t, o, "http://"+host+"/"); !errors.As(err, &e) || !strings.Contains(e.Hint(), `add "`+host+`:80" to private`) {
			t.Errorf("%s: %v, want an error with a hint", host, err)
		}
	}
	if asked := got.take(); asked != "" {
		t.Errorf("the proxy was asked for %s", asked)
	}
	o.Private.Hosts = []string{"nas.local"}
	if err := get(t, o, "http://nas.local/"); err != nil || got.take() != "http://nas.local/" {
		t.Errorf("a local name that http.private lists: %v", err)
	}
}

// A redirect is judged like the first address.
func TestRedirectsThroughAProxy(t *testing.T) {
	noEnvironment(t)
	address, got := httpProxy(t)
	o := web.Options{Proxy: address, Resolver: dns(t, nil)}
	if err := get(t, o, "http://a.example/?to=http://b.example/"); err != nil {
		t.Error(err)
	}
	if asked := got.take(); asked != "http://a.example/?to=http://b.example/ http://b.example/" {
		t.Errorf("the proxy was asked for %s", asked)
	}
	wantRefused(t, get(t, o, "http://a.example/?to=http://10.0.0.1/"), "private address")
	wantRefused(t, get(t, o, "http://a.example/?to=http://127.1/"), "private address")
}

// A look-up that never ends is given up for the proxy's, not the request.
func TestProxyWhereNoResolverAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes two seconds")
	}
	noEnvironment(t)
	address, got := httpProxy(t)
	silent := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	began := time.Now()
	if err := get(t, web.Options{Proxy: address, Resolver: silent}, "http://a.example/"); err != nil || got.take() != "http://a.example/" {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := errors.New("the handler is over")
	cancel(ended)
	c, err := web.NewClient(web.Options{Proxy: address, Resolver: silent})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://a.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(req); !errors.Is(err, ended) || got.take() != "" {
		t.Errorf("a request that is over: %v", err)
	}
}

// The environment counts when the configuration names no proxy, ALL_PROXY and
// SOCKS included.
func TestProxyOfTheEnvironment(t *testing.T) {
	plain, gotPlain := httpProxy(t)
	socks, gotSocks := socksProxy(t)
	none := dns(t, nil)
	noEnvironment(t)
	t.Setenv("all_proxy", plain)
	if err := get(t, web.Options{Resolver: none}, "http://a.example/"); err != nil || gotPlain.take() != "http://a.example/" {
		t.Errorf("all_proxy: %v", err)
	}
	t.Setenv("ALL_PROXY", socks)
	if err := get(t, web.Options{Resolver: none}, "http://a.example/"); err != nil || gotSocks.take() != "a.example" {
		t.Errorf("ALL_PROXY with SOCKS: %v", err)
	}
	wantRefused(t, get(t, web.Options{Resolver: none}, "http://10.0.0.1/"), "private address")
	t.Setenv("NO_PROXY", "a.example")
	if err := get(t, web.Options{Resolver: none}, "http://a.example/"); err == nil || gotSocks.take() != "" {
		t.Errorf("NO_PROXY: %v", err)
	}
	if err := get(t, web.Options{Resolver: none, Proxy: plain}, "http://a.example/"); err != nil || gotPlain.take() != "http://a.example/" {
		t.Errorf("the configuration's: %v", err)
	}
	t.Setenv("ALL_PROXY", "socks4://127.0.0.1:1")
	var hint interface{ Hint() string }
	if err := get(t, web.Options{Resolver: none}, "http://b.example/"); !errors.As(err, &hint) || !strings.Contains(err.Error(), "ALL_PROXY") {
		t.Errorf("a proxy that can not be used: %v", err)
	}
}

func TestProxyThatIsNoURL(t *testing.T) {
	if _, err := web.NewClient(web.Options{Proxy: "nonsense"}); err == nil {
		t.Error("it was taken")
	}
}
