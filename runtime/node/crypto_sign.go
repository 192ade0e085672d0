package node

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"errors"
	"math/big"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// paddings of RSA, as crypto.constants has them.
const (
	paddingPKCS1 = 1
	paddingNone  = 3
	paddingOAEP  = 4
	paddingPSS   = 6
)

// signing is how to sign: the arguments of sign and verify behind the key.
type signing struct {
	hash    crypto.Hash // 0 for Ed25519
	padding int
	salt    int  // Node's saltLength: -1 as long as the hash, -2 as long as possible
	raw     bool // r and s of ECDSA side by side
}

func (s signing) pss() *rsa.PSSOptions {
	o := &rsa.PSSOptions{SaltLength: s.salt, Hash: s.hash}
	if s.salt == -2 {
		o.SaltLength = rsa.PSSSaltLengthAuto
	}
	return o
}

var errKeyKind = &cryptoError{"Error", "ERR_OSSL_EVP_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE", "operation not supported for this keytype", "RSA, EC and Ed25519 keys sign"}

// weak says what to do about keys that Go refuses for their size.
func weak(err error) error {
	return &cryptoError{"Error", "ERR_OSSL_RSA_KEY_SIZE_TOO_SMALL", err.Error(), "keys of fewer than 1024 bits are not safe: make one of 2048"}
}

// sign signs data: the digest, or all of it for Ed25519.
func (s signing) sign(k *asymmetric, data []byte) ([]byte, error) {
	switch private := k.private.(type) {
	case *rsa.PrivateKey:
		var out []byte
		var err error
		if s.padding == paddingPSS {
			out, err = rsa.SignPSS(rand.Reader, private, s.hash, data, s.pss())
		} else {
			out, err = rsa.SignPKCS1v15(nil, private, s.hash, data)
		}
		if err != nil {
			return nil, weak(err)
		}
		return out, nil
	case *ecdsa.PrivateKey:
		der, err := ecdsa.SignASN1(rand.Reader, private, data)
		if err != nil || !s.raw {
			return der, err
		}
		return sideBySide(der, (private.Params().BitSize+7)/8)
	case ed25519.PrivateKey:
		return ed25519.Sign(private, data), nil
	}
	return nil, errKeyKind
}

// verify reports whether a signature is right.
func (s signing) verify(k *asymmetric, data, signature []byte) (bool, error) {
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		if s.padding == paddingPSS {
			return rsa.VerifyPSS(public, s.hash, data, signature, s.pss()) == nil, nil
		}
		return rsa.VerifyPKCS1v15(public, s.hash, data, signature) == nil, nil
	case *ecdsa.PublicKey:
		if s.raw {
			signature = asDER(signature)
		}
		return ecdsa.VerifyASN1(public, data, signature), nil
	case ed25519.PublicKey:
		return ed25519.Verify(public, data, signature), nil
	}
	return false, errKeyKind
}

// sideBySide makes a signature of ECDSA two numbers of the same size.
func sideBySide(der []byte, size int) ([]byte, error) {
	var p struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &p); err != nil {
		return nil, err
	}
	return append(p.R.FillBytes(make([]byte, size)), p.S.FillBytes(make([]byte, size))...), nil
}

// asDER undoes sideBySide; what is no signature verifies as none.
func asDER(raw []byte) []byte {
	half := len(raw) / 2
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(raw[:half]), new(big.Int).SetBytes(raw[half:])})
	if err != nil {
		return nil
	}
	return der
}

// readSigning reads (key, hash name, padding, salt, raw) from argument 0 on.
func readSigning(c goja.FunctionCall) (*asymmetric, signing, error) {
	k := openKey(c.Argument(0))
	s := signing{padding: int(c.Argument(2).ToInteger()), salt: int(c.Argument(3).ToInteger()), raw: c.Argument(4).ToBoolean()}
	if _, ed := k.public.(ed25519.PublicKey); ed {
		return k, s, nil
	}
	name := c.Argument(1).String()
	if s.hash = hashNamed(name); s.hash == 0 {
		return nil, s, &cryptoError{"TypeError", "ERR_CRYPTO_INVALID_DIGEST", "Invalid digest: " + name, ""}
	}
	return k, s, nil
}

// digest is what is signed of data: its hash, or itself for Ed25519.
func (s signing) digest(data []byte) []byte {
	if s.hash == 0 {
		return data
	}
	h := s.hash.New()
	h.Write(data)
	return h.Sum(nil)
}

