package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"hotreply/internal/hint"
)

// Open opens the database file, creating it (0600) and its folder (0700) when
// missing, and starts the writer. Errors: [*LockedError], [*DamagedError],
// [*SchemaError], [*FullError], or the system's, wrapped.
func Open(path string, o Options) (*DB, error) {
	o = o.withDefaults()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := noStrayLog(path); err != nil {
		return nil, err
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
		compact: compactor{known: map[string][]byte{}},
	}
	db.hand = db.submit
	if err := db.openLog(); err != nil {
		_ = bolt.Close()
		return nil, err
	}
	err = db.settleLeft()
	if err == nil {
		err = db.settleDoubt()
	}
	if err != nil {
		if db.log != nil {
			db.log.close()
		}
		_ = bolt.Close()
		return nil, err
	}
	go db.write()
	db.compactEach(compactFirst)
	return db, nil
}

// settleLeft settles changes that an earlier life has not, before anybody
// reads. On a full disk they wait at the head of the queue.
func (db *DB) settleLeft() error {
	if !db.left() {
		return nil
	}
	settle := &op{fn: (*txn).settleLeft}
	bad, _, err := db.attempt([]*op{settle})
	if len(bad) > 0 {
		err = bad[0].err
	}
	if errors.As(err, new(*FullError)) {
		return db.enqueue(settle)
	}
	return err
}

// openBolt checks, opens and migrates the file. What the check does not see can
// still make bbolt panic or read outside its mapping, so this runs where both
// become errors.
func openBolt(path string, o Options) (bolt *bbolt.DB, err error) {
	var file *os.File
	options := boltOptions(o)
	options.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		file, err = os.OpenFile(name, flag, mode)
		return file, err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			_ = file.Close() // lets go of the lock
			bolt, err = nil, damagedFile(path, fmt.Errorf("%v", r))
		}
	}()
	if err := checkLocked(path, o); err != nil {
		return nil, openError(path, err)
	}
	for named := false; !named; {
		if bolt, err = bbolt.Open(path, 0o600, options); err != nil {
			return nil, openError(path, err)
		}
		if named = isNamed(file, path); !named {
			_ = bolt.Close()
		}
	}
	bolt.AllocSize = allocSize
	if err := migrate(bolt, path, o); err != nil {
		_ = bolt.Close()
		return nil, openError(path, err)
	}
	return bolt, nil
}

// isNamed reports whether a file still has the name that it was opened by. Whoever
// waits for the lock of one that another process replaces gets it when nobody
// will ever read that file again; the one that has the name now is locked.
func isNamed(f *os.File, path string) bool {
	mine, err := f.Stat()
	if err != nil {
		return true // reading it says better what is wrong
	}
	named, err := os.Stat(path)
	return err != nil || os.SameFile(mine, named)
}

// allocSize is how far the file grows at a time, a sync each: bbolt's own
// 16 MiB would be most of the file for nearly everybody.
const allocSize = 1 << 20

// notSound is what checkFile finds wrong.
type notSound struct{ error }

// checkLocked checks an existing file while no other process can write it.
func checkLocked(path string, o Options) error {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil // a new file, or Open says better what is wrong
	}
	// bbolt reads no more than the metas when opening for reading.
	reader, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: o.LockTimeout, ReadOnly: true, NoStatistics: true})
	if err != nil {
		return err
	}
	defer reader.Close()
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := checkFile(f); err != nil {
		return notSound{err}
	}
	return nil
}

// openError gives an error of opening the type that callers branch on.
func openError(path string, err error) error {
	var (
		schema  *SchemaError
		unsound notSound
		errno   syscall.Errno
	)
	switch {
	case errors.As(err, &schema), errors.As(err, new(*hint.Error)):
		return err
	case errors.Is(err, berrors.ErrTimeout):
		return &LockedError{Path: path, PID: lockHolder(path)}
	case errors.As(err, &unsound):
		return damagedFile(path, unsound.error)
	case isFull(err):
		return &FullError{Path: path, Err: err}
	case errors.As(err, &errno):
		return fmt.Errorf("open store %s: %w", path, err) // permissions and the like
	}
	return damagedFile(path, err) // bbolt did not like what it read
}

func boltOptions(o Options) *bbolt.Options {
	b := &bbolt.Options{
		Timeout:      o.LockTimeout,
		FreelistType: bbolt.FreelistMapType,
		NoStatistics: true,
		NoSync:       o.Ephemeral,
		NoGrowSync:   o.Ephemeral,
	}
	if runtime.GOOS != "windows" && ^uint(0)>>32 != 0 {
		// Address space only: growing the mapping later has to wait for all
		// running views. Windows would grow the file to it.
		b.InitialMmapSize = 256 << 20
	}
	return b
}

// reopen opens the file again after a commit that lost its mapping, unless that
// was done already.
func (db *DB) reopen(lost *bbolt.DB) error {
	db.boltMu.Lock()
	defer db.boltMu.Unlock()
	if db.bolt != lost {
		return nil
	}
	_ = db.bolt.Close()
	bolt, err := openBolt(db.path, db.opts)
	if err != nil {
		return err
	}
	db.bolt = bolt
	return nil
}

// closeBolt closes the file, unless bbolt panicked over it: it may hold its
// own locks then, and closing would wait for ever.
func (db *DB) closeBolt() error {
	db.boltMu.Lock()
	defer db.boltMu.Unlock()
	bolt := db.bolt
	db.bolt = nil
	db.mu.Lock()
	failed := db.failed
	db.mu.Unlock()
	if errors.As(failed, new(*DamagedError)) {
		return failed
	}
	if err := bolt.Close(); err != nil && failed == nil {
		return fmt.Errorf("close store: %w", err)
	}
	if full := db.Full(); failed == nil && full != nil {
		return full
	}
	return failed
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
