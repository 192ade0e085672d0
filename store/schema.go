package store

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// table names one bucket. What its keys and values are stands in the file of
// its kind of row.
type table uint8

const (
	tableMeta table = iota
	tableAccounts
	tableWindows
	tableInbox
	tablePending
	tableFailed
	tableDedupe
	tableDedupeAge
	tableOutbox
	tableOutboxSource
	tableOutboxOpen
	tableOutboxQueued
	tableKV
	tableKVExpiry
	tableQuotes
	tableQuotesAge
	tableBundles
	tableJobs
	tableChanges // made when something is to be in it
	tableCount
)

var tableNames = [tableCount][]byte{
	tableMeta:         []byte("meta"),
	tableAccounts:     []byte("accounts"),
	tableWindows:      []byte("windows"),
	tableInbox:        []byte("inbox"),
	tablePending:      []byte("inbox.pending"),
	tableFailed:       []byte("inbox.failed"),
	tableDedupe:       []byte("dedupe"),
	tableDedupeAge:    []byte("dedupe.age"),
	tableOutbox:       []byte("outbox"),
	tableOutboxSource: []byte("outbox.source"),
	tableOutboxOpen:   []byte("outbox.open"),
	tableOutboxQueued: []byte("outbox.queued"),
	tableKV:           []byte("kv"),
	tableKVExpiry:     []byte("kv.expiry"),
	tableQuotes:       []byte("quotes"),
	tableQuotesAge:    []byte("quotes.age"),
	tableBundles:      []byte("bundles"),
	tableJobs:         []byte("jobs"),
	tableChanges:      []byte("changes"),
}

// schemaVersion is the layout this program writes.
const schemaVersion = 1

// schemaChanges is the number of a file of that layout in which changes of rows
// are not settled.
const schemaChanges = 2

var schemaKey = []byte("schema")

// migrations[n] turns layout n into n+1; a new file is layout 0.
var migrations = [schemaVersion]func(*bbolt.Tx) error{
	0: createTables,
}

// migrate brings a file to the layout of this program, in one transaction. A
// file of a newer layout is refused with [*SchemaError] and left as it is.
func migrate(bolt *bbolt.DB, path string) error {
	have, err := schemaOf(bolt)
	if err != nil {
		return err
	}
	if have > schemaChanges {
		return &SchemaError{Path: path, Got: have, Want: schemaChanges}
	}
	if have >= schemaVersion {
		return nil
	}
	return bolt.Update(func(btx *bbolt.Tx) error {
		for v := have; v < schemaVersion; v++ {
			if err := migrations[v](btx); err != nil {
				return fmt.Errorf("migrate from schema %d: %w", v, err)
			}
		}
		return btx.Bucket(tableNames[tableMeta]).Put(schemaKey, binary.BigEndian.AppendUint32(nil, schemaVersion))
	})
}

func schemaOf(bolt *bbolt.DB) (version int, err error) {
	err = bolt.View(func(btx *bbolt.Tx) error {
		b := btx.Bucket(tableNames[tableMeta])
		if b == nil {
			return nil
		}
		if v := b.Get(schemaKey); len(v) == 4 {
			version = int(binary.BigEndian.Uint32(v))
		}
		return nil
	})
	return version, err
}

func createTables(btx *bbolt.Tx) error {
	for _, name := range tableNames[:tableChanges] {
		if _, err := btx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	return nil
}
