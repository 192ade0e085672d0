package wal

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// disk is what the log needs of a file system. Tests have one that loses what
// was not synced.
type disk interface {
	// list returns the paths of the files whose name is base, a dot and a
	// number, in the order of the numbers.
	list(base string) ([]string, error)
	open(path string, create bool) (file, error)
	remove(path string) error
	// syncDir makes the names in the folder of path durable.
	syncDir(path string) error
}

// file is an open segment.
type file interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	size() (int64, error)
	truncate(int64) error
	// sync makes the bytes durable, and of the rest what reading them needs.
	sync() error
}

// system is the machine's own.
type system struct{}

func (system) list(base string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Dir(base))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var paths []string
	for _, e := range entries {
		path := filepath.Join(filepath.Dir(base), e.Name())
		if segmentNumber(base, path) > 0 && e.Type().IsRegular() {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, func(a, b string) int { return segmentNumber(base, a) - segmentNumber(base, b) })
	return paths, err
}

func (system) open(path string, create bool) (file, error) {
	flags := os.O_RDWR
	if create {
		flags |= os.O_CREATE | os.O_EXCL
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	return systemFile{f}, nil
}

func (system) remove(path string) error { return os.Remove(path) }

func (system) syncDir(path string) error {
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

type systemFile struct{ *os.File }

func (f systemFile) size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f systemFile) truncate(n int64) error { return f.Truncate(n) }

func (f systemFile) sync() error { return syncData(f.File) }

// segmentPath returns the path of segment n.
func segmentPath(base string, n int) string { return base + "." + strconv.Itoa(n) }

// segmentNumber returns n for the path of segment n, 0 for any other.
func segmentNumber(base, path string) int {
	text, ok := strings.CutPrefix(path, base+".")
	n, err := strconv.Atoi(text)
	if !ok || err != nil || n < 1 || segmentPath(base, n) != path {
		return 0
	}
	return n
}
