package store_test

import (
	"encoding/binary"
	"os"
	"testing"

	"hotreply/store"
	"hotreply/store/storetest"
)

func TestJournal(t *testing.T) {
	storetest.Run(t, storetest.Factory{
		Open: func(path string, o store.Options) (store.Journal, error) { return store.Open(path, o) },
		Tear: tear,
	})
}

// tear damages the newest of the two meta pages, which a commit writes last: in
// one copy the second half of what it writes there is zero, in one that of the
// page, which holds nothing.
func tear(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	const header, meta, txid = 16, 64, 48
	size := int(binary.NativeEndian.Uint32(b[header+8:]))
	newest := 0
	if id := func(page int) uint64 { return binary.NativeEndian.Uint64(b[page+header+txid:]) }; id(size) > id(0) {
		newest = size
	}
	var copies []string
	for name, from := range map[string]int{".torn": newest + header + meta/2, ".half": newest + size/2} {
		damaged := append([]byte(nil), b...)
		clear(damaged[from : newest+size])
		if err := os.WriteFile(path+name, damaged, 0o600); err != nil {
			return nil, err
		}
		copies = append(copies, path+name)
	}
	return copies, nil
}
