package intl

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
)

// recorded is what Node says of every language, written by record/record.mjs.
//
//go:embed data/*.gz
var recorded embed.FS

// tables are the recorded languages, each read when it is first asked for. Safe
// for use by several scripts at once.
type tables struct {
	tags      []string
	languages map[string]func() *words
	zones     func() *zoneTable
	pinyin    func() ranks // ranks of Chinese letters by sound
	stroke    func() ranks // and by strokes
}

// ranks are those of an order of Chinese letters.
func (t *tables) ranks(kind string) ranks {
	if kind == "stroke" {
		return t.stroke()
	}
	return t.pinyin()
}

// newTables lists what is recorded and reads nothing.
func newTables() *tables {
	t := &tables{languages: map[string]func() *words{}}
	t.pinyin = sync.OnceValue(func() ranks { return readRanks("data/pinyin.gz") })
	t.stroke = sync.OnceValue(func() ranks { return readRanks("data/stroke.gz") })
	names, err := fs.Glob(recorded, "data/*.json.gz")
	if err != nil {
		panic(err) // a bad pattern
	}
	for _, name := range names {
		tag := strings.TrimSuffix(strings.TrimPrefix(name, "data/"), ".json.gz")
		if tag == "zones" {
			continue
		}
		t.tags = append(t.tags, tag)
		t.languages[tag] = sync.OnceValue(func() *words {
			l := new(words)
			unpack(name, l)
			return l
		})
	}
	t.zones = sync.OnceValue(func() *zoneTable {
		z := new(zoneTable)
		unpack("data/zones.json.gz", z)
		z.number = make(map[string]int, len(z.Zones))
		for i, name := range z.Zones {
			z.number[name] = i
		}
		return z
	})
	return t
}

// unpack reads one file of recorded. It panics when the file is not what it
// should be: it is part of the program.
func unpack(name string, into any) {
	if err := json.Unmarshal(readRecorded(name), into); err != nil {
		panic(fmt.Errorf("recorded %s: %w", name, err))
	}
}

func readRecorded(name string) []byte {
	packed, err := recorded.ReadFile(name)
	if err == nil {
		var text *gzip.Reader
		if text, err = gzip.NewReader(bytes.NewReader(packed)); err == nil {
			packed, err = io.ReadAll(text)
		}
	}
	if err != nil {
		panic(fmt.Errorf("recorded %s: %w", name, err))
	}
	return packed
}

// ranks are the places of Chinese letters from firstHan on in some order, from
// 1; 0 is none.
type ranks []uint16

const firstHan, lastHan = 0x3400, 0x9fff

// of is the place of a letter; rare ones come last.
func (r ranks) of(letter rune) int {
	if letter >= firstHan && letter <= lastHan && r[letter-firstHan] > 0 {
		return int(r[letter-firstHan])
	}
	return len(r) + int(letter)
}

// readRanks reads letters that stand in their order, two bytes each.
func readRanks(name string) ranks {
	text := readRecorded(name)
	r := make(ranks, lastHan-firstHan+1)
	for i := 0; i+1 < len(text); i += 2 {
		r[rune(text[i])|rune(text[i+1])<<8-firstHan] = uint16(i/2 + 1)
	}
	return r
}

// words are what is recorded of a language, as record/*.mjs describe it.
type words struct {
	Dates    dateWords
	Numbers  numberWords
	Relative json.RawMessage
	Lists    json.RawMessage
	Names    map[string]map[string]string // by kind and code; nil: those of the language without region
}

// forms are texts by plural form. One text stands for all forms.
type forms []string

// UnmarshalJSON reads a text or a list of them.
func (f *forms) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		*f = make(forms, 1)
		return json.Unmarshal(text, &(*f)[0])
	}
	return json.Unmarshal(text, (*[]string)(f))
}

// of is the text of the plural form with number i.
func (f forms) of(i int) string {
	if i < len(f) {
		return f[i]
	}
	return f[0]
}

// unmarshalList reads a list of as many values as there are places for.
func unmarshalList(text []byte, into ...any) error {
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	if len(list) != len(into) {
		return fmt.Errorf("%d values instead of %d", len(list), len(into))
	}
	for i, v := range list {
		if err := json.Unmarshal(v, into[i]); err != nil {
			return err
		}
	}
	return nil
}
