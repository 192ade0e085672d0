package wal

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

const (
	// headerSize is a block of the disk, so that no later group is written to
	// the header's.
	headerSize  = 4096
	headerBytes = 64
	version     = 1
)

var magic = []byte("hrwallog")

// header begins a segment.
type header struct {
	version    uint32
	id         [16]byte
	generation uint64
	first      uint64
	size       int64
	use        uint32
}

// appendHeader encodes a header with the zeros behind it.
func appendHeader(b []byte, h header) []byte {
	at := len(b)
	b = append(b, make([]byte, headerSize)...)
	out := b[at : at+headerBytes]
	copy(out, magic)
	binary.LittleEndian.PutUint32(out[12:], h.version)
	copy(out[16:], h.id[:])
	binary.LittleEndian.PutUint64(out[32:], h.generation)
	binary.LittleEndian.PutUint64(out[40:], h.first)
	binary.LittleEndian.PutUint64(out[48:], uint64(h.size))
	binary.LittleEndian.PutUint32(out[56:], h.use)
	binary.LittleEndian.PutUint32(out[8:], crc32.Checksum(out[12:], castagnoli))
	return b
}

// parseHeader decodes the header that begins b; ok is false if there is none
// that checks.
func parseHeader(b []byte) (h header, ok bool) {
	if len(b) < headerBytes || !bytes.HasPrefix(b, magic) {
		return header{}, false
	}
	b = b[:headerBytes]
	if crc32.Checksum(b[12:], castagnoli) != binary.LittleEndian.Uint32(b[8:]) {
		return header{}, false
	}
	h = header{
		version:    binary.LittleEndian.Uint32(b[12:]),
		id:         [16]byte(b[16:32]),
		generation: binary.LittleEndian.Uint64(b[32:]),
		first:      binary.LittleEndian.Uint64(b[40:]),
		size:       int64(binary.LittleEndian.Uint64(b[48:])),
		use:        binary.LittleEndian.Uint32(b[56:]),
	}
	return h, h.generation > 0 && h.first > 0
}
