package ilink

import (
	"errors"
	"io"
	"sync"
)

// ahead reads a source one step ahead of its reader, in a goroutine of its own,
// so that waiting for disk or network and hashing or decrypting happen side by
// side. It costs four blocks of memory.
type ahead struct {
	full chan aheadBlock
	free chan []byte
	quit chan struct{} // closed by stop
	done chan struct{} // closed when the goroutine has ended
	once sync.Once

	block []byte // being read
	rest  []byte // of block, not yet returned
	err   error  // after rest
}

type aheadBlock struct {
	b   []byte
	err error // of the source, after b
}

const (
	aheadBlocks = 4
	aheadFrom   = 1 << 20 // bytes; less is not worth a goroutine
)

// newAhead begins to read src, which is the goroutine's until stop returns.
func newAhead(src io.Reader) *ahead {
	a := &ahead{
		full: make(chan aheadBlock, aheadBlocks),
		free: make(chan []byte, aheadBlocks),
		quit: make(chan struct{}),
		done: make(chan struct{}),
	}
	for range aheadBlocks {
		a.free <- make([]byte, copyBlock)
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
		a.full <- aheadBlock{b[:n], err} // has room for every block there is
		if err != nil {
			return
		}
	}
}

// next returns the next block, with the source's error if it is the last. It
// is the caller's until released.
func (a *ahead) next() ([]byte, error) {
	select {
	case next := <-a.full:
		return next.b, next.err
	case <-a.quit:
		return nil, errors.New("read after the end")
	}
}

func (a *ahead) release(b []byte) { a.free <- b[:copyBlock] }

// Read returns what was read ahead.
func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.err != nil {
			return 0, a.err
		}
		if a.block != nil {
			a.release(a.block)
		}
		a.block, a.err = a.next()
		a.rest = a.block
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
