package bundle

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// esbuild's source map is written for browsers, goja reads it in ways of its
// own: columns of the generated code are UTF-16 units in the map and bytes in
// goja, columns of the original count from 0 there and from 1 in what people
// read, and the names of the files are URLs there and names here. So the map
// is rewritten.

const mapPrefix = "//# sourceMappingURL=data:application/json;base64,"

// rewriteMap rewrites the inline source map of code with what change makes of
// it. Code without a readable map comes back as it is.
func rewriteMap(code string, change func(generated string, m map[string]any)) string {
	at := strings.LastIndex(code, mapPrefix)
	if at < 0 {
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
	change(code[:at], m)
	if raw, err = json.Marshal(m); err != nil {
		return code
	}
	return code[:at] + mapPrefix + base64.StdEncoding.EncodeToString(raw) + "\n"
}

// byteColumns makes the columns of the generated code bytes.
func byteColumns(generated string, m map[string]any) {
	if mappings, ok := m["mappings"].(string); ok && !isASCII(generated) {
		m["mappings"] = shiftMappings(mappings, strings.Split(generated, "\n"))
	}
}

// plainNames makes the files of a map names as people know them, and its
// original columns count from 1. named is the name of a file that the map
// gives as a path relative to the bundle.
func plainNames(m map[string]any, named func(rel string) string) {
	sources, _ := m["sources"].([]any)
	for i, s := range sources {
		text, _ := s.(string)
		if rel, err := url.PathUnescape(text); err == nil && !strings.HasPrefix(text, hostFiles) {
			sources[i] = named(rel)
		}
	}
	m["sourceRoot"] = "." // without one the program's name would have to be a URL
	if mappings, ok := m["mappings"].(string); ok {
		m["mappings"] = fromOne(mappings)
	}
}

// fromOne adds one to the original column, the fourth field, of all segments.
// It is relative to that of the segment before, so the first is enough.
func fromOne(mappings string) string {
	seg, end := firstOriginal(mappings)
	if seg == "" {
		return mappings
	}
	rest := seg
	for range 3 {
		_, rest = readVLQ(rest)
	}
	var b strings.Builder
	column, tail := readVLQ(rest)
	writeVLQ(&b, column+1)
	return mappings[:end-len(rest)] + b.String() + tail + mappings[end:]
}

// firstOriginal is the first segment that has a place in a file, and where it
// ends in the mappings.
func firstOriginal(mappings string) (seg string, end int) {
	for start := 0; start < len(mappings); start = end + 1 {
		end = start
		for end < len(mappings) && mappings[end] != ',' && mappings[end] != ';' {
			end++
		}
		seg = mappings[start:end]
		rest := seg
		for range 3 {
			_, rest = readVLQ(rest)
		}
		if rest != "" {
			return seg, end
		}
	}
	return "", 0
}

// firstPlace is the first place of the bundle that stands in a file.
func (b *Bundle) firstPlace() (f Frame) {
	rewriteMap(b.Code, func(_ string, m map[string]any) {
		sources, _ := m["sources"].([]any)
		mappings, _ := m["mappings"].(string)
		seg, _ := firstOriginal(mappings)
		var n [4]int
		for i := range n {
			n[i], seg = readVLQ(seg)
		}
		if n[1] >= 0 && n[1] < len(sources) {
			f.File, _ = sources[n[1]].(string)
			f.Line, f.Column = n[2]+1, n[3]
		}
	})
	return f
}

// programDir begins the names of programs: no URL has a bare percent sign.
// goja joins the name of a program and those in its map as URLs, escaped; a
// join that makes no URL leaves the names of the map as they are.
const programDir = "%/"

// programName is the name of a program with these files in its map.
func programName(sources map[string]string) string {
	up := 0 // a join must not get rid of all percent signs
	for name := range sources {
		up = max(up, strings.Count(name, "../"))
	}
	return strings.Repeat(programDir, up+1) + "program"
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
