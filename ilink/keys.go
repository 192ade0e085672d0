package ilink

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// errMediaKey says nothing of the key: it is a secret.
var errMediaKey = errors.New("media key is of no known form")

// ParseMediaKey reads an AES key in any form it is found in: 32 hex digits
// (image_item.aeskey), base64 of the 16 bytes, or base64 of 32 hex digits, with
// or without padding and in either alphabet (media.aes_key; openclaw-weixin
// 2.4.9, cdn/pic-decrypt.ts).
func ParseMediaKey(text Secret) (key [16]byte, err error) {
	s := strings.TrimSpace(text.Reveal())
	if hexKey(s, &key) {
		return key, nil
	}
	s = strings.TrimRight(s, "=")
	s = strings.NewReplacer("-", "+", "_", "/").Replace(s)
	b, err := base64.RawStdEncoding.DecodeString(s)
	switch {
	case err != nil:
		return key, errMediaKey
	case len(b) == len(key):
		copy(key[:], b)
		return key, nil
	case hexKey(string(b), &key):
		return key, nil
	}
	return key, errMediaKey
}

func hexKey(s string, key *[16]byte) bool {
	if len(s) != 2*len(key) {
		return false
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return false
	}
	copy(key[:], b)
	return true
}
