package sim

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// spool keeps files of any size out of memory: in a directory of temporary
// files that Reset and Close remove.
type spool struct {
	mu  sync.Mutex // guards dir, n and gone
	dir string     // made at first need
	n   int
	// gone: nothing may be added any more.
	gone bool
}

// create opens a new file for writing.
func (p *spool) create() (*os.File, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.gone {
		return nil, os.ErrClosed
	}
	if p.dir == "" {
		dir, err := os.MkdirTemp("", "ilink-sim-")
		if err != nil {
			return nil, fmt.Errorf("spool: %w", err)
		}
		p.dir = dir
	}
	p.n++
	return os.Create(filepath.Join(p.dir, fmt.Sprintf("%06d", p.n)))
}

// write stores what fill writes and returns the file's path; a failed fill
// leaves nothing behind.
func (p *spool) write(fill func(io.Writer) error) (path string, err error) {
	f, err := p.create()
	if err != nil {
		return "", err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			_ = os.Remove(f.Name()) // the directory goes later in any case
			path = ""
		}
	}()
	return f.Name(), fill(f)
}

// remove deletes all files; those being read stay readable where the system
// allows it.
func (p *spool) remove() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = true
	if p.dir != "" {
		_ = os.RemoveAll(p.dir) // best effort in the temporary directory
	}
}
