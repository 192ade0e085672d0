package console_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"hotreply/console"
)

// Who may talk to the console, and from where.
func TestGuards(t *testing.T) {
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
			r := httptest.NewRequest(http.MethodGet, tt.path, nil)
			r.Host = tt.host
			for name, value := range map[string]string{"Authorization": tt.auth, "Origin": tt.origin} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
			w := httptest.NewRecorder()
			console.Handler(&fake{}, console.Options{Listen: tt.listen, Token: "secret"}).ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("%s: %d, want %d", tt.name, w.Code, tt.want)
			}
		})
	}
}
