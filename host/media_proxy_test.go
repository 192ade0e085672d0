package host

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"hotreply/ilink/sim"
)

// ilink.proxy is the way to the service, and to its media.
func TestMediaGoesThroughTheProxy(t *testing.T) {
	var service http.Handler
	var mu sync.Mutex // guards seen
	var seen []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Host != "service.test" { // only a proxy is told the host
			t.Errorf("asked for %s", r.URL)
		}
		mu.Lock()
		seen = append(seen, r.URL.Path)
		mu.Unlock()
		service.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	r := newRig(t, map[string]string{"10-back.js": `bot.on("image", msg => ({ image: msg.media }));`}, func(c *Config) {
		c.ILink.BaseURL, c.ILink.CDNBaseURL = "http://service.test", "http://service.test/c2c"
		c.ILink.Proxy = proxy.URL
	})
	t.Cleanup(proxy.CloseClientConnections)
	service = r.sim
	r.start()
	r.sendsMedia(sim.MediaRequest{User: alice, Kind: "image", Data: testPNG})
	if m := r.sent(alice, 1)[0]; m.MD5 != md5Of(testPNG) {
		t.Errorf("came back as %+v", m)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, path := range []string{"/c2c/download", "/ilink/bot/getuploadurl", "/c2c/upload"} {
		if !slices.Contains(seen, path) {
			t.Errorf("%s did not go through the proxy, but %q", path, seen)
		}
	}
	r.clean()
}
