package store

import (
	"encoding/binary"
	"encoding/json"
	"time"
)

// KVValue is one value of a script's store.
type KVValue struct {
	Value   json.RawMessage // nil: there is none
	Expires time.Time       // zero: never
}

// kv:        uvarint length of space | space | key → unix milliseconds of expiry (0: never), JSON
// kv.expiry: unix milliseconds, kv key → nothing
//
// The space's length comes first so that no space is a prefix of another.

// KVGet returns a value, also one past its expiry that compaction has not come
// to yet. While a [KV] is in use on the same DB it is the one to ask.
func (tx *txn) KVGet(space, key string) (KVValue, bool) {
	v := tx.get(tableKV, kvKey(space, key))
	if v == nil {
		return KVValue{}, false
	}
	return decodeKV(v)
}

// KVSet writes a value.
func (tx *txn) KVSet(space, key string, value KVValue) {
	k := kvKey(space, key)
	tx.dropExpiry(k)
	ms := expiryOf(value.Expires)
	row := binary.BigEndian.AppendUint64(make([]byte, 0, 8+len(value.Value)), ms)
	tx.put(tableKV, k, append(row, value.Value...))
	if ms != 0 {
		tx.put(tableKVExpiry, append(number(ms), k...), nil)
		tx.added++ // a row that compaction will have to remove
	}
}

// KVDelete removes a value, if it is there.
func (tx *txn) KVDelete(space, key string) {
	k := kvKey(space, key)
	tx.dropExpiry(k)
	tx.del(tableKV, k)
}

// kvKeys is KVRange with values whose bytes are valid inside fn only.
func (tx *txn) kvKeys(space, prefix string, fn func(key string, value KVValue)) error {
	skip := len(kvKey(space, ""))
	return tx.scan(tableKV, kvKey(space, prefix), nil, func(k, v []byte) error {
		if value, ok := viewKV(v); ok {
			fn(string(k[skip:]), value)
		}
		return nil
	})
}

// KVAll calls fn with every value of every space.
func (tx *txn) KVAll(fn func(space, key string, value KVValue) error) error {
	return tx.scan(tableKV, nil, nil, func(k, v []byte) error {
		space, key, ok := splitKV(k)
		value, readable := decodeKV(v)
		if !ok || !readable {
			return nil
		}
		return fn(space, key, value)
	})
}

func (tx *txn) dropExpiry(k []byte) {
	old := tx.get(tableKV, k)
	if len(old) < 8 {
		return
	}
	if ms := binary.BigEndian.Uint64(old); ms != 0 {
		tx.del(tableKVExpiry, append(number(ms), k...))
	}
}

func kvKey(space, key string) []byte {
	k := make([]byte, 0, binary.MaxVarintLen32+len(space)+len(key))
	k = binary.AppendUvarint(k, uint64(len(space)))
	k = append(k, space...)
	return append(k, key...)
}

func splitKV(k []byte) (space, key string, ok bool) {
	n, used := binary.Uvarint(k)
	if used <= 0 || n > uint64(len(k)-used) {
		return "", "", false
	}
	end := used + int(n)
	return string(k[used:end]), string(k[end:]), true
}

// decodeKV reads a row into bytes of its own.
func decodeKV(v []byte) (KVValue, bool) {
	value, ok := viewKV(v)
	value.Value = append(json.RawMessage{}, value.Value...)
	return value, ok
}

// viewKV reads a row without copying.
func viewKV(v []byte) (KVValue, bool) {
	if len(v) < 8 {
		return KVValue{}, false
	}
	value := KVValue{Value: json.RawMessage(v[8:])}
	if ms := binary.BigEndian.Uint64(v); ms != 0 {
		value.Expires = time.UnixMilli(int64(ms))
	}
	return value, true
}

// expiryOf is a time as it is stored; 0 is never.
func expiryOf(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(max(t.UnixMilli(), 1))
}
