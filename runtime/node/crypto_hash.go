package node

import (
	"crypto"
	"crypto/hmac"
	_ "crypto/md5" // the hashes register themselves
	_ "crypto/sha1"
	_ "crypto/sha256"
	"crypto/sha3"
	_ "crypto/sha512"
	"hash"
	"maps"
	"slices"
	"strings"

	"github.com/dop251/goja"
	_ "golang.org/x/crypto/blake2b" // registers itself
	_ "golang.org/x/crypto/blake2s"

	"hotreply/runtime/internal/lazy"
)

// hashes are what createHash knows.
var hashes = map[string]crypto.Hash{
	"md5": crypto.MD5, "sha1": crypto.SHA1, "sha224": crypto.SHA224, "sha256": crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512,
	"sha512-224": crypto.SHA512_224, "sha512-256": crypto.SHA512_256, "sha3-224": crypto.SHA3_224, "sha3-256": crypto.SHA3_256,
	"sha3-384": crypto.SHA3_384, "sha3-512": crypto.SHA3_512, "blake2b512": crypto.BLAKE2b_512, "blake2s256": crypto.BLAKE2s_256,
}

// hashNames are the names of the hashes, those of unbounded length too.
func hashNames() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range maps.Keys(hashes) {
			if !yield(name) {
				return
			}
		}
		for _, name := range []string{"shake128", "shake256"} {
			if !yield(name) {
				return
			}
		}
	})
}

// hashNamed finds a hash under any of the spellings of its name, 0 if there is
// none.
func hashNamed(name string) crypto.Hash {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimPrefix(name, "rsa-"), "withrsaencryption")
	name = strings.ReplaceAll(name, "/", "-")
	if h := hashes[name]; h != 0 {
		return h
	}
	return hashes[strings.Replace(name, "sha-", "sha", 1)]
}

// shake is a hash of the length that was asked for.
type shake struct {
	*sha3.SHAKE
	size int
}

func (s shake) Size() int { return s.size }

func (s shake) Sum(b []byte) []byte {
	text, _ := s.MarshalBinary() // of its own kind
	copied := sha3.NewSHAKE128()
	if s.BlockSize() == sha3.NewSHAKE256().BlockSize() {
		copied = sha3.NewSHAKE256()
	}
	_ = copied.UnmarshalBinary(text)
	out := make([]byte, s.size)
	_, _ = copied.Read(out)
	return append(b, out...)
}

// newHash starts a hash; length is that of its sum, -1 for its own.
func newHash(name string, length int) (hash.Hash, error) {
	most := func(s *sha3.SHAKE, own int) hash.Hash {
		if length < 0 {
			length = own
		}
		return shake{s, length}
	}
	switch strings.ToLower(name) {
	case "shake128":
		return most(sha3.NewSHAKE128(), 16), nil
	case "shake256":
		return most(sha3.NewSHAKE256(), 32), nil
	}
	h := hashNamed(name)
	switch {
	case h == 0:
		return nil, &cryptoError{"Error", "ERR_CRYPTO_INVALID_DIGEST", "Digest method not supported: " + name, "these are: " + strings.Join(hashNames(), ", ")}
	case length >= 0 && length != h.Size():
		return nil, fault("ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH", "Unsupported state or unable to set the length of the digest")
	}
	return h.New(), nil
}

// hashObject starts a hash (name, undefined, length), or with a key as second
// argument an HMAC. The object has update(bytes), sum() and copy().
func hashObject(r *lazy.Realm, c goja.FunctionCall) goja.Value {
	name, length := c.Argument(0).String(), -1
	if v := c.Argument(2); !goja.IsUndefined(v) {
		length = int(v.ToInteger())
	}
	return answer(r, func() (any, error) {
		key, keyed := lazy.Bytes(c.Argument(1))
		if !keyed {
			sum, err := newHash(name, length)
			if err != nil {
				return nil, err
			}
			return sumObject(r, sum), nil
		}
		h := hashNamed(name)
		if h == 0 {
			return nil, &cryptoError{"TypeError", "ERR_CRYPTO_INVALID_DIGEST", "Invalid digest: " + name, "these are: " + strings.Join(hashNames(), ", ")}
		}
		return sumObject(r, hmac.New(h.New, key)), nil
	})
}

func sumObject(r *lazy.Realm, sum hash.Hash) goja.Value {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"update": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			sum.Write(b)
			return goja.Undefined()
		},
		"sum": func(goja.FunctionCall) goja.Value { return r.Uint8Array(sum.Sum(nil)) },
		"copy": func(goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) {
				if s, ok := sum.(shake); ok {
					text, _ := s.MarshalBinary()
					next := sha3.NewSHAKE128()
					if s.BlockSize() != next.BlockSize() {
						next = sha3.NewSHAKE256()
					}
					return sumObject(r, shake{next, s.size}), next.UnmarshalBinary(text)
				}
				cloner, ok := sum.(hash.Cloner)
				if !ok {
					return nil, &cryptoError{"Error", "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", "this hash can not be copied", "keep the data and hash it again"}
				}
				next, err := cloner.Clone()
				if err != nil {
					return nil, err
				}
				return sumObject(r, next), nil
			})
		},
	})
}
