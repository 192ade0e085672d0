package regex

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strconv"
	"strings"
	"sync"
)

//go:generate node unicode.mjs

//go:embed unicode.gz
var unicodeData []byte

// tables is the text of unicode.gz, see unicode.mjs. It is unpacked at first
// need and then only read.
type tables struct {
	sets    map[string]string // ranges, by each name
	strings map[string]string // sequences, by name
	fold    [2]*folding       // without and with u
}

var unicodeTables = sync.OnceValue(func() *tables {
	zip, err := gzip.NewReader(bytes.NewReader(unicodeData))
	if err != nil {
		panic(err) // the file is part of the program
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		panic(err)
	}
	t := &tables{sets: map[string]string{}, strings: map[string]string{}}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch f[0] {
		case "set":
			for name := range strings.SplitSeq(f[1], ",") {
				t.sets[name] = f[2]
			}
		case "strings":
			t.strings[f[1]] = f[2]
		case "fold":
			t.fold[strings.Count(f[1], "u")] = newFolding(numbers(f[2]))
		}
	}
	return t
})

func numbers(text string) (out []rune) {
	for f := range strings.FieldsSeq(text) {
		n, _ := strconv.ParseInt(f, 36, 32)
		out = append(out, rune(n))
	}
	return out
}

// property is the set of \p{name} or \p{key=value}; ok is false if there is
// none.
func property(key, value string) (s *set, ok bool) {
	name := value
	switch key {
	case "":
	case "Script", "sc":
		name = "sc=" + value
	case "Script_Extensions", "scx":
		name = "scx=" + value
	case "General_Category", "gc":
		name = "gc=" + value
	default:
		return nil, false
	}
	text, ok := unicodeTables().sets[name]
	if !ok {
		return nil, false
	}
	s = &set{}
	end := rune(-1)
	n := numbers(text)
	for i := 0; i+1 < len(n); i += 2 {
		lo := end + 1 + n[i]
		end = lo + n[i+1]
		s.ranges = append(s.ranges, lo, end)
	}
	return s, true
}

// propertyStrings is \p{name} of sequences, which mode v knows.
func propertyStrings(name string) (list []string, ok bool) {
	text, ok := unicodeTables().strings[name]
	return strings.Fields(text), ok
}
