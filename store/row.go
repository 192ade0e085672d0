package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
)

// Rows are a JSON head that this package knows, then a body that it does not
// look at, so that changing a row's state need not parse a message again:
//
//	uvarint length of head | head | body

// frame makes a row of its parts.
func frame(head, body []byte) []byte {
	row := make([]byte, 0, binary.MaxVarintLen32+len(head)+len(body))
	row = binary.AppendUvarint(row, uint64(len(head)))
	return append(append(row, head...), body...)
}

var errShortRow = errors.New("row is cut short")

// splitRow returns the parts of a row without copying them.
func splitRow(row []byte) (head, body []byte, err error) {
	n, used := binary.Uvarint(row)
	if used <= 0 || n > uint64(len(row)-used) {
		return nil, nil, errShortRow
	}
	end := used + int(n)
	return row[used:end], row[end:], nil
}

// decodeRow fills head and returns a copy of the body, nil if it is empty.
func decodeRow(row []byte, head any) (body []byte, err error) {
	h, body, err := splitRow(row)
	if err == nil {
		err = json.Unmarshal(h, head)
	}
	if err != nil || len(body) == 0 {
		return nil, err
	}
	return clone(body), nil
}

// viewRow returns a row's head, by encoding/json if read does not take it, and
// its body as it stands in the row, nil if it is empty.
func viewRow[T any](row []byte, read func(head []byte) (T, bool)) (head T, body []byte, err error) {
	h, body, err := splitRow(row)
	if err != nil {
		return head, nil, err
	}
	head, ok := read(h)
	if !ok {
		head, err = unmarshalled[T](h)
	}
	if err != nil || len(body) == 0 {
		return head, nil, err
	}
	return head, body, nil
}

// unmarshalled is a head that is not spelled as we spell it.
func unmarshalled[T any](head []byte) (row T, err error) {
	err = json.Unmarshal(head, &row)
	return row, err
}

// putRow writes a framed row; one that can not be encoded fails the function.
func (tx *txn) putRow(t table, key []byte, head any, body []byte) {
	h, err := json.Marshal(head)
	tx.putFramed(t, key, h, err, body)
}

// putFramed is putRow for a head that has been encoded, unless that failed.
func (tx *txn) putFramed(t table, key, head []byte, err error, body []byte) {
	if err != nil {
		tx.wrote(t, key, err)
		return
	}
	tx.put(t, key, frame(head, body))
}

func rowError(t table, key []byte, err error) error {
	return &RowError{Table: string(tableNames[t]), Key: strings.ToValidUTF8(string(key), "."), Err: err}
}

// clone copies bytes out of a transaction; nil stays nil.
func clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append(make([]byte, 0, len(b)), b...)
}
