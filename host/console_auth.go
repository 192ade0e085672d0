package host

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"hotreply/host/internal/statedir"
)

// Files of the state folder by which commands find a running host's console.
const (
	consoleTokenFile = "console.token"
	consoleAddrFile  = "console.addr"
)

// consoleToken is the configured token, or the one in the state folder, which
// is made at the first start.
func consoleToken(cfg Config) (string, error) {
	if cfg.Console.Token != "" {
		return cfg.Console.Token, nil
	}
	path := filepath.Join(cfg.State, consoleTokenFile)
	data, err := os.ReadFile(path)
	if token := strings.TrimSpace(string(data)); err == nil && token != "" {
		return token, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", statedir.Wrap("read the console's token in the state folder", cfg.State, err)
	}
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails
	token := hex.EncodeToString(b)
	if err := os.WriteFile(path, []byte(token+"\n"), 0o600); err != nil {
		return "", statedir.Wrap("write the console's token in the state folder", cfg.State, err)
	}
	return token, nil
}

// guard lets through who has the token. The token goes into a header, so that
// a page from elsewhere in the same browser can not send it along.
func (c *console) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(given), []byte(c.token)) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "UNAUTHORIZED", "this needs the console's token",
				"send the header Authorization: Bearer TOKEN; the token stands in console.token in the state folder, or in config.toml")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// secured refuses requests that a browser was tricked into: a Host that is a
// name somebody pointed at this address, or an Origin of another page.
func (c *console) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.hostAllowed(r.Host) {
			fail(w, http.StatusForbidden, "FORBIDDEN", fmt.Sprintf("the host %q is not this console", r.Host), "use the address that the console listens on")
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host {
			fail(w, http.StatusForbidden, "FORBIDDEN", fmt.Sprintf("pages of %q may not use this console", origin), "")
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// hostAllowed accepts addresses, localhost and the name that the console was
// told to listen on. A console on all addresses is behind a token of the
// user's own and perhaps a proxy with any name.
func (c *console) hostAllowed(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	own, _, _ := net.SplitHostPort(c.listen)
	return !isLoopback(c.listen) || name == "localhost" || name == own || net.ParseIP(name) != nil
}
