package sim

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
)

// Files on the CDN are AES-128-ECB with PKCS#7 padding (openclaw-weixin 2.4.9,
// cdn/aes-ecb.ts). This is an implementation of its own, so that it can judge
// that of a client.

// sealedSize is the ciphertext size of n bytes: there is always padding.
func sealedSize(n int64) int64 { return (n/aes.BlockSize + 1) * aes.BlockSize }

// chunk is how much is worked on at a time.
const chunk = 64 << 10

// seal encrypts all of r into w and returns the plaintext's size.
func seal(w io.Writer, r io.Reader, key []byte) (int64, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return 0, err
	}
	buf := make([]byte, chunk+aes.BlockSize)
	var size int64
	for {
		n, err := io.ReadFull(r, buf[:chunk])
		size += int64(n)
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return size, err
		}
		if last {
			pad := aes.BlockSize - n%aes.BlockSize
			for range pad {
				buf[n] = byte(pad)
				n++
			}
		}
		eachBlock(block.Encrypt, buf[:n])
		if _, err := w.Write(buf[:n]); err != nil {
			return size, err
		}
		if last {
			return size, nil
		}
	}
}

func eachBlock(f func(dst, src []byte), b []byte) {
	for ; len(b) > 0; b = b[aes.BlockSize:] {
		f(b[:aes.BlockSize], b[:aes.BlockSize])
	}
}

// opener is an io.Writer that takes ciphertext and passes plaintext on. The
// last block waits for finish, since it holds the padding.
type opener struct {
	block cipher.Block
	to    io.Writer
	rest  []byte // ciphertext not decrypted yet: less than a block, or the last
	size  int64  // plaintext passed on
}

func newOpener(to io.Writer, key []byte) (*opener, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return &opener{block: block, to: to, rest: make([]byte, 0, chunk+2*aes.BlockSize)}, nil
}

func (o *opener) Write(p []byte) (int, error) {
	taken := 0
	for len(p) > 0 {
		n := min(len(p), chunk)
		o.rest = append(o.rest, p[:n]...)
		p, taken = p[n:], taken+n
		whole := (len(o.rest) - 1) / aes.BlockSize * aes.BlockSize
		if err := o.pass(o.rest[:whole]); err != nil {
			return taken, err
		}
		o.rest = append(o.rest[:0], o.rest[whole:]...)
	}
	return taken, nil
}

func (o *opener) pass(b []byte) error {
	eachBlock(o.block.Decrypt, b)
	return o.emit(b)
}

func (o *opener) emit(b []byte) error {
	n, err := o.to.Write(b)
	o.size += int64(n)
	return err
}

// finish checks and removes the padding.
func (o *opener) finish() error {
	if len(o.rest) != aes.BlockSize {
		return fmt.Errorf("ciphertext is no multiple of %d bytes", aes.BlockSize)
	}
	o.block.Decrypt(o.rest, o.rest)
	pad := int(o.rest[aes.BlockSize-1])
	if pad < 1 || pad > aes.BlockSize {
		return errors.New("bad padding: wrong key or no PKCS#7")
	}
	for _, b := range o.rest[aes.BlockSize-pad:] {
		if int(b) != pad {
			return errors.New("bad padding: wrong key or no PKCS#7")
		}
	}
	return o.emit(o.rest[:aes.BlockSize-pad])
}
