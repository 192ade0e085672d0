package store

import (
	"encoding/binary"
	"errors"
)

// A record of the log is what one verb has changed: operations one after
// another, each
//
//	kind and table, one byte | uvarint length of key | key | uvarint length of value | value
//	kind and table, one byte | uvarint length of key | key
//	kind and table, one byte | uvarint number
//
// for a row that was put, one that was deleted, and a number that a table has
// given ([txn.next]). Doing a record again changes nothing, so it does not matter
// whether the file has it already.

const (
	recordPut    = 0 << 6
	recordDelete = 1 << 6
	recordNumber = 2 << 6
	recordKind   = 3 << 6
)

var errRecord = errors.New("a record of the log is not whole")

func appendPut(b []byte, t table, key, value []byte) []byte {
	b = append(b, recordPut|byte(t))
	b = append(binary.AppendUvarint(b, uint64(len(key))), key...)
	return append(binary.AppendUvarint(b, uint64(len(value))), value...)
}

func appendDelete(b []byte, t table, key []byte) []byte {
	b = append(b, recordDelete|byte(t))
	return append(binary.AppendUvarint(b, uint64(len(key))), key...)
}

func appendNumber(b []byte, t table, n uint64) []byte {
	return binary.AppendUvarint(append(b, recordNumber|byte(t)), n)
}

// recordTo takes the operations of a record.
type recordTo interface {
	put(t table, key, value []byte)
	del(t table, key []byte)
	number(t table, n uint64)
}

// readRecord hands over the operations of a record. The bytes are the record's.
func readRecord(b []byte, to recordTo) error {
	for len(b) > 0 {
		kind, t := b[0]&recordKind, table(b[0]&^byte(recordKind))
		b = b[1:]
		if t >= tableCount {
			return errRecord
		}
		if kind == recordNumber {
			n, used := binary.Uvarint(b)
			if used <= 0 {
				return errRecord
			}
			b = b[used:]
			to.number(t, n)
			continue
		}
		key, rest, ok := recordBytes(b)
		if !ok {
			return errRecord
		}
		b = rest
		switch kind {
		case recordDelete:
			to.del(t, key)
		case recordPut:
			value, rest, ok := recordBytes(b)
			if !ok {
				return errRecord
			}
			b = rest
			to.put(t, key, value)
		default:
			return errRecord
		}
	}
	return nil
}

// recordBytes reads bytes with their length before them.
func recordBytes(b []byte) (bytes, rest []byte, ok bool) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return nil, nil, false
	}
	end := used + int(n)
	return b[used:end:end], b[end:], true
}
