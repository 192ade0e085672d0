package web

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// A RefusedError is a request that the rules of the configuration forbid.
type RefusedError struct {
	Target string     // host, or host:port, as the request named it
	Addr   netip.Addr // what it resolved to; invalid if the name alone decided
	Reason string
	Remedy string
}

func (e *RefusedError) Error() string {
	if e.Addr.IsValid() && e.Addr.String() != strings.Trim(hostOf(e.Target), "[]") {
		return fmt.Sprintf("%s (%s) refused: %s", e.Target, e.Addr, e.Reason)
	}
	return fmt.Sprintf("%s refused: %s", e.Target, e.Reason)
}

// Code is what rules see as error.code.
func (e *RefusedError) Code() string { return "FETCH_REFUSED" }

// Hint says what to change, if that is possible.
func (e *RefusedError) Hint() string { return e.Remedy }

// Private says which loopback, link-local and private addresses may be
// reached: http.private of the configuration.
type Private struct {
	All   bool
	Hosts []string // "host:port"; a host alone stands for all its ports
}

// policy is the rules of one client, ready to be asked.
type policy struct {
	allow   []string
	private Private
	console func() string
}

// checkURL asks whether a URL may be fetched as far as its text tells.
func (p *policy) checkURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return &RefusedError{Target: u.Scheme + ":", Reason: "fetch speaks http and https",
			Remedy: "read files with fs/promises"}
	}
	if u.Hostname() == "" {
		return &RefusedError{Target: u.Redacted(), Reason: "the URL has no host"}
	}
	for _, pattern := range p.allow {
		if matchHost(pattern, u) {
			return nil
		}
	}
	return &RefusedError{Target: u.Hostname(), Reason: "not in http.allow",
		Remedy: fmt.Sprintf("add %q to allow under [http] in config.toml", u.Hostname())}
}

// matchHost matches a pattern of http.allow: a host in which * stands for any
// characters, with an optional scheme in front and port behind.
func matchHost(pattern string, u *url.URL) bool {
	pattern = strings.ToLower(strings.TrimSuffix(pattern, "/"))
	if scheme, rest, ok := strings.Cut(pattern, "://"); ok {
		if scheme != u.Scheme {
			return false
		}
		pattern = rest
	}
	if h, port, err := net.SplitHostPort(pattern); err == nil {
		if port != "*" && port != portOf(u) {
			return false
		}
		pattern = h
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return glob(strings.Trim(pattern, "[]"), host)
}

// glob matches s against a pattern in which * stands for any characters.
func glob(pattern, s string) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	if !strings.HasPrefix(s, head) {
		return false
	}
	s = s[len(head):]
	for i := 0; i <= len(s); i++ {
		if glob(tail, s[i:]) {
			return true
		}
	}
	return false
}

// checkAddr asks whether a connection may go to addr, which target, the
// host:port of a URL, resolved to.
func (p *policy) checkAddr(target string, addr netip.AddrPort) error {
	a := plain(addr.Addr())
	if isMetadata(a) {
		return &RefusedError{Target: target, Addr: a, Reason: "a cloud's metadata address"}
	}
	if p.isConsole(netip.AddrPortFrom(a, addr.Port())) {
		return &RefusedError{Target: target, Addr: a, Reason: "hotreply's own console"}
	}
	if !isPrivate(a) || p.private.All || p.named(target, netip.AddrPortFrom(a, addr.Port())) {
		return nil
	}
	return &RefusedError{Target: target, Addr: a, Reason: "a private address",
		Remedy: fmt.Sprintf("add %q to private under [http] in config.toml", target)}
}

// named reports whether http.private lists the target by name or address.
func (p *policy) named(target string, addr netip.AddrPort) bool {
	host := hostOf(target)
	for _, h := range p.private.Hosts {
		switch {
		case strings.EqualFold(h, target), h == addr.String():
			return true
		case strings.EqualFold(strings.Trim(h, "[]"), host), strings.Trim(h, "[]") == addr.Addr().String():
			return true
		}
	}
	return false
}

// isConsole reports whether addr is where the console listens. A console on
// all addresses is on every private one of its port.
func (p *policy) isConsole(addr netip.AddrPort) bool {
	if p.console == nil {
		return false
	}
	host, port, err := net.SplitHostPort(p.console())
	if err != nil || port != fmt.Sprint(addr.Port()) {
		return false
	}
	a, err := netip.ParseAddr(host)
	if err != nil { // a name, or nothing: be strict
		return isPrivate(addr.Addr())
	}
	if a = plain(a); a.IsUnspecified() {
		return isPrivate(addr.Addr()) || isLocal(addr.Addr())
	}
	return a == addr.Addr() || addr.Addr().IsUnspecified() || (a.IsLoopback() && addr.Addr().IsLoopback())
}

// isLocal reports whether a is an address of this machine.
func isLocal(a netip.Addr) bool {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return true // better refuse than open the console
	}
	for _, x := range addrs {
		if n, ok := x.(*net.IPNet); ok {
			if own, ok := netip.AddrFromSlice(n.IP); ok && own.Unmap() == a {
				return true
			}
		}
	}
	return false
}

func hostOf(target string) string {
	if h, _, err := net.SplitHostPort(target); err == nil {
		return h
	}
	return target
}

// portOf is the port of a URL, spelled out.
func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
