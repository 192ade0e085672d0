package web

import (
	"fmt"
	"strings"

	whatwgerr "github.com/nlnwa/whatwg-url/errors"
	whatwg "github.com/nlnwa/whatwg-url/url"
)

// Nothing can interrupt the library, and it takes quadratic time for these, so
// no URL may have more.
const (
	maxAuthority = 16 << 10 // bytes of login and host
	maxPathWork  = 1 << 30  // segments of a path times its bytes
)

// A URLError is text that is not a URL.
type URLError struct {
	Input, Base string
	Reason      string
}

func (e *URLError) Error() string {
	if e.Base != "" {
		return fmt.Sprintf("%q with base %q is not a URL: %s", e.Input, e.Base, e.Reason)
	}
	return fmt.Sprintf("%q is not a URL: %s", e.Input, e.Reason)
}

// Code is what Node gives this error.
func (*URLError) Code() string { return "ERR_INVALID_URL" }

// parseURL parses input, relative to base unless that is nil. Its errors are
// of type *URLError.
func parseURL(input string, base *whatwg.Url) (*whatwg.Url, error) {
	u, reason := parseBounded(input, base)
	if reason == "" {
		return u, nil
	}
	e := &URLError{Input: input, Reason: reason}
	if base != nil {
		e.Base = base.Href(false)
	}
	return nil, e
}

func parseBounded(input string, base *whatwg.Url) (u *whatwg.Url, reason string) {
	if len(input) > maxAuthority {
		if authority, path := hierarchy(input); len(authority) > maxAuthority || pathWork(path) > maxPathWork {
			return nil, "its host or its path is too long"
		}
	}
	var err error
	if base == nil {
		u, err = whatwg.Parse(input)
	} else {
		u, err = base.Parse(input)
	}
	if err != nil {
		return nil, reasonOf(err, input, base != nil)
	}
	return u, ""
}

func pathWork(path string) int {
	return len(path) * (strings.Count(path, "/") + strings.Count(path, `\`))
}

// reasonOf says what the library found wrong with input.
func reasonOf(err error, input string, hasBase bool) string {
	authority, _ := hierarchy(input)
	host, port := splitPort(authority[strings.LastIndexByte(authority, '@')+1:])
	switch whatwgerr.Type(err) {
	case whatwgerr.MissingSchemeNonRelativeURL:
		if hasBase {
			return "the base can not have relative URLs"
		}
		return "it has no scheme (https://…)"
	case whatwgerr.HostMissing, whatwgerr.InvalidCredentials:
		return "the host is missing"
	case whatwgerr.PortOutOfRange, whatwgerr.PortInvalid:
		return fmt.Sprintf("the port %q is not a number up to 65535", port)
	case whatwgerr.IPv6Unclosed:
		return "the IPv6 address has no ]"
	case whatwgerr.DomainToASCII:
		return fmt.Sprintf("%q is not a host name", host)
	case whatwgerr.DomainInvalidCodePoint, whatwgerr.HostInvalidCodePoint:
		return fmt.Sprintf("the host %q has a character that hosts must not have", host)
	}
	if strings.HasPrefix(host, "[") {
		return host + " is not an IPv6 address"
	}
	return fmt.Sprintf("%q is not an IPv4 address", host)
}

// hierarchy splits off where input may have a login and a host
// ("user:password@host:port") and its path. Both are empty for "mailto:x".
func hierarchy(input string) (authority, path string) {
	s := strings.TrimLeft(noControls(input), " ")
	if scheme, rest, ok := strings.Cut(s, ":"); ok && isScheme(scheme) {
		if !isSpecial(scheme) && !strings.HasPrefix(rest, "/") {
			return "", ""
		}
		s = rest
	}
	if end := strings.IndexAny(s, "?#"); end >= 0 {
		s = s[:end]
	}
	s = strings.TrimLeft(s, `/\`)
	if end := strings.IndexAny(s, `/\`); end >= 0 {
		return s[:end], s[end:]
	}
	return s, ""
}

// noControls is s without the controls that the standard ignores.
func noControls(s string) string {
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
}

func isSpecial(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "http", "https", "ws", "wss", "ftp", "file":
		return true
	}
	return false
}

func isScheme(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("+-.", c))
	})
}

func splitPort(s string) (host, port string) {
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// asciiHost is a host as a request will write it: names in ASCII, and what
// some system takes for an IPv4 address ("127.1", "0x7f000001") as four
// numbers. Deciding here, before any rule is asked, is what keeps those from
// slipping past one.
func asciiHost(host string) (string, error) {
	if host == "" || strings.ContainsAny(host, "/\\?#@:\t\n\r ") {
		return "", fmt.Errorf("the host %q has a character that hosts must not have", host)
	}
	u, reason := parseBounded("http://"+host+"/", nil)
	if reason != "" {
		return "", fmt.Errorf("%s", reason)
	}
	return u.Hostname(), nil
}

// origin is what u.origin says.
func origin(u *whatwg.Url) string {
	switch u.Scheme() {
	case "http", "https", "ws", "wss", "ftp":
		return u.Protocol() + "//" + u.Host()
	case "blob":
		if inner, err := parseURL(u.Pathname(), nil); err == nil && (inner.Scheme() == "http" || inner.Scheme() == "https") {
			return origin(inner)
		}
	}
	return "null"
}
