package ilink

import (
	"errors"
	"io"
	"sync"
)

// ahead reads a source in a goroutine of its own, ahead of its reader: a large
// upload is encrypted while it is being sent, a large download decrypted while
// it comes in. The pieces are large because handing one over wakes a sleeping
// core; with pieces of 128 KiB that costs what it gains.
type ahead struct {
	full chan piece
	free chan []byte
	quit chan struct{} // closed by stop
	done chan struct{} // closed when the goroutine has ended
	once sync.Once

	piece []byte // being read
	rest  []byte // of piece, not yet returned
	err   error  // after rest
}

// piece is what was read at a time.
type piece struct {
	b   []byte
	err error // of the source, after b
}

const (
	aheadPieces = 3
	aheadPiece  = 1 << 20
	// aheadFrom is the size, in bytes, from which it is worth the memory.
	aheadFrom = 8 << 20
)

// newAhead begins to read src, which is the goroutine's until stop returns.
func newAhead(src io.Reader) *ahead {
	a := &ahead{
		full: make(chan piece, aheadPieces),
		free: make(chan []byte, aheadPieces),
		quit: make(chan struct{}),
		done: make(chan struct{}),
	}
	for range aheadPieces {
		a.free <- make([]byte, aheadPiece)
	}
	go a.run(src)
	return a
}

func (a *ahead) run(src io.Reader) {
	defer close(a.done)
	for {
		var b []byte
		select {
		case b = <-a.free:
		case <-a.quit:
			return
		}
		n, err := fill(src, b, len(b))
		a.full <- piece{b[:n], err} // has room for every piece there is
		if err != nil {
			return
		}
	}
}

// Read returns what was read ahead.
func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.err != nil {
			return 0, a.err
		}
		if a.piece != nil {
			a.free <- a.piece[:aheadPiece]
			a.piece = nil
		}
		select {
		case next := <-a.full:
			a.piece, a.rest, a.err = next.b, next.b, next.err
		case <-a.quit:
			return 0, errors.New("read after the end")
		}
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// stop ends reading ahead and returns when the source is free. A read that is
// under way has to end first, by itself or because the caller saw to it.
func (a *ahead) stop() {
	a.once.Do(func() { close(a.quit) })
	<-a.done
}
