package web

import (
	"fmt"
	"strconv"
	"strings"
)

// parsePath parses "/a/../b?query" onto the segments that u.path has.
func (u *record) parsePath(s string) {
	path, query, hasQuery := strings.Cut(s, "?")
	u.setQuery(query, hasQuery)
	if path == "" {
		if u.special() && len(u.path) == 0 {
			u.path = []string{""}
		}
		return
	}
	if u.special() {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, seg := range segments {
		last := i == len(segments)-1
		switch dots(seg) {
		case 2:
			u.path = shorten(u.path, u.scheme)
			if last {
				u.path = append(u.path, "")
			}
		case 1:
			if last {
				u.path = append(u.path, "")
			}
		default:
			if u.scheme == "file" && len(u.path) == 0 && isDriveLetter(seg) {
				seg = seg[:1] + ":"
			}
			u.path = append(u.path, escape(seg, inPath))
		}
	}
}

// dots is 1 for a segment ".", 2 for "..", in any spelling, else 0.
func dots(seg string) int {
	if len(seg) > 6 {
		return 0
	}
	switch strings.ReplaceAll(strings.ToLower(seg), "%2e", ".") {
	case ".":
		return 1
	case "..":
		return 2
	}
	return 0
}

// shorten drops the last segment; a drive letter stays. The result shares no
// memory that is written to.
func shorten(path []string, scheme string) []string {
	if len(path) == 0 || scheme == "file" && len(path) == 1 && isDriveLetter(path[0]) {
		return path[:len(path):len(path)]
	}
	return path[: len(path)-1 : len(path)-1]
}

func isDriveLetter(s string) bool {
	if len(s) != 2 || s[1] != ':' && s[1] != '|' {
		return false
	}
	c := s[0] | 0x20
	return c >= 'a' && c <= 'z'
}

// startsWithDrive reports whether a path begins with a drive letter.
func startsWithDrive(s string) bool {
	return len(s) >= 2 && isDriveLetter(s[:2]) && (len(s) == 2 || strings.IndexByte(`/\?#`, s[2]) >= 0)
}

func (u *record) parseFile(rest string, base *record) error {
	u.hasHost = true
	fromFile := base != nil && base.scheme == "file"
	switch {
	case len(rest) > 1 && u.isSlash(rest[0]) && u.isSlash(rest[1]):
		rest = rest[2:]
		end := strings.IndexAny(rest, `/\?`)
		if end < 0 {
			end = len(rest)
		}
		if isDriveLetter(rest[:end]) { // file://C:/ means file:///C:/
			u.parsePath("/" + rest)
			return nil
		}
		host, err := parseHost(rest[:end], true)
		if err != nil && rest[:end] != "" {
			return err
		}
		if host != "localhost" {
			u.host = host
		}
		u.parsePath(rest[end:])
		return nil
	case rest != "" && u.isSlash(rest[0]):
		if fromFile {
			u.host = base.host
			if !startsWithDrive(rest[1:]) && len(base.path) > 0 && isDriveLetter(base.path[0]) {
				u.path = []string{base.path[0]}
			}
		}
		u.parsePath(rest)
		return nil
	case !fromFile:
		u.parsePath("/" + rest)
		return nil
	}
	u.host = base.host
	if startsWithDrive(rest) {
		u.parsePath("/" + rest)
		return nil
	}
	u.inherit(rest, base)
	return nil
}

func parsePort(s, scheme string) (string, error) {
	if s == "" {
		return "", nil
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || s[0] == '+' {
		return "", fmt.Errorf("the port %q is not a number up to 65535", s)
	}
	port := strconv.FormatUint(n, 10)
	if port == defaultPorts[scheme] {
		return "", nil
	}
	return port, nil
}
