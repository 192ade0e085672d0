package web

import (
	"fmt"
	"strings"
)

// A record is a parsed URL, in the terms of the WHATWG URL standard.
type record struct {
	scheme             string
	username, password string
	host               string
	hasHost            bool
	port               string
	path               []string
	opaque             bool // path[0] is an opaque path ("mailto:x")
	query, fragment    *string
}

// defaultPorts has the special schemes; file has no port.
var defaultPorts = map[string]string{
	"http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21", "file": "",
}

func (u *record) special() bool {
	_, ok := defaultPorts[u.scheme]
	return ok
}

func (u *record) pathname() string {
	switch {
	case u.opaque:
		return u.path[0]
	case len(u.path) == 0:
		return ""
	}
	return "/" + strings.Join(u.path, "/")
}

// hostPort is the host with its port, if that is not the scheme's own.
func (u *record) hostPort() string {
	if u.port == "" {
		return u.host
	}
	return u.host + ":" + u.port
}

func (u *record) origin() string {
	if u.scheme == "blob" {
		if inner, err := parseURL(u.path[0], nil); err == nil && (inner.scheme == "http" || inner.scheme == "https") {
			return inner.origin()
		}
	}
	if !u.special() || u.scheme == "file" {
		return "null"
	}
	return u.scheme + "://" + u.hostPort()
}

func (u *record) href() string {
	var b strings.Builder
	b.WriteString(u.scheme + ":")
	if u.hasHost {
		b.WriteString("//")
		if u.username != "" || u.password != "" {
			b.WriteString(u.username)
			if u.password != "" {
				b.WriteString(":" + u.password)
			}
			b.WriteString("@")
		}
		b.WriteString(u.hostPort())
	} else if !u.opaque && len(u.path) > 1 && u.path[0] == "" {
		b.WriteString("/.") // keeps a path that begins with // from looking like a host
	}
	b.WriteString(u.pathname())
	if u.query != nil {
		b.WriteString("?" + *u.query)
	}
	if u.fragment != nil {
		b.WriteString("#" + *u.fragment)
	}
	return b.String()
}

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

// clean drops what the standard ignores: space and controls around, tabs and
// line ends anywhere.
func clean(s string) string {
	s = strings.TrimFunc(s, func(c rune) bool { return c <= ' ' })
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
}

// parseURL parses input, relative to base unless that is nil.
func parseURL(input string, base *record) (*record, error) {
	fail := func(reason string) (*record, error) {
		e := &URLError{Input: input, Reason: reason}
		if base != nil {
			e.Base = base.href()
		}
		return nil, e
	}
	rest, fragment, hasFragment := strings.Cut(clean(input), "#")
	u := &record{}
	scheme, after, ok := cutScheme(rest)
	var err error
	switch {
	case ok:
		u.scheme = scheme
		err = u.parseAfterScheme(after, base)
	case base == nil:
		return fail("it has no scheme (https://…)")
	case base.opaque && (rest != "" || !hasFragment):
		return fail("the base can not have relative URLs")
	default:
		u.scheme = base.scheme
		if base.opaque {
			*u = *base
			break
		}
		err = u.parseRelative(rest, base)
	}
	if err != nil {
		return fail(err.Error())
	}
	u.fragment = nil
	if hasFragment {
		f := escape(fragment, inFragment)
		u.fragment = &f
	}
	return u, nil
}

// cutScheme splits "scheme:rest".
func cutScheme(s string) (scheme, rest string, ok bool) {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return strings.ToLower(s[:i]), s[i+1:], true
		default:
			return "", s, false
		}
	}
	return "", s, false
}

func (u *record) isSlash(c byte) bool { return c == '/' || c == '\\' && u.special() }

func (u *record) parseAfterScheme(rest string, base *record) error {
	switch {
	case u.scheme == "file":
		return u.parseFile(rest, base)
	case u.special():
		if base != nil && base.scheme == u.scheme && !(len(rest) > 1 && u.isSlash(rest[0]) && u.isSlash(rest[1])) {
			return u.parseRelative(rest, base)
		}
		return u.parseAuthority(strings.TrimLeft(rest, `/\`))
	case strings.HasPrefix(rest, "//"):
		return u.parseAuthority(rest[2:])
	case strings.HasPrefix(rest, "/"):
		u.parsePath(rest)
		return nil
	}
	path, query, hasQuery := strings.Cut(rest, "?")
	u.opaque = true
	u.path = []string{escape(path, inControl)}
	u.setQuery(query, hasQuery)
	return nil
}

func (u *record) parseRelative(rest string, base *record) error {
	if u.scheme == "file" {
		return u.parseFile(rest, base)
	}
	if len(rest) > 1 && u.isSlash(rest[0]) && u.isSlash(rest[1]) {
		if u.special() {
			return u.parseAuthority(strings.TrimLeft(rest, `/\`))
		}
		return u.parseAuthority(rest[2:])
	}
	u.username, u.password, u.host, u.hasHost, u.port = base.username, base.password, base.host, base.hasHost, base.port
	u.inherit(rest, base)
	return nil
}

// inherit parses a path that may be relative to the base's.
func (u *record) inherit(rest string, base *record) {
	switch {
	case rest == "":
		u.path, u.query = base.path, base.query
	case rest[0] == '?':
		u.path = base.path
		u.setQuery(rest[1:], true)
	case u.isSlash(rest[0]):
		u.parsePath(rest)
	default:
		u.path = shorten(base.path, u.scheme)
		u.parsePath(rest)
	}
}

// parseAuthority parses "user:password@host:port/path?query".
func (u *record) parseAuthority(s string) error {
	end := strings.IndexFunc(s, func(c rune) bool { return c == '?' || c < 128 && u.isSlash(byte(c)) })
	if end < 0 {
		end = len(s)
	}
	authority, rest := s[:end], s[end:]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		name, password, _ := strings.Cut(authority[:at], ":")
		u.username, u.password = escape(name, inUserinfo), escape(password, inUserinfo)
		authority = authority[at+1:]
		if authority == "" {
			return fmt.Errorf("the host is missing")
		}
	}
	if err := u.setHost(authority); err != nil {
		return err
	}
	u.parsePath(rest)
	return nil
}

func (u *record) setHost(s string) error {
	host, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		host, port = s[:i], s[i+1:]
	}
	if host == "" && (u.special() || port != "") {
		return fmt.Errorf("the host is missing")
	}
	h, err := parseHost(host, u.special())
	if err != nil {
		return err
	}
	p, err := parsePort(port, u.scheme)
	if err != nil {
		return err
	}
	u.host, u.hasHost, u.port = h, true, p
	return nil
}

func (u *record) setQuery(q string, has bool) {
	u.query = nil
	if has {
		set := inQuery
		if u.special() {
			set = inSpecialQuery
		}
		q = escape(q, set)
		u.query = &q
	}
}
