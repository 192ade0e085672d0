package wal

import (
	"encoding/binary"
	"hash/crc32"
)

const (
	recordHead = 32
	align      = 8
	// maxRecord is the most bytes of data that a record may have.
	maxRecord = 1 << 30
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// use is one filling of a segment.
type use struct {
	number uint32 // drawn by lot, in the header and in each record
	seed   uint32 // what checksums begin with
}

// useOf returns the use of a log with a number.
func useOf(id [16]byte, number uint32) use {
	return use{number, crc32.Checksum(binary.LittleEndian.AppendUint32(id[:], number), castagnoli)}
}

// place is where a record stands among all.
type place struct {
	seq          uint64
	index, count uint32 // in its group
}

// group returns the sequence of the group's first record.
func (p place) group() uint64 { return p.seq - uint64(p.index) }

// next is the place behind p; the count of a group that begins there is not
// known yet.
func (p place) next() place {
	if p.index+1 < p.count {
		return place{p.seq + 1, p.index + 1, p.count}
	}
	return place{seq: p.seq + 1}
}

// expects reports whether a record at q is the one to come at p.
func (p place) expects(q place) bool {
	return q.seq == p.seq && q.index == p.index && (p.index == 0 || q.count == p.count)
}

// recordSize returns how many bytes a record with n bytes of data takes.
func recordSize(n int) int64 { return recordHead + (int64(n)+align-1)&^(align-1) }

// groupSize returns how many bytes a group takes.
func groupSize(group [][]byte) (n int64) {
	for _, data := range group {
		n += recordSize(len(data))
	}
	return n
}

// appendGroup encodes a group whose first record has the sequence first.
func appendGroup(b []byte, u use, first uint64, group [][]byte) []byte {
	for i, data := range group {
		at := len(b)
		b = binary.LittleEndian.AppendUint32(b, 0) // the checksum, when the rest is there
		b = binary.LittleEndian.AppendUint32(b, crc32.Update(u.seed, castagnoli, data))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
		b = binary.LittleEndian.AppendUint32(b, uint32(i))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(group)))
		b = binary.LittleEndian.AppendUint32(b, u.number)
		b = binary.LittleEndian.AppendUint64(b, first+uint64(i))
		binary.LittleEndian.PutUint32(b[at:], crc32.Update(u.seed, castagnoli, b[at+4:at+recordHead]))
		b = append(b, data...)
		b = append(b, make([]byte, -len(data)&(align-1))...)
	}
	return b
}

// useAt returns the number of the use that the record at b would be of.
func useAt(b []byte) uint32 { return binary.LittleEndian.Uint32(b[20:]) }

// head decodes the head of the record that begins b. ok is false if there is
// none of this use.
func head(b []byte, u use) (p place, size int, ok bool) {
	if len(b) < recordHead || useAt(b) != u.number {
		return place{}, 0, false
	}
	p = place{
		seq:   binary.LittleEndian.Uint64(b[24:]),
		index: binary.LittleEndian.Uint32(b[12:]),
		count: binary.LittleEndian.Uint32(b[16:]),
	}
	n := binary.LittleEndian.Uint32(b[8:])
	if p.index >= p.count || p.seq <= uint64(p.index) || n > maxRecord {
		return place{}, 0, false
	}
	if crc32.Update(u.seed, castagnoli, b[4:recordHead]) != binary.LittleEndian.Uint32(b) {
		return place{}, 0, false
	}
	return p, int(n), true
}

// record decodes the record that begins b; rest begins behind it. The data is
// part of b.
func record(b []byte, u use) (p place, data, rest []byte, ok bool) {
	p, n, ok := head(b, u)
	if !ok || int64(len(b)) < recordSize(n) {
		return place{}, nil, nil, false
	}
	data = b[recordHead : recordHead+n : recordHead+n]
	if crc32.Update(u.seed, castagnoli, data) != binary.LittleEndian.Uint32(b[4:]) {
		return place{}, nil, nil, false
	}
	return p, data, b[recordSize(n):], true
}
