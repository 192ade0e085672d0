package bundle

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"hotreply/internal/filestamp"
)

// Kept is the bundle that a call of Encode kept, if loading the script now
// would give the same: this very program made it, with the same options, and
// all that it depends on is as it was. Otherwise, nil data included, it is nil
// and the script has to be loaded. held counts as for [Loader.Load].
func (l *Loader) Kept(data []byte, script, entry string, held *atomic.Int64) *Bundle {
	st, err := readStored(data)
	if st == nil || err != nil || st.Key == "" || st.Key != l.key || st.Script != script || len(st.Inputs) == 0 || st.Inputs[0].Path != entry {
		return nil
	}
	for _, in := range st.Inputs {
		if !l.holds(in, script, held) {
			return nil
		}
	}
	b := &Bundle{Script: st.Script, Entry: st.Entry, Code: st.Code, Sources: st.Sources, Inputs: st.Inputs, Notes: st.Notes, key: st.Key, rules: st.Rules}
	if b.compile() != nil {
		return nil
	}
	return b
}

// holds reports whether an input is what it was.
func (l *Loader) holds(in Input, script string, held *atomic.Int64) bool {
	if in.Use == Candidate {
		state, _ := l.files.kindIn(realPath(filepath.Dir(in.Path)), in.Path)
		return state == in.Hash
	}
	text, st, _ := l.files.look(in.Path)
	if in.Use == Loaded {
		if l.onRead != nil {
			l.onRead(script, in.Path)
		}
		held.Add(bundleFactor * int64(len(text)))
	}
	return st.state == in.Hash
}

// keyOf is what bundles depend on besides their inputs: the program that made
// them and its options. It is empty if the program is not known.
func keyOf(o Options) string {
	program := programStamp()
	if program == "" {
		return ""
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%q\n%+v\n", program, o.Dir, o.Limits)
	names := make([]string, 0, len(o.Modules))
	for _, m := range o.Modules {
		names = append(names, fmt.Sprintf("%q", m.Specifiers())) // what they export is the program's
	}
	slices.Sort(names) // they come in any order
	fmt.Fprintln(sum, names)
	return hex.EncodeToString(sum.Sum(nil))
}

// programStamp tells this program from others and from its other versions.
var programStamp = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%q %+v", path, filestamp.Of(info))
})

// stableSum is a hash of content that is the same in every process.
func stableSum(text []byte) uint64 {
	sum := sha256.Sum256(text)
	return binary.LittleEndian.Uint64(sum[:])
}

// WasKept reports whether the bundle comes from an earlier run: Kept gave it and
// no bundler was called.
func (b *Bundle) WasKept() bool { return b.rules != nil }

// SameRules reports whether a bundle that was kept made these rules then, so
// that it need not be kept again.
func (b *Bundle) SameRules(rules any) bool {
	if b.rules == nil {
		return false
	}
	text, err := encodeRules(rules)
	return err == nil && slices.Equal(text, b.rules)
}
