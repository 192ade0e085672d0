//go:build !linux

package wal

import "os"

// syncData goes to the medium itself: on darwin os.File.Sync asks the drive to
// empty its cache.
func syncData(f *os.File) error { return f.Sync() }
