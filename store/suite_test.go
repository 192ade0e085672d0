package store_test

import (
	"encoding/binary"
	"errors"
	"os"
	"testing"

	"hotreply/store"
	"hotreply/store/storetest"
)

func TestJournal(t *testing.T) {
	storetest.Run(t, storetest.Factory{
		Open: func(path string, o store.Options) (store.Journal, error) {
			o.Engine = store.Tested()
			return store.Open(path, o)
		},
		Tear: tear,
	})
}

// tear is tearBolt or tearLog, whichever a commit of the engine under test writes
// to.
func tear(path string) ([]string, error) {
	if store.Tested() == store.EngineLog {
		return tearLog(path)
	}
	return tearBolt(path)
}

// tearLog takes from the log what was written last: in one copy the last sector
// of it, in one the second half, in one all.
func tearLog(path string) ([]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	log, err := os.ReadFile(path + ".log.1") // the child does not live long enough for another
	if err != nil {
		return nil, err
	}
	const header, recordHeader, size, index = 4096, 32, 8, 12
	start, end := 0, header // of the last group
	for at := header; binary.LittleEndian.Uint32(log[at+size:]) > 0; at = end {
		if binary.LittleEndian.Uint32(log[at+index:]) == 0 {
			start = at
		}
		end = at + recordHeader + (int(binary.LittleEndian.Uint32(log[at+size:]))+7)&^7
	}
	var copies []string
	for name, from := range map[string]int{".torn": max(start, (end-1)/512*512), ".half": (start + end) / 2, ".none": start} {
		damaged := append([]byte(nil), log...)
		clear(damaged[from:])
		if err := errors.Join(os.WriteFile(path+name, b, 0o600), os.WriteFile(path+name+".log.1", damaged, 0o600)); err != nil {
			return nil, err
		}
		copies = append(copies, path+name)
	}
	return copies, nil
}

// tearBolt damages the newest of the two meta pages, which a commit writes last: in
// one copy the second half of what it writes there is zero, in one that of the
// page, which holds nothing.
func tearBolt(path string) ([]string, error) {
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
