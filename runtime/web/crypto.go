package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"hash"
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// newHash returns a hash by its name in WebCrypto.
func newHash(name string) (func() hash.Hash, error) {
	switch strings.ToUpper(name) {
	case "SHA-1":
		return sha1.New, nil
	case "SHA-256":
		return sha256.New, nil
	case "SHA-384":
		return sha512.New384, nil
	case "SHA-512":
		return sha512.New, nil
	}
	return nil, fmt.Errorf("the hash %q is not available: SHA-1, SHA-256, SHA-384 and SHA-512 are", name)
}

// randomUUID returns a version 4 UUID.
func randomUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// cryptoNatives is the go of crypto.js.
func cryptoNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"uuid": func(goja.FunctionCall) goja.Value { return r.VM.ToValue(randomUUID()) },
		"random": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			_, _ = rand.Read(b) // never fails
			return goja.Undefined()
		},
		"hash": func(c goja.FunctionCall) goja.Value {
			h := hashArgument(r, c.Argument(0))
			data, _ := lazy.Bytes(c.Argument(1))
			data = append([]byte(nil), data...)
			return r.Async(func(context.Context) (any, error) {
				sum := h()
				sum.Write(data)
				return sum.Sum(nil), nil
			}, func(v any) (goja.Value, error) { return r.VM.ToValue(r.VM.NewArrayBuffer(v.([]byte))), nil })
		},
		"hmac": func(c goja.FunctionCall) goja.Value {
			h := hashArgument(r, c.Argument(0))
			key, _ := lazy.Bytes(c.Argument(1))
			data, _ := lazy.Bytes(c.Argument(2))
			mac := hmac.New(h, key)
			mac.Write(data)
			return r.VM.ToValue(r.VM.NewArrayBuffer(mac.Sum(nil)))
		},
		"equal": func(c goja.FunctionCall) goja.Value {
			a, _ := lazy.Bytes(c.Argument(0))
			b, _ := lazy.Bytes(c.Argument(1))
			return r.VM.ToValue(hmac.Equal(a, b))
		},
	})
}

func hashArgument(r *lazy.Realm, v goja.Value) func() hash.Hash {
	h, err := newHash(v.String())
	if err != nil {
		panic(r.VM.NewTypeError("crypto.subtle: %s", err))
	}
	return h
}
