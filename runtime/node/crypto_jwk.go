package node

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// jwk are the members of a JSON Web Key that keys of two are made of.
type jwk struct {
	Kty string `json:"kty"`
	Crv string `json:"crv,omitempty"`
	X   string `json:"x,omitempty"`
	Y   string `json:"y,omitempty"`
	N   string `json:"n,omitempty"`
	E   string `json:"e,omitempty"`
	D   string `json:"d,omitempty"`
	P   string `json:"p,omitempty"`
	Q   string `json:"q,omitempty"`
	DP  string `json:"dp,omitempty"`
	DQ  string `json:"dq,omitempty"`
	QI  string `json:"qi,omitempty"`
}

func invalidJWK(why string) error {
	return &cryptoError{"Error", "ERR_CRYPTO_INVALID_JWK", "Invalid JWK data", why}
}

// number reads a member as a number.
func number(text string) *big.Int {
	b, _ := base64.RawURLEncoding.DecodeString(text)
	return new(big.Int).SetBytes(b)
}

// parseJWK reads the JSON of a key.
func parseJWK(text string, private bool) (*asymmetric, error) {
	var j jwk
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return nil, invalidJWK(err.Error())
	}
	if private && j.D == "" {
		return nil, invalidJWK("a private key has a member d")
	}
	switch j.Kty {
	case "RSA":
		return j.rsa()
	case "EC":
		return j.ec()
	case "OKP":
		return j.okp()
	}
	return nil, invalidJWK(fmt.Sprintf("kty is RSA, EC or OKP, not %q", j.Kty))
}

func (j *jwk) rsa() (*asymmetric, error) {
	e := number(j.E)
	if !e.IsInt64() || number(j.N).Sign() == 0 {
		return nil, invalidJWK("n and e are missing or too large")
	}
	public := &rsa.PublicKey{N: number(j.N), E: int(e.Int64())}
	if j.D == "" {
		return &asymmetric{public: public}, nil
	}
	k := &rsa.PrivateKey{PublicKey: *public, D: number(j.D), Primes: []*big.Int{number(j.P), number(j.Q)}}
	if err := k.Validate(); err != nil {
		return nil, invalidJWK(err.Error())
	}
	k.Precompute()
	return both(k), nil
}

func (j *jwk) ec() (*asymmetric, error) {
	curve := curves[j.Crv]
	if curve == nil {
		return nil, invalidJWK(fmt.Sprintf("the curve %q is not there: P-256, P-384 and P-521 are; others are in the npm package @noble/curves", j.Crv))
	}
	size := (curve.Params().BitSize + 7) / 8
	point := append([]byte{4}, number(j.X).FillBytes(make([]byte, max(size, len(number(j.X).Bytes()))))...)
	point = append(point, number(j.Y).FillBytes(make([]byte, max(size, len(number(j.Y).Bytes()))))...)
	public, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	if err != nil {
		return nil, invalidJWK(err.Error())
	}
	if j.D == "" {
		return &asymmetric{public: public}, nil
	}
	k, err := ecdsa.ParseRawPrivateKey(curve, number(j.D).FillBytes(make([]byte, max(size, len(number(j.D).Bytes())))))
	if err != nil {
		return nil, invalidJWK(err.Error())
	}
	return both(k), nil
}

func (j *jwk) okp() (*asymmetric, error) {
	x, _ := base64.RawURLEncoding.DecodeString(j.X)
	d, _ := base64.RawURLEncoding.DecodeString(j.D)
	switch {
	case j.Crv == "Ed25519" && len(d) == ed25519.SeedSize:
		return both(ed25519.NewKeyFromSeed(d)), nil
	case j.Crv == "Ed25519" && len(x) == ed25519.PublicKeySize && d == nil:
		return &asymmetric{public: ed25519.PublicKey(x)}, nil
	case j.Crv == "X25519" && len(d) > 0:
		k, err := ecdh.X25519().NewPrivateKey(d)
		if err != nil {
			return nil, invalidJWK(err.Error())
		}
		return both(k), nil
	case j.Crv == "X25519":
		k, err := ecdh.X25519().NewPublicKey(x)
		if err != nil {
			return nil, invalidJWK(err.Error())
		}
		return &asymmetric{public: k}, nil
	}
	return nil, invalidJWK(fmt.Sprintf("crv is Ed25519 or X25519, not %q, with 32 bytes", j.Crv))
}

