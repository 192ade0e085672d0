package node

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"hash"
	"maps"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// hashes are what createHash knows.
var hashes = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New,
	"sha384": sha512.New384, "sha512": sha512.New, "sha512-256": sha512.New512_256,
	"sha3-256": func() hash.Hash { return sha3.New256() }, "sha3-512": func() hash.Hash { return sha3.New512() },
}

// newHash finds a hash under any of the spellings of its name.
func newHash(name string) func() hash.Hash {
	name = strings.ToLower(name)
	if h := hashes[name]; h != nil {
		return h
	}
	return hashes[strings.Replace(name, "sha-", "sha", 1)]
}

// cryptoNatives is the go of crypto.js.
func cryptoNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"hash": func(c goja.FunctionCall) goja.Value { return hashObject(r, c) },
		"hashes": func(goja.FunctionCall) goja.Value {
			return r.VM.ToValue(slices.Sorted(maps.Keys(hashes)))
		},
		"random": func(c goja.FunctionCall) goja.Value {
			b := make([]byte, c.Argument(0).ToInteger())
			_, _ = rand.Read(b) // never fails
			return r.Uint8Array(b)
		},
		"equal": func(c goja.FunctionCall) goja.Value {
			a, _ := lazy.Bytes(c.Argument(0))
			b, _ := lazy.Bytes(c.Argument(1))
			return r.VM.ToValue(hmac.Equal(a, b))
		},
	})
}

// hashObject starts a hash, or with a key as second argument an HMAC.
func hashObject(r *lazy.Realm, c goja.FunctionCall) goja.Value {
	name := c.Argument(0).String()
	make := newHash(name)
	if make == nil {
		e := r.VM.NewTypeError("crypto: the hash %q is not known: %s are", name,
			strings.Join(slices.Sorted(maps.Keys(hashes)), ", "))
		_ = e.Set("code", "ERR_CRYPTO_INVALID_DIGEST")
		panic(e)
	}
	var sum hash.Hash
	if key, ok := lazy.Bytes(c.Argument(1)); ok {
		sum = hmac.New(make, key)
	} else {
		sum = make()
	}
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"update": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			sum.Write(b)
			return goja.Undefined()
		},
		"sum": func(goja.FunctionCall) goja.Value { return r.Uint8Array(sum.Sum(nil)) },
	})
}
