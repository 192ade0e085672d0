package web

import "strings"

// The library's search parameters decode "%2B" to a space and escape other
// characters than a form does, so these are our own.

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

func unhex(c byte) int { return strings.IndexByte("0123456789abcdef", c|0x20) }

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
	const hexDigits = "0123456789ABCDEF"
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
