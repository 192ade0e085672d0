package proxy

import (
	"errors"
	"hotreply/internal/hint"
	"net/http"
	"strings"
	"testing"
)

func TestFromEnvironment(t *testing.T) {
	tests := []struct {
		name      string
		env       map[string]string
		url, want string // want beginning with "error" is one that says the rest
	}{
		{"nothing", nil, "http://a.example/", ""},
		{"http", map[string]string{"HTTP_PROXY": "http://p.example:1"}, "http://a.example/", "http://p.example:1"},
		{"http is not for https", map[string]string{"HTTP_PROXY": "http://p.example:1"}, "https://a.example/", ""},
		{"all for http", map[string]string{"ALL_PROXY": "http://p.example:1"}, "http://a.example/", "http://p.example:1"},
		{"all for https", map[string]string{"ALL_PROXY": "http://p.example:1"}, "https://a.example/", "http://p.example:1"},
		{"in small letters", map[string]string{"all_proxy": "socks5://p.example:1"}, "https://a.example/", "socks5://p.example:1"},
		{"socks5h", map[string]string{"ALL_PROXY": "socks5h://p.example:1"}, "https://a.example/", "socks5h://p.example:1"},
		{"socks as desktops write it", map[string]string{"all_proxy": "socks://p.example:1/"}, "https://a.example/", "socks5://p.example:1/"},
		{"its own comes first", map[string]string{"ALL_PROXY": "http://all.example:1", "https_proxy": "http://p.example:1"}, "https://a.example/", "http://p.example:1"},
		{"and leaves the other to all", map[string]string{"ALL_PROXY": "http://all.example:1", "HTTPS_PROXY": "http://p.example:1"}, "http://a.example/", "http://all.example:1"},
		{"without a scheme", map[string]string{"ALL_PROXY": "p.example:1"}, "http://a.example/", "http://p.example:1"},
		{"no proxy", map[string]string{"ALL_PROXY": "http://p.example:1", "NO_PROXY": ".example"}, "http://a.example/", ""},
		{"no proxy for a network", map[string]string{"ALL_PROXY": "http://p.example:1", "no_proxy": "203.0.113.0/24"}, "http://203.0.113.9/", ""},
		{"no proxy at all", map[string]string{"ALL_PROXY": "http://p.example:1", "NO_PROXY": "*"}, "http://a.example/", ""},
		{"this machine", map[string]string{"ALL_PROXY": "http://p.example:1"}, "http://localhost:8000/", ""},
		{"another kind", map[string]string{"ALL_PROXY": "socks4://u:secret@p.example:1"}, "http://a.example/", "error in ALL_PROXY: socks4"},
		{"no URL", map[string]string{"https_proxy": "http://"}, "https://a.example/", "error in https_proxy: it is no URL"},
		{"broken for others only", map[string]string{"HTTP_PROXY": "http://p.example:1", "ALL_PROXY": "socks4://p.example:1"}, "http://a.example/", "http://p.example:1"},
		{"broken, and not needed", map[string]string{"ALL_PROXY": "socks4://p.example:1", "NO_PROXY": "a.example"}, "http://a.example/", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"} {
				t.Setenv(name, "")
				t.Setenv(strings.ToLower(name), "")
			}
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			req, err := http.NewRequest(http.MethodGet, tt.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			u, err := FromEnvironment()(req)
			if want, fails := strings.CutPrefix(tt.want, "error "); fails {
				var e *hint.Error
				if !errors.As(err, &e) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error()+e.Hint(), "secret") {
					t.Fatalf("got %v, %v, want an error with %q", u, err, want)
				}
				return
			}
			got := ""
			if u != nil {
				got = u.String()
			}
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}
