package ilink

import (
	"fmt"
	"strings"
)

// lock is how content is encrypted.
type lock struct {
	plain bool
	key   [16]byte
	sure  bool   // the plaintext looks like what it should be
	head  []byte // first bytes of plaintext
}

// unlock finds the key that makes sense of the first bytes; whole tells that
// they are all there is.
func unlock(m Media, head []byte, whole bool) (lock, error) {
	bare := lock{plain: true, head: head, sure: true}
	var first *lock
	for _, text := range m.Keys {
		key, err := ParseMediaKey(text)
		if err != nil {
			continue
		}
		l := fit(m, key, head, whole)
		if l.sure {
			return l, nil
		}
		if first == nil {
			first = &l
		}
	}
	switch {
	case m.Kind == KindImage && strings.HasPrefix(MIMEOf("", head), "image/"):
		return bare, nil
	case first != nil:
		return *first, nil
	case len(m.Keys) == 0 && (m.Kind == KindImage || len(head)%16 != 0 || MIMEOf("", head) != octetStream):
		return bare, nil
	}
	return lock{}, &MediaError{Reason: MediaKeyMismatch, Detail: fmt.Sprintf("open %s: no usable key came with it", m.Kind)}
}

// fit decrypts the first bytes with a key and looks whether they make sense:
// by their type, or if that is all there is by the padding.
func fit(m Media, key [16]byte, head []byte, whole bool) lock {
	block := newBlock(key)
	l := lock{key: key, head: make([]byte, len(head)&^15)}
	for i := 0; i < len(l.head); i += 16 {
		block.Decrypt(l.head[i:i+16], head[i:i+16])
	}
	if whole && len(head)%16 == 0 {
		var pad int
		pad, l.sure = padding(l.head)
		l.head = l.head[:len(l.head)-pad]
		return l
	}
	mime := MIMEOf("", l.head)
	switch m.Kind {
	case KindImage, KindVideo:
		l.sure = strings.HasPrefix(mime, m.Kind+"/")
	default:
		l.sure = mime != octetStream
	}
	return l
}