// jwk writes a key as JSON.
func (k *asymmetric) jwk() (any, error) {
	text := base64.RawURLEncoding.EncodeToString
	j := jwk{}
	switch p := k.public.(type) {
	case *rsa.PublicKey:
		j = jwk{Kty: "RSA", N: text(p.N.Bytes()), E: text(big.NewInt(int64(p.E)).Bytes())}
		if own, ok := k.private.(*rsa.PrivateKey); ok {
			own.Precompute()
			j.D, j.P, j.Q = text(own.D.Bytes()), text(own.Primes[0].Bytes()), text(own.Primes[1].Bytes())
			j.DP, j.DQ, j.QI = text(own.Precomputed.Dp.Bytes()), text(own.Precomputed.Dq.Bytes()), text(own.Precomputed.Qinv.Bytes())
		}
	case *ecdsa.PublicKey:
		point, err := p.Bytes()
		if err != nil {
			return nil, err
		}
		half := len(point) / 2
		j = jwk{Kty: "EC", Crv: p.Params().Name, X: text(point[1 : 1+half]), Y: text(point[1+half:])}
		if own, ok := k.private.(*ecdsa.PrivateKey); ok {
			d, err := own.Bytes()
			if err != nil {
				return nil, err
			}
			j.D = text(d)
		}
	case ed25519.PublicKey:
		j = jwk{Kty: "OKP", Crv: "Ed25519", X: text(p)}
		if own, ok := k.private.(ed25519.PrivateKey); ok {
			j.D = text(own.Seed())
		}
	case *ecdh.PublicKey:
		j = jwk{Kty: "OKP", Crv: "X25519", X: text(p.Bytes())}
		if own, ok := k.private.(*ecdh.PrivateKey); ok {
			j.D = text(own.Bytes())
		}
	}
	b, err := json.Marshal(j)
	return string(b), err
}

// generate makes a key; detail is the bits of RSA or the curve.
func generate(kind, detail string) (any, error) {
	var k crypto.PrivateKey
	var err error
	switch kind {
	case "rsa", "rsa-pss":
		bits, _ := strconv.Atoi(detail)
		if bits < 1024 || bits > 8192 {
			return nil, &cryptoError{"RangeError", "ERR_OUT_OF_RANGE", "modulusLength is from 1024 to 8192, not " + detail, ""}
		}
		k, err = rsa.GenerateKey(rand.Reader, bits)
	case "ec":
		curve := curves[detail]
		if curve == nil {
			return nil, &cryptoError{"TypeError", "ERR_CRYPTO_INVALID_CURVE", "Invalid EC curve name", "prime256v1, secp384r1 and secp521r1 are there; others are in the npm package @noble/curves"}
		}
		k, err = ecdsa.GenerateKey(curve, rand.Reader)
	case "ed25519":
		_, k, err = ed25519.GenerateKey(rand.Reader)
	case "x25519":
		k, err = ecdh.X25519().GenerateKey(rand.Reader)
	default:
		return nil, &cryptoError{"TypeError", "ERR_INVALID_ARG_VALUE", fmt.Sprintf("The argument 'type' must be a supported key type. Received '%s'", kind), "rsa, ec, ed25519 and x25519 are there"}
	}
	if err != nil {
		return nil, err
	}
	return both(k), nil
}

func generateLater(r *lazy.Realm, c goja.FunctionCall) goja.Value {
	kind, detail := c.Argument(0).String(), c.Argument(1).String()
	return answerLater(r, func(context.Context) (any, error) { return generate(kind, detail) })
}
