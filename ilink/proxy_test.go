package ilink

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// Without a proxy of its own a client takes that of the environment, ALL_PROXY
// included, and leaves names to it.
func TestProxyOfTheEnvironment(t *testing.T) {
	var asked atomic.Value
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked.Store(r.URL.String()) }))
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"} {
		t.Setenv(name, "")
		t.Setenv(strings.ToLower(name), "")
	}
	get := func() error {
		resp, err := NewHTTPClient(nil).Get("http://service.invalid/x")
		if err == nil {
			resp.Body.Close()
		}
		return err
	}
	t.Setenv("ALL_PROXY", proxy.URL)
	if err := get(); err != nil || asked.Load() != "http://service.invalid/x" {
		t.Errorf("the proxy was asked for %v: %v", asked.Load(), err)
	}
	t.Setenv("NO_PROXY", ".invalid")
	if err := get(); networkClass(err) != "dns" {
		t.Errorf("past the proxy: %v", err)
	}
}
