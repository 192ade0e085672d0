package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"go.etcd.io/bbolt"
)

// In the file of a log engine every value ends with its CRC-32C, 4 bytes little
// endian, over the table's name, the length of the key (4 bytes), the key and
// the value. The schema's number alone has none, so that every program can read
// it.

const sumSize = 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// tableSums are the sums over the tables' names.
var tableSums = func() (sums [tableCount]uint32) {
	for t, name := range tableNames {
		sums[t] = crc32.Checksum(name, castagnoli)
	}
	return sums
}()

// sumError says that a value is not what was written.
type sumError struct {
	table table
	key   string
}

func (e *sumError) Error() string {
	return fmt.Sprintf("the value of %s row %q fails its checksum", tableNames[e.table], e.key)
}

func sumOf(t table, key, value []byte) uint32 {
	var size [4]byte
	binary.LittleEndian.PutUint32(size[:], uint32(len(key)))
	sum := crc32.Update(tableSums[t], castagnoli, size[:])
	return crc32.Update(crc32.Update(sum, castagnoli, key), castagnoli, value)
}

// sealed appends a value with its sum.
func sealed(b []byte, t table, key, value []byte) []byte {
	return binary.LittleEndian.AppendUint32(append(b, value...), sumOf(t, key, value))
}

// unsealed is the value of a row of the file. It panics with a [*sumError].
func unsealed(t table, key, v []byte) []byte {
	n := len(v) - sumSize
	if n < 0 || binary.LittleEndian.Uint32(v[n:]) != sumOf(t, key, v[:n]) {
		panic(&sumError{t, string(key)})
	}
	return v[:n:n]
}

// sumCursor is a cursor over a table of which the values are checked.
type sumCursor struct {
	*bbolt.Cursor
	table table
}

func (c sumCursor) Seek(key []byte) (k, v []byte) { return c.checked(c.Cursor.Seek(key)) }
func (c sumCursor) Last() (k, v []byte)           { return c.checked(c.Cursor.Last()) }
func (c sumCursor) Next() (k, v []byte)           { return c.checked(c.Cursor.Next()) }
func (c sumCursor) Prev() (k, v []byte)           { return c.checked(c.Cursor.Prev()) }

func (c sumCursor) checked(k, v []byte) ([]byte, []byte) {
	if k == nil || c.table == tableMeta && string(k) == string(schemaKey) {
		return k, v
	}
	return k, unsealed(c.table, k, v)
}
