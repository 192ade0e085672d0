package bundle

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"io"
	"path"
)

// storedBundle is a bundle as kept: everything needed to run it and to show
// its errors, gzipped JSON.
type storedBundle struct {
	Format  int               `json:"format"`
	Script  string            `json:"script"`
	Name    string            `json:"name,omitempty"` // only in format 0: of the bundle, beside which the map's files are
	Entry   string            `json:"entry"`
	Code    string            `json:"code"`
	Sources map[string]string `json:"sources"`
	Rules   json.RawMessage   `json:"rules"`
	Key     string            `json:"key,omitempty"` // of the loader that made it; see Kept
	Inputs  []Input           `json:"inputs,omitempty"`
	Notes   []Note            `json:"notes,omitempty"`
}

// Encode is the bundle to be kept. What belongs to it besides, the rules that it
// made, is whatever json can write.
func (b *Bundle) Encode(rules any) ([]byte, error) {
	text, err := encodeRules(rules)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	zw, _ := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	st := storedBundle{Format: 1, Script: b.Script, Entry: b.Entry, Code: b.Code, Sources: b.Sources, Rules: text}
	if b.key != "" {
		st.Key, st.Inputs, st.Notes = b.key, b.Inputs, b.Notes
	}
	err = cmp.Or(json.NewEncoder(zw).Encode(st), zw.Close())
	return buf.Bytes(), err
}

// encodeRules is how rules are kept.
func encodeRules(rules any) (json.RawMessage, error) { return json.Marshal(rules) }

// Decode reads what Encode wrote and compiles it; nil bytes give nil.
func Decode(data []byte) (*Bundle, error) {
	st, err := readStored(data)
	if st == nil || err != nil {
		return nil, err
	}
	b := &Bundle{Script: st.Script, Entry: st.Entry, Code: st.Code, Sources: st.Sources}
	if st.Format == 0 {
		if code, m := cutMap(b.Code); m != nil {
			m.plainNames(func(rel string) string { return path.Join(path.Dir(st.Name), rel) })
			m.Mappings = new(mapper).rewrite(m.Mappings)
			b.Code = withMap(code, m)
		}
	}
	return b, b.compile()
}

// RulesOf reads what Encode was given as rules, without compiling or
// running anything; nil bytes have none.
func RulesOf(data []byte, rules any) error {
	st, err := readStored(data)
	if st == nil || err != nil || st.Rules == nil {
		return err
	}
	return json.Unmarshal(st.Rules, rules)
}

func readStored(data []byte) (*storedBundle, error) {
	if len(data) == 0 {
		return nil, nil
	}
	zr, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(zr)
	if err != nil {
		return nil, err
	}
	var st storedBundle
	return &st, json.Unmarshal(text, &st)
}
