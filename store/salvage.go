package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"hotreply/store/internal/overlay"
	"hotreply/store/internal/wal"
)

// Salvaged says what [Salvage] has done.
type Salvaged struct {
	Records int      // of the log that are in the file now
	Lost    uint64   // records of the log that could not be read
	Inbox   []uint64 // rows that are failed now, as what became of them is in doubt
	Outbox  []uint64 // rows that are refused now, for the same reason
	Kept    []string // what the files of the log are called now
}

// doubtKey is the row of [tableMeta] that says that rows without an end are in
// doubt. It comes with what was salvaged, and goes when they are marked.
var doubtKey = []byte("log/doubt")

// doubtReason is what rows in doubt say.
const doubtReason = "in doubt: what became of it was lost with a part of the log"

// Salvage brings to the file what can be read of a log that is damaged, and puts
// the log aside under other names. Since the ends of rows may be among what was
// lost, rows without one are in doubt: those of the inbox become failed, those of
// the outbox refused, and a message with such a send failed. Nothing of them is
// sent until [Journal.Retry]. Errors as those of [Open]; where it stops, it can
// be called again.
func Salvage(path string, o Options) (Salvaged, error) {
	o = o.withDefaults()
	read, err := salvageLog(path, o)
	if err != nil {
		return Salvaged{}, err
	}
	out := Salvaged{Records: read.Records, Lost: read.Lost}
	aside := ".damaged-" + time.Now().UTC().Format("20060102-150405")
	for _, name := range read.Files {
		if err := os.Rename(name, name+aside); err != nil {
			return out, fmt.Errorf("put a file of the log aside: %w", err)
		}
		out.Kept = append(out.Kept, name+aside)
	}
	if err := syncFolder(path); err != nil {
		return out, fmt.Errorf("put the log aside: %w", err)
	}
	o.doubted = func(inbox, outbox []uint64) { out.Inbox, out.Outbox = inbox, outbox }
	db, err := Open(path, o)
	if err != nil {
		return out, err
	}
	return out, db.Close()
}

// salvageLog makes one transaction of what can be read.
func salvageLog(path string, o Options) (read wal.Salvaged, err error) {
	bolt, err := openBolt(path, o)
	if err != nil {
		return read, err
	}
	db := &DB{path: path, opts: o, bolt: bolt}
	defer func() { err = errors.Join(err, bolt.Close()) }()
	if version, err := schemaOf(bolt); err != nil || version != schemaLog {
		return read, errors.Join(err, fmt.Errorf("%s has no log", path))
	}
	e := &logEngine{db: db, closing: true} // the log goes
	var from wal.Options
	if err := e.readMeta(&from); err != nil {
		return read, err
	}
	left := replayed{set: overlay.New(int(tableCount)), numbers: &e.numbers}
	read, err = wal.Salvage(path+".log", from, func(_ uint64, data []byte) error {
		return readRecord(data, left)
	})
	if err != nil {
		return read, logError(path, err)
	}
	left.put(tableMeta, doubtKey, []byte{1})
	return read, e.save(&frozen{set: left.set, numbers: e.numbers, last: read.Last})
}

// settleDoubt marks the rows that a salvage has left without an end, before
// anybody reads.
func (db *DB) settleDoubt() error {
	var doubt bool
	err := db.view(func(tx *txn) error {
		doubt = tx.get(tableMeta, doubtKey) != nil
		return nil
	})
	if err != nil || !doubt {
		return err
	}
	var inbox, outbox []uint64
	bad, _, err := db.attempt([]*op{{fn: func(tx *txn) (err error) {
		if outbox, err = tx.doubtOutbox(); err != nil {
			return err
		}
		if inbox, err = tx.doubtInbox(outbox); err != nil {
			return err
		}
		tx.del(tableMeta, doubtKey)
		return tx.noneWaits()
	}}})
	if len(bad) > 0 {
		err = bad[0].err
	}
	if err == nil && db.opts.doubted != nil {
		db.opts.doubted(inbox, outbox)
	}
	return err
}

// noneWaits empties the lists of what waits, and the numbers of it. They may name
// rows of which the end, or the beginning, was lost.
func (tx *txn) noneWaits() error {
	for _, t := range []table{tablePending, tableOutboxOpen, tableOutboxQueued} {
		if err := tx.delAll(t, nil); err != nil {
			return err
		}
	}
	return tx.delAll(tableMeta, countKey(""))
}

// delAll removes the rows of a table whose keys start with a prefix.
func (tx *txn) delAll(t table, prefix []byte) error {
	var keys [][]byte
	err := tx.scan(t, prefix, nil, func(k, _ []byte) error {
		keys = append(keys, clone(k))
		return nil
	})
	for _, k := range keys {
		tx.del(t, k)
	}
	return err
}

// doubtOutbox refuses the rows without an end. The index may have lost some.
func (tx *txn) doubtOutbox() (ids []uint64, err error) {
	var rows []OutboxRow
	err = tx.scan(tableOutbox, nil, nil, func(k, v []byte) error {
		row, err := decodeOutbox(numberOf(k), v)
		if err == nil && (row.State == OutboxOpen || row.State == OutboxQueued) {
			row.Content = append(json.RawMessage(nil), row.Content...)
			rows = append(rows, row)
		}
		return nil // what can not be read is sent by nobody
	})
	for _, row := range rows {
		row.State, row.Reason = OutboxRefused, doubtReason
		tx.PutOutbox(row)
		ids = append(ids, row.ID)
	}
	return ids, err
}

// doubtInbox fails the rows without an end, and those that rows of the outbox in
// doubt belong to.
func (tx *txn) doubtInbox(outbox []uint64) (ids []uint64, err error) {
	err = tx.scan(tableInbox, nil, nil, func(k, v []byte) error {
		row, err := decodeInbox(numberOf(k), v)
		if err == nil && row.State == InboxPending {
			ids = append(ids, row.ID)
		}
		return nil
	})
	for _, id := range ids {
		tx.FinishInbox(id, InboxFailed, doubtReason)
	}
	for _, id := range outbox {
		send, _ := tx.Outbox(id)
		if id, ok := InboxOf(send.Source); ok && tx.FailInbox(id, doubtReason) {
			ids = append(ids, id)
		}
	}
	return ids, err
}
