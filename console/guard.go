package console

import (
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// guard lets through who has the token. The token goes into a header, so that
// a page from elsewhere in the same browser can not send it along.
func (a *api) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || subtle.ConstantTimeCompare([]byte(given), []byte(a.token)) != 1 {
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
func (a *api) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !a.hostAllowed(r.Host) {
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
func (a *api) hostAllowed(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	own, _, _ := net.SplitHostPort(a.listen)
	return !isLoopback(a.listen) || name == "localhost" || name == own || net.ParseIP(name) != nil
}

// isLoopback tells whether only this machine reaches an address of net.Listen.
func isLoopback(addr string) bool {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
