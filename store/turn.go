package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"
)

// beforeLog is how a file of the earlier engine goes on beside the one that it
// was turned into.
const beforeLog = ".before-log"

// turnPage is how many rows are read before they are written again.
const turnPage = 1000

// turnToLog makes a file of an earlier layout one of [EngineLog]: a copy is kept
// beside it, then one transaction gives every value its checksum and the file
// its new number. Wherever the process dies, the file is the one or the other.
func turnToLog(bolt *bbolt.DB, path string, probe func(Stage)) error {
	probe(StageTurn)
	if err := keepBefore(bolt, path+beforeLog, probe); err != nil {
		return fmt.Errorf("keep a copy of %s: %w", path, err)
	}
	btx, err := bolt.Begin(true)
	if err != nil {
		return err
	}
	defer rollback(btx)
	for t := range tableCount {
		if err := sealTable(btx, t); err != nil {
			return fmt.Errorf("give %s checksums: %w", tableNames[t], err)
		}
	}
	if err := createLog(btx); err != nil {
		return err
	}
	probe(StageTurn)
	if err := btx.Commit(); err != nil {
		return err
	}
	probe(StageTurn)
	return nil
}

// keepBefore copies the file. The name appears when all of it is on disk.
func keepBefore(bolt *bbolt.DB, path string, probe func(Stage)) (err error) {
	part := path + ".part"
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = out.Close()
			err = errors.Join(err, os.Remove(part)) // it would keep room that a full disk needs
		}
	}()
	err = bolt.View(func(btx *bbolt.Tx) error {
		_, err := btx.WriteTo(out)
		return err
	})
	if err != nil {
		return err
	}
	probe(StageTurn)
	if err := out.Sync(); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	probe(StageTurn)
	return syncFolder(path)
}

// syncFolder makes the name of a file durable.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // folders can not be synced there; names are journaled
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// sealTable gives the values of a table their checksums. A cursor does not
// stand writes, so rows are read some at a time.
func sealTable(btx *bbolt.Tx, t table) error {
	b := btx.Bucket(tableNames[t])
	if b == nil {
		return nil
	}
	type row struct{ key, value []byte }
	page := make([]row, 0, turnPage)
	for from := []byte(nil); ; {
		page = page[:0]
		c := b.Cursor()
		k, v := c.Seek(from)
		if from != nil && bytes.Equal(k, from) {
			k, v = c.Next()
		}
		for ; k != nil && len(page) < turnPage; k, v = c.Next() {
			page = append(page, row{bytes.Clone(k), sealed(make([]byte, 0, len(v)+sumSize), t, k, v)})
		}
		if len(page) == 0 {
			return nil
		}
		for _, r := range page {
			if t == tableMeta && bytes.Equal(r.key, schemaKey) {
				continue // every program reads it
			}
			if err := b.Put(r.key, r.value); err != nil {
				return err
			}
		}
		from = page[len(page)-1].key
	}
}
