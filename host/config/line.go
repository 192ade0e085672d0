package config

import (
	"slices"
	"strings"
)

// lineOf finds the line, from 1, where text sets the key at path, or the
// nearest table around it, or 0. The TOML decoder does not keep positions of
// keys, so this reads the file once more, well enough for an error message: it
// does not look into inline tables.
func lineOf(text string, path []string) int {
	for n := len(path); n > 0; n-- {
		if line := lineOfExactly(text, path[:n]); line > 0 {
			return line
		}
	}
	return 0
}

func lineOfExactly(text string, path []string) int {
	var table []string
	var quotes string // the open multi-line string's, if one is open
	for i, line := range strings.Split(text, "\n") {
		if quotes != "" {
			if strings.Contains(line, quotes) {
				quotes = ""
			}
			continue
		}
		trimmed := strings.TrimLeft(line, "[ \t\r\ufeff")
		key, rest := tomlKey(trimmed)
		switch {
		case len(key) == 0:
		case strings.HasPrefix(rest, "]"):
			table = key
			if slices.Equal(table, path) {
				return i + 1
			}
		case strings.HasPrefix(rest, "="):
			if slices.Equal(append(slices.Clone(table), key...), path) {
				return i + 1
			}
			quotes = openQuotes(rest)
		}
	}
	return 0
}

// openQuotes is the delimiter of a multi-line string that begins in value and
// does not end there.
func openQuotes(value string) string {
	for _, q := range []string{`"""`, `'''`} {
		if strings.Count(value, q)%2 == 1 {
			return q
		}
	}
	return ""
}

// tomlKey reads a bare, quoted or dotted key from the front of s.
func tomlKey(s string) (key []string, rest string) {
	for {
		var part string
		part, s = tomlKeyPart(s)
		if part == "" {
			return nil, s
		}
		key = append(key, part)
		s = strings.TrimLeft(s, " \t")
		if !strings.HasPrefix(s, ".") {
			return key, s
		}
		s = strings.TrimLeft(s[1:], " \t")
	}
}

func tomlKeyPart(s string) (part, rest string) {
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		end := strings.IndexByte(s[1:], s[0])
		if end < 0 {
			return "", s
		}
		return s[1 : 1+end], s[end+2:]
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}
