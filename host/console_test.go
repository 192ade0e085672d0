package host

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Who may talk to the console, and from where.
func TestConsoleGuards(t *testing.T) {
	tests := []struct {
		name                       string
		listen, host, auth, origin string
		path                       string
		want                       int
	}{
		{"health is open", "127.0.0.1:8686", "127.0.0.1:8686", "", "", "/healthz", 200},
		{"the rest is not", "127.0.0.1:8686", "127.0.0.1:8686", "", "", "/api/none", 401},
		{"nor with another token", "127.0.0.1:8686", "127.0.0.1:8686", "Bearer no", "", "/api/none", 401},
		{"nor with the token in another way", "127.0.0.1:8686", "127.0.0.1:8686", "Basic secret", "", "/api/none", 401},
		{"the token opens it", "127.0.0.1:8686", "127.0.0.1:8686", "Bearer secret", "", "/api/none", 404},
		{"localhost is this machine", "127.0.0.1:8686", "localhost:8686", "Bearer secret", "", "/api/none", 404},
		{"a name that points here is not", "127.0.0.1:8686", "evil.example.com:8686", "Bearer secret", "", "/api/none", 403},
		{"its own page may", "127.0.0.1:8686", "127.0.0.1:8686", "Bearer secret", "http://127.0.0.1:8686", "/api/none", 404},
		{"another's page may not", "127.0.0.1:8686", "127.0.0.1:8686", "Bearer secret", "http://evil.example.com", "/api/none", 403},
		{"a sandboxed page may not", "127.0.0.1:8686", "127.0.0.1:8686", "Bearer secret", "null", "/api/none", 403},
		{"open to the network any name is good", "0.0.0.0:8686", "bot.example.com", "Bearer secret", "", "/api/none", 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &console{token: "secret", listen: tt.listen}
			r := httptest.NewRequest(http.MethodGet, tt.path, nil)
			r.Host = tt.host
			for name, value := range map[string]string{"Authorization": tt.auth, "Origin": tt.origin} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
			w := httptest.NewRecorder()
			c.routes().ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("%s: %d, want %d", tt.name, w.Code, tt.want)
			}
		})
	}
}

func TestConsoleToken(t *testing.T) {
	c := Config{State: t.TempDir()}
	made, err := consoleToken(c)
	if err != nil || len(made) < 32 {
		t.Fatalf("consoleToken = %q, %v, want a long one", made, err)
	}
	if info, err := os.Stat(filepath.Join(c.State, "console.token")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("console.token: %v, %v, want mode 0600", info, err)
	}
	if again, err := consoleToken(c); err != nil || again != made {
		t.Errorf("the second start has %q, %v, want the first one's %q", again, err, made)
	}
	c.Console.Token = "mine"
	if own, err := consoleToken(c); err != nil || own != "mine" {
		t.Errorf("with a configured token: %q, %v", own, err)
	}
}

func TestSendRequest(t *testing.T) {
	tests := []struct {
		body  string
		queue time.Duration
		parts int
		ok    bool
	}{
		{`{"to":"a","text":"x"}`, 0, 1, true},
		{`{"to":"a","text":"x","queue":true}`, 7 * 24 * time.Hour, 1, true},
		{`{"to":"a","text":"x","queue":false}`, 0, 1, true},
		{`{"to":"a","image":"https://example.com/a.png","text":"x","queue":"2d"}`, 48 * time.Hour, 2, true},
		{`{"to":"a","queue":"soon"}`, 0, 0, false},
		{`{"to":"a","queue":3}`, 0, 0, false},
	}
	for _, tt := range tests {
		var r sendRequest
		err := json.Unmarshal([]byte(tt.body), &r)
		if (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.body, err)
			continue
		}
		if !tt.ok {
			continue
		}
		c := r.content()
		if time.Duration(r.Queue) != tt.queue || len(c.Parts) != tt.parts {
			t.Errorf("%s: queue %s and %d parts, want %s and %d", tt.body, time.Duration(r.Queue), len(c.Parts), tt.queue, tt.parts)
		}
		if c.Parts[0].Text != "x" {
			t.Errorf("%s: the first part is %+v, want the text", tt.body, c.Parts[0])
		}
	}
}
