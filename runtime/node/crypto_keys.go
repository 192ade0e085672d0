package node

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// asymmetric is a key of two: the public one, and maybe the private one. It is
// what a KeyObject holds; scripts get it as a value without members.
type asymmetric struct {
	private crypto.PrivateKey // nil for a public key
	public  crypto.PublicKey
}

// openKey is the key in the argument, which crypto_keys.js has put there.
func openKey(v goja.Value) *asymmetric {
	k, _ := v.Export().(*asymmetric)
	return k
}

// both makes a key of a private one.
func both(private crypto.PrivateKey) *asymmetric {
	public := private.(interface{ Public() crypto.PublicKey }).Public()
	return &asymmetric{private, public}
}

const unreadable = "give a key as PEM (-----BEGIN …-----), as DER with format and type, or as JWK"

// parseKey reads a key of any of the forms: text is PEM, der else. private says
// what is wanted; a public key may be taken out of a private one.
func parseKey(data []byte, isPEM, private bool) (*asymmetric, error) {
	if isPEM {
		block, _ := pem.Decode(data)
		if block == nil {
			return nil, openssl("unsupported", unreadable)
		}
		if block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return nil, openssl("unsupported", "keys with a passphrase are not read: openssl pkey -in key.pem -out plain.pem takes it off; keep that file in the state folder, or its text under [env]")
		}
		data = block.Bytes
	}
	if k := parsePrivate(data); k != nil {
		return k, nil
	}
	if private {
		return nil, openssl("unsupported", unreadable)
	}
	if k := parsePublic(data); k != nil {
		return &asymmetric{public: k}, nil
	}
	return nil, openssl("unsupported", unreadable)
}

func parsePrivate(der []byte) *asymmetric {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return both(k)
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return both(k)
	}
	if k, err := x509.ParseECPrivateKey(der); err == nil {
		return both(k)
	}
	return nil
}

func parsePublic(der []byte) crypto.PublicKey {
	if k, err := x509.ParsePKIXPublicKey(der); err == nil {
		return k
	}
	if k, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return k
	}
	if c, err := x509.ParseCertificate(der); err == nil {
		return c.PublicKey
	}
	return nil
}

// curves are the elliptic curves by the names of OpenSSL and of JWK.
var curves = map[string]elliptic.Curve{
	"prime256v1": elliptic.P256(), "secp384r1": elliptic.P384(), "secp521r1": elliptic.P521(), "secp224r1": elliptic.P224(),
	"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521(), "secp256r1": elliptic.P256(),
}

// curveNames are the names of OpenSSL, by those of Go.
var curveNames = map[string]string{"P-224": "secp224r1", "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1"}

// describe is {type, details} of a key, as asymmetricKeyType and
// asymmetricKeyDetails have it.
func (k *asymmetric) describe(vm *goja.Runtime) goja.Value {
	o, details := vm.NewObject(), vm.NewObject()
	_ = o.Set("details", details) // a new object takes any property
	kind := "ed25519"
	switch p := k.public.(type) {
	case *rsa.PublicKey:
		kind = "rsa"
		_ = details.Set("modulusLength", p.N.BitLen())
		_ = details.Set("publicExponent", big.NewInt(int64(p.E)))
	case *ecdsa.PublicKey:
		kind = "ec"
		_ = details.Set("namedCurve", curveNames[p.Params().Name])
	case *ecdh.PublicKey:
		kind = "x25519"
	}
	_ = o.Set("type", kind)
	return o
}

// equal compares two keys of one kind.
func (k *asymmetric) equal(other *asymmetric) bool {
	if (k.private == nil) != (other.private == nil) {
		return false
	}
	return k.public.(interface{ Equal(crypto.PublicKey) bool }).Equal(other.public)
}

// encode writes a key as DER of the type pkcs1, pkcs8, spki or sec1, with the
// label of its PEM.
func (k *asymmetric) encode(kind string) (der []byte, label string, err error) {
	wrong := &cryptoError{"TypeError", "ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", "The selected key encoding " + kind + " is not for this kind of key", "public keys are spki or pkcs1, private ones pkcs8, pkcs1 (RSA) or sec1 (EC)"}
	switch private := k.private.(type) {
	case nil:
		if p, ok := k.public.(*rsa.PublicKey); ok && kind == "pkcs1" {
			return x509.MarshalPKCS1PublicKey(p), "RSA PUBLIC KEY", nil
		}
		if kind == "spki" {
			der, err = x509.MarshalPKIXPublicKey(k.public)
			return der, "PUBLIC KEY", err
		}
		return nil, "", wrong
	case *rsa.PrivateKey:
		if kind == "pkcs1" {
			return x509.MarshalPKCS1PrivateKey(private), "RSA PRIVATE KEY", nil
		}
	case *ecdsa.PrivateKey:
		if kind == "sec1" {
			der, err = x509.MarshalECPrivateKey(private)
			return der, "EC PRIVATE KEY", err
		}
	}
	if kind != "pkcs8" {
		return nil, "", wrong
	}
	der, err = x509.MarshalPKCS8PrivateKey(k.private)
	return der, "PRIVATE KEY", err
}

// keyFunctions are the natives of crypto_keys.js.
func keyFunctions(r *lazy.Realm) map[string]func(goja.FunctionCall) goja.Value {
	return map[string]func(goja.FunctionCall) goja.Value{
		// parseKey(bytes, isPEM, private)
		"parseKey": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			return answer(r, func() (any, error) {
				k, err := parseKey(b, c.Argument(1).ToBoolean(), c.Argument(2).ToBoolean())
				return k, err
			})
		},
		// parseJWK(text, private)
		"parseJWK": func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) { return parseJWK(c.Argument(0).String(), c.Argument(1).ToBoolean()) })
		},
		"publicOf": func(c goja.FunctionCall) goja.Value {
			return r.VM.ToValue(&asymmetric{public: openKey(c.Argument(0)).public})
		},
		"isPrivate":   func(c goja.FunctionCall) goja.Value { return r.VM.ToValue(openKey(c.Argument(0)).private != nil) },
		"describeKey": func(c goja.FunctionCall) goja.Value { return openKey(c.Argument(0)).describe(r.VM) },
		"equalKeys": func(c goja.FunctionCall) goja.Value {
			return r.VM.ToValue(openKey(c.Argument(0)).equal(openKey(c.Argument(1))))
		},
		// exportKey(key, type, asPEM)
		"exportKey": func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) {
				der, label, err := openKey(c.Argument(0)).encode(c.Argument(1).String())
				if err != nil || !c.Argument(2).ToBoolean() {
					return der, err
				}
				return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})), nil
			})
		},
		"exportJWK": func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) { return openKey(c.Argument(0)).jwk() })
		},
		// generate(kind, bits or curve), generateLater(…)
		"generate": func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) { return generate(c.Argument(0).String(), c.Argument(1).String()) })
		},
		"generateLater": func(c goja.FunctionCall) goja.Value { return generateLater(r, c) },
	}
}

// ed25519 keys are handed about as values.
var _ crypto.Signer = ed25519.PrivateKey(nil)
