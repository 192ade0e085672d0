package web_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"hotreply/runtime/web"
)

// dns answers every question from a table of names to addresses; each answer
// takes the next of a name's addresses, the last one for ever.
func dns(t *testing.T, table map[string][]string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	asked := map[string]int{}
	go func() { // ends when the connection is closed
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Header.Response = true
			m.Additionals = nil
			name := strings.TrimSuffix(q.Name.String(), ".")
			list := table[name]
			if len(list) == 0 {
				m.RCode = dnsmessage.RCodeNameError
			} else if q.Type == dnsmessage.TypeA {
				a := list[min(asked[name], len(list)-1)]
				asked[name]++
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: [4]byte(net.ParseIP(a).To4())},
				}}
			}
			if out, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func get(t *testing.T, o web.Options, url string) error {
	t.Helper()
	c, err := web.NewClient(o)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err == nil {
		resp.Body.Close()
	}
	return err
}

func wantRefused(t *testing.T, err error, reason string) {
	t.Helper()
	var r *web.RefusedError
	if !errors.As(err, &r) || !strings.Contains(r.Reason, reason) {
		t.Errorf("got %v, want refused: %s", err, reason)
	}
}

// counting is a server that must not be reached.
func counting(t *testing.T) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var hits atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hits.Add(1) }))
	t.Cleanup(s.Close)
	t.Cleanup(func() {
		if n := hits.Load(); n != 0 {
			t.Errorf("%d requests came through", n)
		}
	})
	return s, &hits
}

func TestPrivateAddressesAreRefused(t *testing.T) {
	s, _ := counting(t)
	_, port, _ := net.SplitHostPort(hostOf(s))
	for _, host := range []string{
		"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
		"[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1",
		"[fe80::1]", "[fc00::1]", "224.0.0.1", "255.255.255.255",
	} {
		u := "http://" + host + ":" + port + "/"
		t.Run(host, func(t *testing.T) { wantRefused(t, get(t, web.Options{}, u), "private address") })
	}
}

// TestOddAddresses goes through fetch, which normalizes hosts first.
func TestOddAddresses(t *testing.T) {
	s, _ := counting(t)
	_, port, _ := net.SplitHostPort(hostOf(s))
	run(t, web.Options{}, port, `
		for (const host of ["127.1", "0x7f.1", "2130706433", "017700000001", "127.0.0.1.", "①②⑦.0.0.1", "%31%32%37.0.0.1"]) {
			try { await fetch("http://" + host + ":" + BASE); assert(false, host); } catch (e) {
				assert(/a private address/.test(e.message), host + ": " + e.message);
				equal(e.code, "FETCH_REFUSED");
				assert(/to private under \[http\] in config.toml/.test(e.hint) || !e.hint, e.hint);
			}
		}`)
}

func TestMetadataIsNeverReached(t *testing.T) {
	all := web.Options{Private: web.Private{All: true, Hosts: []string{"169.254.169.254:80", "169.254.169.254"}}}
	for _, u := range []string{"http://169.254.169.254/", "http://100.100.100.200/", "http://[::ffff:169.254.169.254]/", "http://169.254.0.23/", "http://[fd00:ec2::254]/"} {
		wantRefused(t, get(t, all, u), "metadata")
	}
}

func TestConsoleIsNeverReached(t *testing.T) {
	s, _ := counting(t)
	_, port, _ := net.SplitHostPort(hostOf(s))
	for _, listen := range []string{hostOf(s), "0.0.0.0:" + port, "[::]:" + port, "localhost:" + port, ":" + port} {
		o := web.Options{Private: web.Private{All: true}, Console: func() string { return listen }}
		wantRefused(t, get(t, o, s.URL), "console")
		wantRefused(t, get(t, o, "http://localhost:"+port), "console")
		wantRefused(t, get(t, o, "http://0.0.0.0:"+port), "console")
	}
}

func TestPrivateList(t *testing.T) {
	s := server(t)
	_, port, _ := net.SplitHostPort(hostOf(s))
	for _, h := range []string{"127.0.0.1:" + port, "127.0.0.1"} {
		if err := get(t, web.Options{Private: web.Private{Hosts: []string{h}}}, s.URL+"/echo"); err != nil {
			t.Errorf("private %q: %v", h, err)
		}
	}
	if err := get(t, web.Options{Private: web.Private{Hosts: []string{"localhost:" + port}}}, "http://localhost:"+port+"/echo"); err != nil {
		t.Errorf("localhost: %v", err)
	}
	wantRefused(t, get(t, web.Options{Private: web.Private{Hosts: []string{"127.0.0.1:1"}}}, s.URL), "private address")
}

