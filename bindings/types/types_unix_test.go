//go:build unix

package types

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestWriteReadsNoPipe: a pipe in the place of a file does not stop a start.
func TestWriteReadsNoPipe(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "hotreply.d.ts"), 0o600); err != nil {
		t.Skip(err)
	}
	done := make(chan error, 1)
	go func() { done <- Write(dir) }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("no error")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for the pipe")
	}
}
