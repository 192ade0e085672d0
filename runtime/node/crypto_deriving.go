package node

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"fmt"
	"math/bits"

	"github.com/dop251/goja"
	"golang.org/x/crypto/scrypt"

	"hotreply/runtime/internal/lazy"
)

// Nothing can interrupt a derivation, so it is bounded before it starts.
const (
	mostRounds      = 1 << 22 // of PBKDF2 on the script's own loop: some seconds
	mostRoundsAside = 1 << 25 // beside it
)

// derivingFunctions are the natives of crypto_deriving.js: each (…) and each
// with Later behind its name.
func derivingFunctions(r *lazy.Realm) map[string]func(goja.FunctionCall) goja.Value {
	functions := map[string]func(goja.FunctionCall) goja.Value{}
	for name, prepare := range map[string]func(goja.FunctionCall, int64, int) (func() (any, error), error){
		"pbkdf2": pbkdf2Of, "scrypt": scryptOf, "hkdf": hkdfOf,
	} {
		functions[name] = func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) {
				work, err := prepare(c, r.Script.ReadLimit(), mostRounds)
				if err != nil {
					return nil, err
				}
				return work()
			})
		}
		functions[name+"Later"] = func(c goja.FunctionCall) goja.Value {
			work, err := prepare(c, r.Script.ReadLimit(), mostRoundsAside)
			return answerLater(r, func(context.Context) (any, error) {
				if err != nil {
					return nil, err
				}
				return work()
			})
		}
	}
	return functions
}

// secretAndSalt are the first two arguments, copied.
func secretAndSalt(c goja.FunctionCall) (secret, salt []byte) {
	secret, _ = lazy.Bytes(c.Argument(0))
	salt, _ = lazy.Bytes(c.Argument(1))
	return bytes.Clone(secret), bytes.Clone(salt)
}

// pbkdf2Of reads (secret, salt, rounds, length, hash).
func pbkdf2Of(c goja.FunctionCall, _ int64, most int) (func() (any, error), error) {
	secret, salt := secretAndSalt(c)
	rounds, length, name := int(c.Argument(2).ToInteger()), int(c.Argument(3).ToInteger()), c.Argument(4).String()
	h := hashNamed(name)
	if h == 0 {
		return nil, &cryptoError{"TypeError", "ERR_CRYPTO_INVALID_DIGEST", "Invalid digest: " + name, ""}
	}
	blocks := (length + h.Size() - 1) / h.Size()
	if high, low := bits.Mul64(uint64(rounds), uint64(blocks)); high > 0 || low > uint64(most) {
		return nil, &cryptoError{"RangeError", "ERR_OUT_OF_RANGE", fmt.Sprintf("pbkdf2: %d rounds for %d bytes are more than the %d that one call may do", rounds, length, most), "nothing could stop them: take fewer rounds, or crypto.pbkdf2 instead of pbkdf2Sync, which may do eight times as many"}
	}
	return func() (any, error) { return pbkdf2.Key(h.New, string(secret), salt, rounds, length) }, nil
}

// scryptOf reads (secret, salt, length, N, r, p, maxmem).
func scryptOf(c goja.FunctionCall, limit int64, most int) (func() (any, error), error) {
	secret, salt := secretAndSalt(c)
	at := func(i int) int64 { return c.Argument(i).ToInteger() }
	length, n, r, p, mem := at(2), at(3), at(4), at(5), at(6)
	if n < 2 || n&(n-1) != 0 || r < 1 || p < 1 || n > 1<<30 || r > 1<<20 || p > 1<<20 || r*p >= 1<<30 || length > limit {
		return nil, &cryptoError{"RangeError", "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", "Invalid scrypt params", "N is a power of two"}
	}
	if need := 128 * n * r; need > mem || need > limit || need*p > 64*int64(most) {
		return nil, &cryptoError{"RangeError", "ERR_CRYPTO_INVALID_SCRYPT_PARAMS", fmt.Sprintf("Invalid scrypt params: memory limit exceeded: %d bytes, more than the %d that it may take", need, min(mem, limit)), "maxmem raises it up to a quarter of rules.memory_limit, 64 MB at most; smaller N and p need less"}
	}
	return func() (any, error) { return scrypt.Key(secret, salt, int(n), int(r), int(p), int(length)) }, nil
}

// hkdfOf reads (secret, salt, info, length, hash).
func hkdfOf(c goja.FunctionCall, _ int64, _ int) (func() (any, error), error) {
	secret, salt := secretAndSalt(c)
	info, _ := lazy.Bytes(c.Argument(2))
	text, length, name := string(info), int(c.Argument(3).ToInteger()), c.Argument(4).String()
	h := hashNamed(name)
	if h == 0 {
		return nil, &cryptoError{"TypeError", "ERR_CRYPTO_INVALID_DIGEST", "Invalid digest: " + name, ""}
	}
	if length > 255*h.Size() {
		return nil, &cryptoError{"RangeError", "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length", ""}
	}
	return func() (any, error) { return hkdf.Key(h.New, secret, salt, text, length) }, nil
}
