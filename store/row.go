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

// encodeRow frames a row.
func encodeRow(head any, body []byte) ([]byte, error) {
	h, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	row := make([]byte, 0, binary.MaxVarintLen32+len(h)+len(body))
	row = binary.AppendUvarint(row, uint64(len(h)))
	row = append(row, h...)
	return append(row, body...), nil
}

var errShortRow = errors.New("row is cut short")

// decodeRow fills head and returns a copy of the body, nil if it is empty.
func decodeRow(row []byte, head any) (body []byte, err error) {
	body, err = viewRow(row, head)
	if len(body) == 0 {
		return nil, err
	}
	return clone(body), err
}

// viewRow fills head and returns the body without copying it.
func viewRow(row []byte, head any) (body []byte, err error) {
	n, used := binary.Uvarint(row)
	if used <= 0 || n > uint64(len(row)-used) {
		return nil, errShortRow
	}
	end := used + int(n)
	if err := json.Unmarshal(row[used:end], head); err != nil {
		return nil, err
	}
	return row[end:], nil
}

// putRow writes a framed row; one that can not be encoded fails the function.
func (tx *txn) putRow(t table, key []byte, head any, body []byte) {
	row, err := encodeRow(head, body)
	if err != nil {
		tx.wrote(t, key, err)
		return
	}
	tx.put(t, key, row)
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
