package bundle

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
)

// esbuild's source map is written for browsers, goja reads it in ways of its
// own: columns of the generated code are UTF-16 units in the map and bytes in
// goja, columns of the original count from 0 there and from 1 in what people
// read, and the names of the files are URLs there and names here. So the map
// is rewritten, and made smaller: of packages it keeps the lines alone.

const mapPrefix = "//# sourceMappingURL=data:application/json;base64,"

// sourceMap is what goja needs of one.
type sourceMap struct {
	Version    int      `json:"version"`
	SourceRoot string   `json:"sourceRoot"`
	Sources    []string `json:"sources"`
	Mappings   string   `json:"mappings"`
}

// withMap is code with a source map at its end.
func withMap(code string, m *sourceMap) string {
	m.SourceRoot = "." // without one the program's name would have to be a URL
	raw, _ := json.Marshal(m)
	return code + mapPrefix + base64.StdEncoding.EncodeToString(raw) + "\n"
}

// cutMap parts code from the source map at its end, nil if it has none that
// can be read.
func cutMap(code string) (string, *sourceMap) {
	at := strings.LastIndex(code, mapPrefix)
	if at < 0 {
		return code, nil
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code[at+len(mapPrefix):]))
	if err != nil {
		return code, nil
	}
	m := new(sourceMap)
	if json.Unmarshal(raw, m) != nil {
		return code, nil
	}
	return code[:at], m
}

// plainNames makes the files of a map names as people know them. named is the
// name of a file that the map gives as a path relative to the bundle.
func (m *sourceMap) plainNames(named func(rel string) string) {
	for i, text := range m.Sources {
		if rel, err := url.PathUnescape(text); err == nil && !strings.HasPrefix(text, hostFiles) {
			m.Sources[i] = named(rel)
		}
	}
}

// firstPlace is the first place of the bundle that stands in a file.
func (b *Bundle) firstPlace() (f Frame) {
	_, m := cutMap(b.Code)
	if m == nil {
		return f
	}
	for part := range strings.FieldsFuncSeq(m.Mappings, func(r rune) bool { return r == ',' || r == ';' }) {
		var n [4]int
		for i := range n {
			n[i], part = readVLQ(part)
		}
		if n[1] >= 0 && n[1] < len(m.Sources) {
			return Frame{File: m.Sources[n[1]], Line: n[2] + 1, Column: n[3]}
		}
	}
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
