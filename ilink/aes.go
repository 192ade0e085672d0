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
// readers work in place, on large pieces, and need no more memory for more
// content.

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
func NewOpener(r io.Reader, key [16]byte) io.Reader { return newOpener(r, key, copyBlock) }

// newOpener is NewOpener for pieces of a size, whole AES blocks.
func newOpener(r io.Reader, key [16]byte, piece int) *opener {
	return &opener{src: r, block: newBlock(key), buf: make([]byte, aes.BlockSize+piece)}
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

// opener decrypts while being read, in place and a piece at a time. It keeps
// the last block of each piece back, since only the end tells whether that
// block holds the padding.
type opener struct {
	src   io.Reader
	block cipher.Block
	buf   []byte // a block kept back, then a piece
	kept  []byte // decrypted, at the end of what buf held; nil before the first piece
	rest  []byte // decrypted, in buf, not yet returned
	err   error  // after rest
}

func (o *opener) Read(p []byte) (int, error) {
	if len(o.rest) == 0 && !o.more() {
		return 0, o.err
	}
	n := copy(p, o.rest)
	o.rest = o.rest[n:]
	return n, nil
}

// WriteTo writes all of the plaintext to w, in large pieces and without
// copying.
func (o *opener) WriteTo(w io.Writer) (written int64, err error) {
	for len(o.rest) > 0 || o.more() {
		n, err := w.Write(o.rest)
		written += int64(n)
		o.rest = o.rest[n:]
		if err != nil {
			return written, err
		}
	}
	if errors.Is(o.err, io.EOF) {
		return written, nil
	}
	return written, o.err
}

// more fills rest, or returns false with err set.
func (o *opener) more() bool {
	for o.err == nil {
		from := copy(o.buf, o.kept)
		n, err := fill(o.src, o.buf[from:], len(o.buf)-from)
		fresh, all := o.buf[from:from+n], o.buf[:from+n]
		switch ended := errors.Is(err, io.EOF); {
		case err != nil && !ended:
			o.err = err
			return false
		case n%aes.BlockSize != 0:
			o.err = errPadding()
			return false
		case ended:
			o.decrypt(fresh)
			o.rest = o.finish(all)
		default:
			o.decrypt(fresh)
			last := len(all) - aes.BlockSize
			o.rest, o.kept = all[:last], all[last:]
		}
		if len(o.rest) > 0 {
			return true
		}
	}
	return false
}

func (o *opener) decrypt(b []byte) {
	for i := 0; i < len(b); i += aes.BlockSize {
		o.block.Decrypt(b[i:i+aes.BlockSize], b[i:i+aes.BlockSize])
	}
}

// finish takes the padding off the end of what was decrypted.
func (o *opener) finish(b []byte) []byte {
	pad, ok := padding(b)
	if !ok {
		o.err = errPadding()
		return nil
	}
	o.err = io.EOF
	return b[:len(b)-pad]
}

func errPadding() error {
	return &MediaError{Reason: MediaBadPadding, Detail: "decrypt: the bytes do not end as they must"}
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
