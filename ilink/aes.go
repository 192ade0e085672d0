package ilink

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"io"
)

// Media on the CDN is AES-128 in ECB mode with PKCS#7 padding
// (openclaw-weixin 2.4.9, cdn/aes-ecb.ts). The standard library has no ECB, for
// good reason: equal blocks stay equal. It is what the service speaks. Both
// readers work in place in the caller's buffer, however large the content.

// SealedSize is the size of n plaintext bytes once encrypted: padding takes at
// least one byte, so it is always the next multiple of 16.
func SealedSize(n int64) int64 { return (n/aes.BlockSize + 1) * aes.BlockSize }

// copyBlock is how much is read, hashed and copied at a time.
const copyBlock = 128 << 10

// NewSealer returns a reader of what r holds, encrypted and padded.
func NewSealer(r io.Reader, key [16]byte) io.Reader {
	return &sealer{src: r, block: newBlock(key)}
}

// NewOpener returns a reader of what r holds, decrypted and without padding.
// Where the padding belongs, a [MediaError] with [MediaBadPadding] tells that
// it was not there: the bytes are damaged, or the key is another.
func NewOpener(r io.Reader, key [16]byte) io.Reader {
	return &opener{src: r, block: newBlock(key)}
}

func newBlock(key [16]byte) cipher.Block {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // only for a key of another length
	}
	return block
}

// sealer encrypts while being read.
type sealer struct {
	src   io.Reader
	block cipher.Block
	small [aes.BlockSize]byte // for callers with less room than a block
	rest  []byte              // of small, not yet returned
	done  bool                // the padding has been made
}

func (s *sealer) Read(p []byte) (int, error) {
	switch {
	case len(p) == 0:
		return 0, nil
	case len(s.rest) > 0:
		n := copy(p, s.rest)
		s.rest = s.rest[n:]
		return n, nil
	case s.done:
		return 0, io.EOF
	case len(p) < aes.BlockSize:
		n, err := s.seal(s.small[:])
		if err != nil {
			return 0, err
		}
		s.rest = s.small[:n]
		return s.Read(p)
	}
	return s.seal(p[:len(p)&^(aes.BlockSize-1)])
}

// seal fills b, whole blocks, with ciphertext; less only at the end.
func (s *sealer) seal(b []byte) (int, error) {
	n, err := fill(s.src, b, len(b))
	switch {
	case errors.Is(err, io.EOF):
		pad := aes.BlockSize - n%aes.BlockSize
		for range pad { // fits: b is whole blocks and n is below its length
			b[n] = byte(pad)
			n++
		}
		s.done = true
	case err != nil:
		return 0, err
	}
	for i := 0; i < n; i += aes.BlockSize {
		s.block.Encrypt(b[i:i+aes.BlockSize], b[i:i+aes.BlockSize])
	}
	return n, nil
}

// fill reads at least least bytes into b, fewer only with r's own error: unlike
// [io.ReadAtLeast] it leaves an end before time told apart from the
// ErrUnexpectedEOF of a connection that broke.
func fill(r io.Reader, b []byte, least int) (n int, err error) {
	for n < least && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	if n >= least {
		err = nil
	}
	return n, err
}

// opener decrypts while being read. It keeps one block back, since only the
// end tells which is the last.
type opener struct {
	src    io.Reader
	block  cipher.Block
	held   [aes.BlockSize]byte // plaintext of the last block so far
	some   bool                // held is filled
	carry  [aes.BlockSize]byte // ciphertext of a block that is not complete
	carryN int
	small  [3 * aes.BlockSize]byte // for callers with little room
	rest   []byte                  // of small, not yet returned
	err    error                   // what ends the stream
}

func (o *opener) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(o.rest) == 0 {
		if o.err != nil {
			return 0, o.err
		}
		if len(p) >= len(o.small) {
			if n := o.open(p); n > 0 {
				return n, nil
			}
			continue
		}
		o.rest = o.small[:o.open(o.small[:])]
	}
	n := copy(p, o.rest)
	o.rest = o.rest[n:]
	return n, nil
}

// WriteTo writes all of the plaintext to w in large blocks.
func (o *opener) WriteTo(w io.Writer) (int64, error) {
	return io.CopyBuffer(w, struct{ io.Reader }{o}, make([]byte, copyBlock))
}

// open fills the beginning of b, at least three blocks long, with plaintext,
// perhaps none, and sets o.err at the end.
func (o *opener) open(b []byte) int {
	start := 0
	if o.some {
		start = copy(b, o.held[:])
	}
	have := start + copy(b[start:], o.carry[:o.carryN])
	n, err := fill(o.src, b[have:], aes.BlockSize-o.carryN)
	have += n
	end := start + (have-start)&^(aes.BlockSize-1)
	for i := start; i < end; i += aes.BlockSize {
		o.block.Decrypt(b[i:i+aes.BlockSize], b[i:i+aes.BlockSize])
	}
	o.carryN = copy(o.carry[:], b[end:have])
	switch {
	case errors.Is(err, io.EOF):
		return o.finish(b[:end])
	case err != nil:
		o.err = err
		return 0
	}
	o.some = true
	copy(o.held[:], b[end-aes.BlockSize:end])
	return end - aes.BlockSize
}

// finish takes the padding off what is left.
func (o *opener) finish(b []byte) int {
	pad, ok := padding(b)
	if !ok || o.carryN > 0 {
		o.err = &MediaError{Reason: MediaBadPadding, Detail: "decrypt: the bytes do not end as they must"}
		return 0
	}
	o.err = io.EOF
	return len(b) - pad
}

// padding returns how much of the end of whole blocks is PKCS#7 padding.
func padding(b []byte) (n int, ok bool) {
	if len(b) == 0 {
		return 0, false
	}
	n = int(b[len(b)-1])
	if n == 0 || n > aes.BlockSize || n > len(b) {
		return 0, false
	}
	for _, c := range b[len(b)-n:] {
		if int(c) != n {
			return 0, false
		}
	}
	return n, true
}
