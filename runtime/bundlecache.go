package runtime

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"path"
)

// BundleCache keeps the last good bundle of each script across restarts.
type BundleCache interface {
	// LoadBundle returns what SaveBundle kept, or nil.
	LoadBundle(script string) []byte
	// SaveBundle keeps the bundle; it may do so later and must not block.
	SaveBundle(script string, bundle []byte)
	// DropBundle forgets it: the script is gone.
	DropBundle(script string)
}

// storedBundle is a bundle as kept: everything needed to run it and to show
// its errors, gzipped JSON.
type storedBundle struct {
	Format  int               `json:"format"`
	Script  string            `json:"script"`
	Name    string            `json:"name,omitempty"` // only in format 0: of the bundle, beside which the map's files are
	Entry   string            `json:"entry"`
	Code    string            `json:"code"`
	Sources map[string]string `json:"sources"`
	Rules   []storedRule      `json:"rules"`
}

func (b *Bundle) encode(rules []*Rule) []byte {
	var buf bytes.Buffer
	zw, _ := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	json.NewEncoder(zw).Encode(storedBundle{1, b.Script, "", b.Entry, b.Code, b.Sources, storedRules(rules)})
	zw.Close()
	return buf.Bytes()
}

// decodeBundle reads what encode wrote and compiles it; nil bytes give nil.
func decodeBundle(data []byte) (*Bundle, error) {
	st, err := readStored(data)
	if st == nil || err != nil {
		return nil, err
	}
	b := &Bundle{Script: st.Script, Entry: st.Entry, Code: st.Code, Sources: st.Sources}
	if st.Format == 0 {
		b.Code = rewriteMap(b.Code, func(_ string, m map[string]any) {
			plainNames(m, func(rel string) string { return path.Join(path.Dir(st.Name), rel) })
		})
	}
	return b, b.compile()
}

// rulesOfBundle reads the rules of a kept bundle without running anything.
func rulesOfBundle(data []byte) []storedRule {
	st, err := readStored(data)
	if st == nil || err != nil {
		return nil
	}
	return st.Rules
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