func TestDNSAnswersWithPrivateAddress(t *testing.T) {
	s, _ := counting(t)
	_, port, _ := net.SplitHostPort(hostOf(s))
	r := dns(t, map[string][]string{"rebind.example": {"127.0.0.1"}, "late.example": {"203.0.113.1", "127.0.0.1"}, "cloud.example": {"169.254.169.254"}})
	wantRefused(t, get(t, web.Options{Resolver: r}, "http://rebind.example:"+port), "private address")
	wantRefused(t, get(t, web.Options{Resolver: r, Private: web.Private{All: true}}, "http://cloud.example:"+port), "metadata")
}

func TestUnknownNameHasAHint(t *testing.T) {
	run(t, web.Options{Resolver: dns(t, nil)}, "", `
		try { await fetch("http://nowhere.example/"); assert(false); } catch (e) {
			assert(e instanceof TypeError && /no such host/.test(e.message), e.message);
			assert(/check the name "nowhere.example"/.test(e.hint), e.hint);
		}`)
}

func TestRedirectsAreChecked(t *testing.T) {
	secret, _ := counting(t)
	s := server(t)
	o := web.Options{Private: web.Private{Hosts: []string{hostOf(s)}}}
	wantRefused(t, get(t, o, s.URL+"/redirect?to="+url.QueryEscape(secret.URL)), "private address")
	o.Allow = []string{"127.0.0.1"}
	wantRefused(t, get(t, o, s.URL+"/redirect?to="+url.QueryEscape("http://elsewhere.example/")), "not in http.allow")
	wantRefused(t, get(t, o, s.URL+"/redirect?to="+url.QueryEscape("file:///etc/passwd")), "http and https")
}

func TestAllow(t *testing.T) {
	r := dns(t, nil)
	for _, tc := range []struct {
		allow, url string
		ok         bool
	}{
		{"api.example.com", "https://api.example.com/x", true},
		{"api.example.com", "https://api.example.com:444/x", true},
		{"api.example.com", "https://API.example.com./x", true},
		{"api.example.com", "https://evil.com/api.example.com", false},
		{"api.example.com", "https://api.example.com.evil.com/", false},
		{"*.example.com", "https://a.b.example.com/", true},
		{"*.example.com", "https://example.com/", false},
		{"*.example.com", "https://evilexample.com/", false},
		{"https://api.example.com", "http://api.example.com/", false},
		{"api.example.com:443", "https://api.example.com/", true},
		{"api.example.com:443", "https://api.example.com:80/", false},
		{"*", "http://anything.example/", true},
	} {
		err := get(t, web.Options{Allow: []string{tc.allow}, Resolver: r}, tc.url)
		var refused *web.RefusedError
		if got := !errors.As(err, &refused); got != tc.ok {
			t.Errorf("allow %q, %s: allowed %v, want %v (%v)", tc.allow, tc.url, got, tc.ok, err)
		}
	}
	wantRefused(t, get(t, web.Options{Allow: []string{}}, "http://a.example"), "not in http.allow")
}

// What Go code gets by Do is bounded like a rule's fetch: the wait for the
// answer, and each silence in its body, but not the whole of it.
func TestDoTimeout(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/silent" {
			<-r.Context().Done()
			return
		}
		for i := range 6 {
			_, _ = w.Write([]byte{byte('0' + i)})
			_ = http.NewResponseController(w).Flush()
			select {
			case <-time.After(250 * time.Millisecond):
			case <-r.Context().Done():
			}
		}
		if r.URL.Path == "/stalls" {
			<-r.Context().Done()
		}
	}))
	defer s.Close()
	c, err := web.NewClient(web.Options{Private: web.Private{All: true}, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (string, error) {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.URL+path, nil)
		resp, err := c.Do(r)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return string(b), err
	}
	var all sync.WaitGroup
	for path, want := range map[string]string{"/silent": "", "/stalls": "012345", "/slow": "012345"} {
		all.Go(func() {
			got, err := get(path)
			var late *web.TimeoutError
			timedOut := errors.As(err, &late) && late.Limit == time.Second
			if got != want || timedOut == (path == "/slow") || path == "/slow" && err != nil {
				t.Errorf("%s: %q, %v, want %q", path, got, err, want)
			}
		})
	}
	all.Wait()
}
