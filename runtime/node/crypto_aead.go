package node

import (
	"crypto/cipher"
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"slices"

	"hotreply/runtime"
)

// authenticated is what GCM and ChaCha20-Poly1305 do beside their key stream.
// Go makes the tag over all of the text at once, and scripts give it in pieces:
// it is kept until the end.
type authenticated struct {
	aead  cipher.AEAD
	nonce []byte
	size  int // of the tag
	text  []byte
	data  []byte // authenticated and not encrypted
	tag   []byte
	most  int64 // bytes of text
}

func (e *enciphering) limit(most int64) {
	if e.aead != nil {
		e.aead.most = most
	}
}

func (a *authenticated) update(stream cipher.Stream, data []byte, decrypt bool) ([]byte, error) {
	if int64(len(a.text)+len(data)) > a.most {
		return nil, &runtime.TooLargeError{What: "what an authenticated cipher takes", Size: int64(len(a.text) + len(data)), Limit: a.most}
	}
	out := make([]byte, len(data))
	stream.XORKeyStream(out, data)
	if decrypt {
		a.text = append(a.text, out...)
	} else {
		a.text = append(a.text, data...)
	}
	return out, nil
}

// final makes the tag, or checks the one that was given.
func (a *authenticated) final(decrypt bool) error {
	sealed := a.aead.Seal(nil, a.nonce, a.text, a.data)
	tag := sealed[len(a.text):]
	a.text = nil
	if !decrypt {
		a.tag = tag[:min(a.size, len(tag))]
		return nil
	}
	if len(a.tag) == 0 || !hmac.Equal(tag[:min(len(a.tag), len(tag))], a.tag) {
		return &cryptoError{"Error", "", "Unsupported state or unable to authenticate data", "the key, the vector, the tag or the data is another than that of the encryption; setAuthTag gives the tag"}
	}
	return nil
}

func (e *enciphering) addData(b []byte) error {
	if e.aead == nil || e.over {
		return fault("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation setAAD")
	}
	e.aead.data = append(e.aead.data, b...)
	return nil
}

func (e *enciphering) tag() ([]byte, error) {
	if e.aead == nil || !e.over || e.decrypt {
		return nil, fault("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation getAuthTag")
	}
	return slices.Clone(e.aead.tag), nil
}

func (e *enciphering) setTag(b []byte) error {
	switch {
	case e.aead == nil || e.over || !e.decrypt || e.aead.tag != nil:
		return fault("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation setAuthTag")
	case len(b) > 16 || len(b) < 12 && len(b) != 8 && len(b) != 4:
		return &cryptoError{"TypeError", "ERR_CRYPTO_INVALID_AUTH_TAG", fmt.Sprintf("Invalid authentication tag length: %d", len(b)), ""}
	}
	e.aead.tag = slices.Clone(b)
	return nil
}

// gcmStream is the key stream of GCM, whose counter has 32 bits: CTR carries
// into the bits above, and so is begun anew where they end.
type gcmStream struct {
	block   cipher.Block
	counter []byte
	stream  cipher.Stream
	left    int64 // bytes until the counter ends
}

func newGCMStream(block cipher.Block, counter []byte) *gcmStream {
	s := &gcmStream{block: block, counter: counter}
	s.begin()
	return s
}

func (s *gcmStream) begin() {
	s.stream = cipher.NewCTR(s.block, s.counter)
	s.left = (1<<32 - int64(binary.BigEndian.Uint32(s.counter[12:]))) * int64(s.block.BlockSize())
}

func (s *gcmStream) XORKeyStream(dst, src []byte) {
	for int64(len(src)) > s.left {
		s.stream.XORKeyStream(dst[:s.left], src[:s.left])
		dst, src = dst[s.left:], src[s.left:]
		binary.BigEndian.PutUint32(s.counter[12:], 0)
		s.begin()
	}
	s.stream.XORKeyStream(dst[:len(src)], src)
	s.left -= int64(len(src))
}