// signFunctions are the natives of crypto_sign.js.
func signFunctions(r *lazy.Realm) map[string]func(goja.FunctionCall) goja.Value {
	return map[string]func(goja.FunctionCall) goja.Value{
		"knowsHash": func(c goja.FunctionCall) goja.Value { return r.VM.ToValue(hashNamed(c.Argument(0).String()) != 0) },
		// sign(key, hash, padding, salt, raw, data)
		"sign": func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) {
				k, s, err := readSigning(c)
				if err != nil {
					return nil, err
				}
				data, _ := lazy.Bytes(c.Argument(5))
				return s.sign(k, s.digest(data))
			})
		},
		// verify(key, hash, padding, salt, raw, data, signature)
		"verify": func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) {
				k, s, err := readSigning(c)
				if err != nil {
					return nil, err
				}
				data, _ := lazy.Bytes(c.Argument(5))
				signature, _ := lazy.Bytes(c.Argument(6))
				return s.verify(k, s.digest(data), signature)
			})
		},
		// rsa(key, data, padding, hash of OAEP, label, verb): verb is encrypt,
		// decrypt, privateEncrypt or publicDecrypt
		"rsa": func(c goja.FunctionCall) goja.Value {
			data, _ := lazy.Bytes(c.Argument(1))
			label, _ := lazy.Bytes(c.Argument(4))
			return answer(r, func() (any, error) {
				return crypt(openKey(c.Argument(0)), data, int(c.Argument(2).ToInteger()), hashNamed(c.Argument(3).String()), label, c.Argument(5).String())
			})
		},
		// agree(private, public) is a shared secret
		"agree": func(c goja.FunctionCall) goja.Value {
			return answer(r, func() (any, error) { return agree(openKey(c.Argument(0)), openKey(c.Argument(1))) })
		},
	}
}

// crypt is RSA by its four verbs.
func crypt(k *asymmetric, data []byte, padding int, hash crypto.Hash, label []byte, verb string) ([]byte, error) {
	public, ok := k.public.(*rsa.PublicKey)
	private, _ := k.private.(*rsa.PrivateKey)
	if !ok || private == nil && (verb == "decrypt" || verb == "privateEncrypt") {
		return nil, errKeyKind
	}
	if hash == 0 {
		hash = crypto.SHA1
	}
	switch verb {
	case "encrypt":
		if padding == paddingPKCS1 {
			//lint:ignore SA1019 what the other side speaks
			out, err := rsa.EncryptPKCS1v15(rand.Reader, public, data)
			return out, rsaError(err, "data too large for key size")
		}
		if padding == paddingNone {
			return rawRSA(data, public.N, big.NewInt(int64(public.E)), public.Size())
		}
		out, err := rsa.EncryptOAEP(hash.New(), rand.Reader, public, data, label)
		return out, rsaError(err, "data too large for key size")
	case "decrypt":
		if padding == paddingPKCS1 {
			//lint:ignore SA1019 what the other side speaks
			out, err := rsa.DecryptPKCS1v15(nil, private, data)
			return out, rsaError(err, "bad decrypt")
		}
		if padding == paddingNone {
			return rawRSA(data, public.N, private.D, public.Size())
		}
		out, err := rsa.DecryptOAEP(hash.New(), nil, private, data, label)
		return out, rsaError(err, "oaep decoding error")
	case "privateEncrypt":
		out, err := rsa.SignPKCS1v15(nil, private, 0, data)
		return out, rsaError(err, "data too large for key size")
	}
	out, err := rawRSA(data, public.N, big.NewInt(int64(public.E)), public.Size())
	if err != nil {
		return nil, err
	}
	return withoutPadding(out)
}

func rsaError(err error, reason string) error {
	if err == nil || errors.Is(err, rsa.ErrMessageTooLong) || errors.Is(err, rsa.ErrDecryption) {
		if err == nil {
			return nil
		}
		return openssl(reason, "")
	}
	return weak(err)
}

// rawRSA is the bare power.
func rawRSA(data []byte, n, e *big.Int, size int) ([]byte, error) {
	m := new(big.Int).SetBytes(data)
	if m.Cmp(n) >= 0 {
		return nil, openssl("data too large for key size", "")
	}
	return m.Exp(m, e, n).FillBytes(make([]byte, size)), nil
}

// withoutPadding takes off what SignPKCS1v15 put before the data.
func withoutPadding(b []byte) ([]byte, error) {
	if len(b) > 10 && b[0] == 0 && b[1] == 1 {
		for i, c := range b[2:] {
			switch {
			case c == 0 && i >= 8:
				return b[2+i+1:], nil
			case c != 0xff:
				return nil, openssl("bad decrypt", "")
			}
		}
	}
	return nil, openssl("bad decrypt", "")
}

// agree is the secret that two keys share.
func agree(a, b *asymmetric) ([]byte, error) {
	private, err := forAgreement(a.private)
	if err != nil {
		return nil, err
	}
	public, err := forAgreement(b.public)
	if err != nil {
		return nil, err
	}
	own, ok := private.(*ecdh.PrivateKey)
	other, ok2 := public.(*ecdh.PublicKey)
	if !ok || !ok2 || own.Curve() != other.Curve() {
		return nil, &cryptoError{"Error", "ERR_CRYPTO_INCOMPATIBLE_KEY", "Incompatible key types for Diffie-Hellman", "both keys are x25519, or ec of one curve"}
	}
	return own.ECDH(other)
}

func forAgreement(k any) (any, error) {
	switch k := k.(type) {
	case *ecdsa.PrivateKey:
		return k.ECDH()
	case *ecdsa.PublicKey:
		return k.ECDH()
	}
	return k, nil
}
