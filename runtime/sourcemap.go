package runtime

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Source maps count columns of the generated code in UTF-16 units, goja counts
// bytes. On lines with Chinese text the two disagree, and a caret would point
// anywhere; so the map is rewritten to bytes.

const mapPrefix = "//# sourceMappingURL=data:application/json;base64,"

// byteColumns rewrites the inline source map of code. Code without a readable
// map comes back as it is.
func byteColumns(code string) string {
	at := strings.LastIndex(code, mapPrefix)
	if at < 0 || isASCII(code[:at]) {
		return code
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code[at+len(mapPrefix):]))
	if err != nil {
		return code
	}
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil {
		return code
	}
	mappings, ok := m["mappings"].(string)
	if !ok {
		return code
	}
	m["mappings"] = shiftMappings(mappings, strings.Split(code[:at], "\n"))
	if raw, err = json.Marshal(m); err != nil {
		return code
	}
	return code[:at] + mapPrefix + base64.StdEncoding.EncodeToString(raw) + "\n"
}

// shiftMappings rewrites the generated column, the first field of each
// segment, on lines that are not ASCII. All fields but that one are relative
// across lines, so nothing else changes.
func shiftMappings(mappings string, lines []string) string {
	var b strings.Builder
	for i, segments := range strings.Split(mappings, ";") {
		if i > 0 {
			b.WriteByte(';')
		}
		if i >= len(lines) || isASCII(lines[i]) || segments == "" {
			b.WriteString(segments)
			continue
		}
		shiftLine(&b, segments, lines[i])
	}
	return b.String()
}

func shiftLine(b *strings.Builder, segments, line string) {
	column, last := 0, 0 // in UTF-16 units of the segment, in bytes of the one before
	at, bytes := 0, 0    // a place in the line, in both
	for n, seg := range strings.Split(segments, ",") {
		delta, rest := readVLQ(seg)
		column += delta
		if column < at {
			at, bytes = 0, 0
		}
		for at < column && bytes < len(line) {
			r, size := utf8.DecodeRuneInString(line[bytes:])
			at++
			if r > 0xFFFF {
				at++
			}
			bytes += size
		}
		if n > 0 {
			b.WriteByte(',')
		}
		writeVLQ(b, bytes-last)
		b.WriteString(rest)
		last = bytes
	}
}

const vlqDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// readVLQ reads the first number of a segment.
func readVLQ(s string) (n int, rest string) {
	shift, value := 0, 0
	for i := 0; i < len(s); i++ {
		digit := strings.IndexByte(vlqDigits, s[i])
		value |= digit & 31 << shift
		shift += 5
		if digit&32 == 0 {
			rest = s[i+1:]
			break
		}
	}
	if value&1 != 0 {
		return -(value >> 1), rest
	}
	return value >> 1, rest
}

func writeVLQ(b *strings.Builder, n int) {
	value := n << 1
	if n < 0 {
		value = -n<<1 | 1
	}
	for {
		digit := value & 31
		if value >>= 5; value > 0 {
			digit |= 32
		}
		b.WriteByte(vlqDigits[digit])
		if value == 0 {
			return
		}
	}
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
