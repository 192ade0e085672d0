package node

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

// cryptoError is an error with the class and the code that Node gives it.
type cryptoError struct{ class, code, message, hint string }

func (e *cryptoError) Error() string { return e.message }

// fault makes one of the class Error.
func fault(code, message string) error { return &cryptoError{"Error", code, message, ""} }

// opensslCodes are the codes of conditions that OpenSSL names, by its words.
var opensslCodes = map[string]string{
	"bad decrypt":                 "ERR_OSSL_BAD_DECRYPT",
	"wrong final block length":    "ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH",
	"unsupported":                 "ERR_OSSL_UNSUPPORTED",
	"data too large for key size": "ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE",
	"oaep decoding error":         "ERR_OSSL_RSA_OAEP_DECODING_ERROR",
}

// openssl is the error of a condition of opensslCodes.
func openssl(reason, hint string) error {
	return &cryptoError{"Error", opensslCodes[reason], "error: " + reason, hint}
}

// answer is [error, value] of work done at once: crypto.js gives errors their
// class.
func answer(r *lazy.Realm, work func() (any, error)) goja.Value {
	v, err := work()
	return answerOf(r, v, err)
}

func answerOf(r *lazy.Realm, v any, err error) goja.Value {
	if err != nil {
		return r.VM.NewArray(cryptoErrorObject(r.VM, err))
	}
	if b, ok := v.([]byte); ok {
		return r.VM.NewArray(goja.Null(), r.Uint8Array(b))
	}
	return r.VM.NewArray(goja.Null(), r.VM.ToValue(v))
}

// answerLater is answer of work on a goroutine of its own.
func answerLater(r *lazy.Realm, work func(context.Context) (any, error)) goja.Value {
	type outcome struct {
		v   any
		err error
	}
	return r.Async(func(ctx context.Context) (any, error) {
		v, err := work(ctx)
		return outcome{v, err}, nil
	}, func(v any) (goja.Value, error) {
		o := v.(outcome)
		return answerOf(r, o.v, o.err), nil
	})
}

func cryptoErrorObject(vm *goja.Runtime, err error) goja.Value {
	e, ok := errors.AsType[*cryptoError](err)
	if !ok {
		e = &cryptoError{class: "Error", message: err.Error()}
		if large, ok := errors.AsType[*runtime.TooLargeError](err); ok {
			e.class, e.code, e.hint = "RangeError", large.Code(), large.Hint()
		}
	}
	o := vm.NewObject()
	_ = o.Set("class", e.class) // a new object takes any property
	_ = o.Set("code", e.code)
	_ = o.Set("message", e.message)
	_ = o.Set("hint", e.hint)
	return o
}

// cryptoKey is where a script keeps the natives of crypto.
type cryptoKey struct{}

// cryptoNatives is the go of the files of crypto, which share it.
func cryptoNatives(r *lazy.Realm) *goja.Object {
	if made, ok := r.Script.Local(cryptoKey{}).(*goja.Object); ok {
		return made
	}
	functions := map[string]func(goja.FunctionCall) goja.Value{
		"hash":   func(c goja.FunctionCall) goja.Value { return hashObject(r, c) },
		"hashes": func(goja.FunctionCall) goja.Value { return r.VM.ToValue(hashNames()) },
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
	}
	for _, more := range []map[string]func(goja.FunctionCall) goja.Value{keyFunctions(r), signFunctions(r), cipherFunctions(r), derivingFunctions(r)} {
		for name, f := range more {
			functions[name] = f
		}
	}
	made := r.Object(functions)
	r.Script.SetLocal(cryptoKey{}, made)
	return made
}
