package datafile

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// settings writes a TOML file. Tables keep the order of the file.
func settings(w *writer, text string) *Error {
	if err := tomlDepth(text); err != nil {
		return err
	}
	var v map[string]any
	meta, err := toml.Decode(text, &v)
	if err != nil {
		return tomlError(err)
	}
	t := tomlWriter{writer: w, text: text, rank: make(map[string]int)}
	for i, key := range meta.Keys() {
		path := strings.Join(key, "\x00")
		if _, seen := t.rank[path]; !seen {
			t.rank[path] = i
		}
	}
	t.value(v, nil)
	return nil
}

type tomlWriter struct {
	*writer
	text string
	rank map[string]int // place of each key in the file, by its path
}

func (t *tomlWriter) value(v any, path []string) {
	switch v := v.(type) {
	case map[string]any:
		t.table(v, path)
	case []map[string]any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = x
		}
		t.list(list, path)
	case []any:
		t.list(v, path)
	case string:
		t.str(v)
	case int64:
		line, column := t.lineOf(v)
		t.integer(big.NewInt(v), line, column)
	case float64:
		t.float(v)
	case bool:
		t.boolean(v)
	case time.Time:
		t.str(tomlTime(v))
	}
}

func (t *tomlWriter) table(v map[string]any, path []string) {
	if !t.open(0, "{") {
		return
	}
	keys := make([]string, 0, len(v))
	for key := range v {
		keys = append(keys, key)
	}
	place := func(key string) int { return t.rank[strings.Join(append(slices.Clone(path), key), "\x00")] }
	slices.SortFunc(keys, func(a, b string) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for i, key := range keys {
		t.comma(i)
		t.key(key)
		t.value(v[key], append(slices.Clone(path), key))
	}
	t.closed("}")
}

func (t *tomlWriter) list(v []any, path []string) {
	if !t.open(0, "[") {
		return
	}
	for i, x := range v {
		t.comma(i)
		t.value(x, path)
	}
	t.closed("]")
}

// lineOf finds an integer that is too large in the text: the library tells no
// places of values.
func (t *tomlWriter) lineOf(n int64) (line, column int) {
	digits := big.NewInt(n).String()
	if len(digits) < 16 {
		return 0, 0
	}
	for part := range strings.Lines(t.text) {
		line++
		if i := strings.Index(part, digits); i >= 0 {
			return line, utf8.RuneCountInString(part[:i]) + 1
		}
		if strings.Contains(strings.ReplaceAll(part, "_", ""), digits) {
			return line, 1
		}
	}
	return 0, 0
}

// tomlTime is a date as the file has it: one without a zone means no instant.
func tomlTime(t time.Time) string {
	layout := time.RFC3339Nano
	switch t.Location().String() {
	case "datetime-local":
		layout = "2006-01-02T15:04:05.999999999"
	case "date-local":
		layout = time.DateOnly
	case "time-local":
		layout = "15:04:05.999999999"
	}
	return t.Format(layout)
}

// tomlDepth refuses what would fill the stack of the library.
func tomlDepth(text string) *Error {
	line, depth := 0, 0
	for part := range strings.Lines(text) {
		line++
		if name, _, _ := strings.Cut(part, "="); strings.Count(name, ".") > maxDepth {
			return failed(line, 1, "", "the name has more than %d parts", maxDepth)
		}
		for i := range len(part) {
			switch part[i] {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
			if depth > maxDepth {
				return failed(line, utf8.RuneCountInString(part[:i])+1, "", "the data is nested deeper than %d", maxDepth)
			}
		}
	}
	return nil
}

func tomlError(err error) *Error {
	var at toml.ParseError
	if !errors.As(err, &at) {
		return failed(0, 0, "", "%v", err)
	}
	advice := ""
	if strings.Contains(at.Message, "expected value but found") {
		advice = `texts stand in quotes: name = "text"`
	}
	return failed(at.Position.Line, at.Position.Col, advice, "%s", strings.TrimSuffix(at.Message, "."))
}
