package sim

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"io"
	"os"
)

// openFile opens a spooled file.
func openFile(path string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return os.Open(path) }
}

// patternBlock is the length after which made-up content repeats.
const patternBlock = 1 << 20

// pattern makes an object of size bytes that repeat after 1 MiB. ECB turns
// equal blocks into equal blocks, so the ciphertext repeats as well, and one
// sealed MiB serves a file of any size at the speed of copying memory.
func pattern(size int64, key []byte) *cdnObject {
	block := make([]byte, patternBlock)
	for i := range block {
		block[i] = byte(i*7 + i>>8*13 + i>>16)
	}
	sum := md5.New()
	_, _ = io.Copy(sum, io.LimitReader(&repeat{block: block}, size)) // neither end can fail
	var whole, tail bytes.Buffer
	rest := size % patternBlock
	_, _ = seal(&whole, bytes.NewReader(block), key)
	_, _ = seal(&tail, bytes.NewReader(block[:rest]), key)
	sealedBlock := whole.Bytes()[:patternBlock]
	return &cdnObject{
		key: key, plain: size, sealed: sealedSize(size), md5: hex.EncodeToString(sum.Sum(nil)),
		open: func() (io.ReadCloser, error) {
			return &patternReader{block: sealedBlock, times: size / patternBlock, tail: tail.Bytes()}, nil
		},
	}
}

// repeat reads a block again and again.
type repeat struct {
	block []byte
	at    int
}

func (r *repeat) Read(p []byte) (int, error) {
	n := copy(p, r.block[r.at:])
	r.at = (r.at + n) % len(r.block)
	return n, nil
}

// patternReader reads a block so many times and then a tail. It writes whole
// blocks where it can, without copying them.
type patternReader struct {
	block []byte
	times int64
	tail  []byte
	rest  []byte // of the piece being read
}

// next is the piece after rest, nil at the end.
func (p *patternReader) next() []byte {
	if p.times > 0 {
		p.times--
		return p.block
	}
	tail := p.tail
	p.tail = nil
	return tail
}

func (p *patternReader) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		if p.rest = p.next(); len(p.rest) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *patternReader) WriteTo(w io.Writer) (written int64, err error) {
	for piece := p.rest; ; piece = p.next() {
		if len(piece) == 0 && p.times == 0 && len(p.tail) == 0 {
			return written, nil
		}
		n, err := w.Write(piece)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
}

func (p *patternReader) Close() error { return nil }
