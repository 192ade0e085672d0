package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Open opens the database file, creating it (0600) and its folder (0700) when
// missing, and starts the writer. Errors: [*LockedError], [*DamagedError],
// [*SchemaError], [*FullError], or the system's, wrapped.
func Open(path string, o Options) (*DB, error) {
	o = o.withDefaults()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	bolt, err := openBolt(path, o)
	if err != nil {
		return nil, err
	}
	db := &DB{
		path:    path,
		opts:    o,
		bolt:    bolt,
		wake:    make(chan struct{}, 1),
		retry:   make(chan struct{}, 1),
		stopped: make(chan struct{}),
	}
	go db.write()
	return db, nil
}

// openBolt opens and migrates the file. bbolt trusts what it maps: a damaged
// file can make it panic or read outside the mapping, so this runs where both
// become errors.
func openBolt(path string, o Options) (bolt *bbolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = damagedFile(path, fmt.Errorf("%v", r))
		}
	}()
	bolt, err = bbolt.Open(path, 0o600, boltOptions(o))
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, &LockedError{Path: path, PID: lockHolder(path)}
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, damagedFile(path, err)
	case err != nil && isFull(err):
		return nil, &FullError{Path: path, Err: err}
	case err != nil:
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := migrate(bolt, path); err != nil {
		_ = bolt.Close()
		if isFull(err) {
			return nil, &FullError{Path: path, Err: err}
		}
		return nil, err
	}
	return bolt, nil
}

func boltOptions(o Options) *bbolt.Options {
	b := &bbolt.Options{
		Timeout:      o.LockTimeout,
		FreelistType: bbolt.FreelistMapType,
		NoStatistics: true,
	}
	if runtime.GOOS != "windows" && ^uint(0)>>32 != 0 {
		// Address space only: growing the mapping later has to wait for all
		// running views. Windows would grow the file to it.
		b.InitialMmapSize = 256 << 20
	}
	return b
}

// reopen opens the file again after a commit that lost its mapping.
func (db *DB) reopen() error {
	db.boltMu.Lock()
	defer db.boltMu.Unlock()
	_ = db.bolt.Close()
	bolt, err := openBolt(db.path, db.opts)
	if err != nil {
		return err
	}
	db.bolt = bolt
	return nil
}

// closeBolt closes the file, unless a failed commit left it in a state in
// which closing could wait for ever.
func (db *DB) closeBolt() error {
	db.boltMu.Lock()
	defer db.boltMu.Unlock()
	bolt := db.bolt
	db.bolt = nil
	db.mu.Lock()
	failed := db.failed
	db.mu.Unlock()
	if failed != nil {
		return failed
	}
	if err := bolt.Close(); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	if full := db.full.Load(); full != nil {
		return full
	}
	return nil
}

// damaged is the fatal error of a file found broken while in use.
func (db *DB) damaged(err error) error { return damagedFile(db.path, err) }

// damagedFile copies the bytes of a broken file aside and describes both.
func damagedFile(path string, cause error) *DamagedError {
	e := &DamagedError{Path: path, Err: cause}
	if dst, err := copyAside(path); err == nil {
		e.Copy = dst
	}
	return e
}

// copyAside copies a file beside itself under a name with the time of its last
// change, so that one damage is copied once, however often it is met.
func copyAside(path string) (string, error) {
	src, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return "", err
	}
	dst := path + ".damaged-" + info.ModTime().UTC().Format("20060102-150405")
	if old, err := os.Stat(dst); err == nil && old.Size() == info.Size() {
		return dst, nil
	}
	out, err := os.OpenFile(dst, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(out, src); err != nil {
		_ = out.Close()
		_ = os.Remove(dst)
		return "", err
	}
	return dst, out.Close()
}
