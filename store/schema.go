package store

import (
	"crypto/rand"
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

// schemaLog is the number of a file of [EngineLog]: values have checksums, and
// what is newest may stand in the log.
const schemaLog = 3

var schemaKey = []byte("schema")

// migrations[n] turns layout n into n+1; a new file is layout 0.
var migrations = [schemaVersion]func(*bbolt.Tx) error{
	0: createTables,
}

// migrate brings a file to a layout of this program, in one transaction. A
// file of a newer layout is refused with [*SchemaError] and left as it is.
func migrate(bolt *bbolt.DB, path string, o Options) error {
	have, err := schemaOf(bolt)
	if err != nil {
		return err
	}
	log := o.Engine == EngineLog && !o.Ephemeral
	switch {
	case have > schemaLog:
		return &SchemaError{Path: path, Got: have, Want: schemaLog}
	case have == 0 && log:
		return bolt.Update(createLog)
	case have == schemaLog, have >= schemaVersion && !log:
		return nil
	case have >= schemaVersion:
		return turnToLog(bolt, path, o.Probe)
	}
	return bolt.Update(func(btx *bbolt.Tx) error {
		for v := have; v < schemaVersion; v++ {
			if err := migrations[v](btx); err != nil {
				return fmt.Errorf("migrate from schema %d: %w", v, err)
			}
		}
		return setSchema(btx, schemaVersion)
	})
}

// createLog makes a new file one of [EngineLog].
func createLog(btx *bbolt.Tx) error {
	if err := createTables(btx); err != nil {
		return err
	}
	if _, err := btx.CreateBucketIfNotExists(tableNames[tableChanges]); err != nil {
		return err
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id) // never fails
	if err := bucketOf(btx, tableMeta).Put(idKey, sealed(nil, tableMeta, idKey, id)); err != nil {
		return err
	}
	return setSchema(btx, schemaLog)
}

func setSchema(btx *bbolt.Tx, version uint32) error {
	return bucketOf(btx, tableMeta).Put(schemaKey, binary.BigEndian.AppendUint32(nil, version))
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
