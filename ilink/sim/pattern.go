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
			body := io.LimitReader(&repeat{block: sealedBlock}, size-rest)
			return io.NopCloser(io.MultiReader(body, bytes.NewReader(tail.Bytes()))), nil
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
