package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"hotreply/internal/hint"
	"hotreply/store/internal/overlay"
	"hotreply/store/internal/wal"
)

// idKey is the row of [tableMeta] with the id of the file, 16 bytes, which ties
// the log to it.
var idKey = []byte("log/id")

// openLog opens the log of a file that has one. What it holds and the file does
// not is a frozen set at once, and on its way to the file when the store is
// open: a start does not wait for it.
func (db *DB) openLog() (err error) {
	if version, err := schemaOf(db.bolt); version != schemaLog || err != nil {
		return err
	}
	if err := removeCopy(db.path); err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	e := &logEngine{db: db, active: overlay.New(int(tableCount)), ended: make(chan error, 1)}
	o := wal.Options{NoSync: db.opts.Ephemeral, Preallocate: logSegment}
	if err := e.readMeta(&o); err != nil {
		return err
	}
	e.last, e.begun = o.Done, o.Begun
	left := replayed{set: overlay.New(int(tableCount)), numbers: &e.numbers}
	e.wal, err = wal.Open(db.path+".log", o, func(seq uint64, data []byte) error {
		e.last = seq
		return readRecord(data, left)
	})
	if err != nil {
		return logError(db.path, err)
	}
	if !left.set.Empty() {
		e.frozen = &frozen{set: left.set, numbers: e.numbers, last: e.last}
		e.running = true
	}
	db.log = e
	if e.running {
		go e.checkpoint(e.frozen)
	}
	return nil
}

// logSegment is how many bytes the log writes before it takes another file.
const logSegment = 8 << 20

// readMeta reads what the file says of its log.
func (e *logEngine) readMeta(o *wal.Options) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = e.db.damaged(panicked(r))
		}
	}()
	return e.db.bolt.View(func(btx *bbolt.Tx) error {
		o.Done = doneIn(btx)
		meta := bucketOf(btx, tableMeta)
		o.Begun = meta.Get(begunKey) != nil
		id := unsealed(tableMeta, idKey, meta.Get(idKey))
		if copy(o.ID[:], id) != len(o.ID) {
			panic(&sumError{tableMeta, string(idKey)})
		}
		for t := range tableCount {
			e.numbers[t] = bucketOf(btx, t).Sequence()
		}
		// Numbers have no checksum, rows do: none is given twice.
		for _, t := range []table{tableInbox, tableOutbox, tableQuotesAge} {
			if k, _ := bucketOf(btx, t).Cursor().Last(); k != nil {
				e.numbers[t] = max(e.numbers[t], numberOf(k))
			}
		}
		e.inFile.Store(o.Done)
		return nil
	})
}

// logError gives an error of the log the type that callers branch on.
func logError(path string, err error) error {
	var damaged *wal.DamagedError
	var full *wal.FullError
	switch {
	case errors.As(err, &damaged), errors.Is(err, errRecord):
		return &DamagedError{Path: path + ".log", Err: err}
	case errors.As(err, &full):
		return &FullError{Path: path, Err: err}
	}
	return fmt.Errorf("open the log of %s: %w", path, err)
}

// replayed takes the records of an earlier life.
type replayed struct {
	set     *overlay.Set
	numbers *[tableCount]uint64
}

func (r replayed) put(t table, key, value []byte) {
	r.set.Put(int(t), key, overlay.Row{Value: append(make([]byte, 0, len(value)), value...)})
}
func (r replayed) del(t table, key []byte)  { r.set.Put(int(t), key, overlay.Row{Deleted: true}) }
func (r replayed) number(t table, n uint64) { r.numbers[t] = max(r.numbers[t], n) }

// noStrayLog refuses to begin a new file beside the log of one that is gone.
func noStrayLog(path string) error {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return nil
	}
	files, err := wal.Files(path + ".log")
	if err != nil || len(files) == 0 {
		return err
	}
	return hint.New(fmt.Sprintf("put the %[1]s of that log back; or move %[1]s.log.* away to begin with an empty state", filepath.Base(path)),
		"open store: %s is not there, but %d files of its log are, such as %s", path, len(files), files[0])
}
