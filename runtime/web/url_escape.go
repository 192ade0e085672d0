package web

import "strings"

// An escapeSet is the ASCII characters, beyond controls, that one part of a
// URL percent-encodes.
type escapeSet string

const (
	inControl      escapeSet = ""
	inFragment     escapeSet = " \"<>`"
	inQuery        escapeSet = " \"#<>"
	inSpecialQuery escapeSet = inQuery + "'"
	inPath         escapeSet = inQuery + "?^`{}"
	inUserinfo     escapeSet = inPath + "/:;=@[\\]|"
)

const hexDigits = "0123456789ABCDEF"

func escape(s string, set escapeSet) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	keep := func(c byte) bool { return c > 0x1f && c < 0x7f && strings.IndexByte(string(set), c) < 0 }
	for i := range len(s) {
		if keep(s[i]) {
			continue
		}
		var b strings.Builder
		b.WriteString(s[:i])
		for ; i < len(s); i++ {
			if c := s[i]; keep(c) {
				b.WriteByte(c)
			} else {
				b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
			}
		}
		return b.String()
	}
	return s
}

// unescape decodes %XX; anything else stays as it is.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi >= 0 && lo >= 0 {
				b = append(b, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// parseQuery reads application/x-www-form-urlencoded.
func parseQuery(s string) [][2]string {
	var list [][2]string
	for part := range strings.SplitSeq(s, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(strings.ReplaceAll(part, "+", " "), "=")
		list = append(list, [2]string{formValue(name), formValue(value)})
	}
	return list
}

func formValue(s string) string { return strings.ToValidUTF8(unescape(s), "\uFFFD") }

// formatQuery writes application/x-www-form-urlencoded.
func formatQuery(list [][2]string) string {
	var b strings.Builder
	for i, e := range list {
		if i > 0 {
			b.WriteByte('&')
		}
		formEscape(&b, e[0])
		b.WriteByte('=')
		formEscape(&b, e[1])
	}
	return b.String()
}

func formEscape(b *strings.Builder, s string) {
	s = strings.ToValidUTF8(s, "\uFFFD")
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ':
			b.WriteByte('+')
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("*-._", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
}
