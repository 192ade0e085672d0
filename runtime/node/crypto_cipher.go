package node

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" // what older services still speak
	"slices"
	"strings"

	"github.com/dop251/goja"
	"golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"

	"hotreply/runtime/internal/lazy"
)

// algorithm is one symmetric cipher.
type algorithm struct {
	mode       string // cbc, ecb, ctr, cfb, ofb, gcm, stream
	key, iv    int    // sizes in bytes
	block      func(key []byte) (cipher.Block, error)
	cipherName string
}

// algorithms are the ciphers by name.
var algorithms = func() map[string]algorithm {
	m := map[string]algorithm{
		"chacha20-poly1305": {mode: "stream", key: 32, iv: 12},
		"des-ede3-cbc":      {mode: "cbc", key: 24, iv: 8, block: des.NewTripleDESCipher},
		"des-ede3-ecb":      {mode: "ecb", key: 24, block: des.NewTripleDESCipher},
		"des-ede3":          {mode: "ecb", key: 24, block: des.NewTripleDESCipher},
		"des-cbc":           {mode: "cbc", key: 8, iv: 8, block: des.NewCipher},
		"des-ecb":           {mode: "ecb", key: 8, block: des.NewCipher},
	}
	for name, size := range map[string]int{"aes-128": 16, "aes-192": 24, "aes-256": 32} {
		for _, mode := range []string{"cbc", "ctr", "cfb", "ofb", "gcm", "ecb"} {
			a := algorithm{mode: mode, key: size, iv: 16, block: aes.NewCipher}
			switch mode {
			case "ecb":
				a.iv = 0
			case "gcm":
				a.iv = 12
			}
			m[name+"-"+mode] = a
		}
	}
	return m
}()

// algorithmNamed finds a cipher under the spellings of its name.
func algorithmNamed(name string) (algorithm, bool) {
	name = strings.ToLower(name)
	if rest, ok := strings.CutPrefix(name, "id-aes"); ok { // id-aes256-GCM
		name = "aes-" + rest
	}
	if strings.HasPrefix(name, "aes") && len(name) == 6 { // aes256
		name = "aes-" + name[3:] + "-cbc"
	}
	a, ok := algorithms[name]
	a.cipherName = name
	return a, ok
}

func cipherNames() []string {
	names := make([]string, 0, len(algorithms))
	for name := range algorithms {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// enciphering is a cipher at work, for either direction.
type enciphering struct {
	algorithm
	decrypt bool
	over    bool
	padding bool
	rest    []byte // less than a block, or the last block of what is decrypted

	blocks interface{ CryptBlocks(dst, src []byte) } // cbc and ecb
	stream cipher.Stream                             // the others
	aead   *authenticated                            // gcm and chacha20-poly1305: with a tag
}

// newEnciphering checks the arguments as Node does.
func newEnciphering(name string, key, iv []byte, hasIV, decrypt bool) (*enciphering, error) {
	a, ok := algorithmNamed(name)
	if !ok {
		return nil, &cryptoError{"Error", "ERR_CRYPTO_UNKNOWN_CIPHER", "Unknown cipher", "these are: " + strings.Join(cipherNames(), ", ")}
	}
	anyIV := a.mode == "gcm" && len(iv) > 0
	if !anyIV && len(iv) != a.iv || !hasIV && a.iv > 0 {
		return nil, &cryptoError{"TypeError", "ERR_CRYPTO_INVALID_IV", "Invalid initialization vector", ""}
	}
	if len(key) != a.key {
		return nil, &cryptoError{"RangeError", "ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length", ""}
	}
	e := &enciphering{algorithm: a, decrypt: decrypt, padding: true}
	if a.block == nil {
		return e, e.startChaCha(key, iv)
	}
	block, err := a.block(key)
	if err != nil {
		return nil, err
	}
	switch a.mode {
	case "cbc":
		if e.blocks = cipher.NewCBCEncrypter(block, iv); decrypt {
			e.blocks = cipher.NewCBCDecrypter(block, iv)
		}
	case "ecb":
		e.blocks = eachBlock{block, decrypt}
	case "ctr":
		e.stream = cipher.NewCTR(block, iv)
	case "cfb":
		//lint:ignore SA1019 what was asked for
		if e.stream = cipher.NewCFBEncrypter(block, iv); decrypt {
			//lint:ignore SA1019 what was asked for
			e.stream = cipher.NewCFBDecrypter(block, iv)
		}
	case "ofb":
		//lint:ignore SA1019 what was asked for
		e.stream = cipher.NewOFB(block, iv)
	case "gcm":
		return e, e.startGCM(block, iv)
	}
	return e, nil
}

// eachBlock is ECB: every block alone.
type eachBlock struct {
	cipher.Block
	decrypt bool
}

func (b eachBlock) CryptBlocks(dst, src []byte) {
	n := b.BlockSize()
	for i := 0; i < len(src); i += n {
		if b.decrypt {
			b.Decrypt(dst[i:i+n], src[i:i+n])
		} else {
			b.Encrypt(dst[i:i+n], src[i:i+n])
		}
	}
}

func (e *enciphering) size() int {
	if strings.HasPrefix(e.cipherName, "des") {
		return des.BlockSize
	}
	return aes.BlockSize
}

// update takes data and gives what is ready.
func (e *enciphering) update(data []byte) ([]byte, error) {
	if e.over {
		return nil, fault("", "Trying to add data in unsupported state")
	}
	if e.aead != nil {
		return e.aead.update(e.stream, data, e.decrypt)
	}
	if e.stream != nil {
		out := make([]byte, len(data))
		e.stream.XORKeyStream(out, data)
		return out, nil
	}
	e.rest = append(e.rest, data...)
	whole := len(e.rest) / e.size() * e.size()
	// The last block that is decrypted may be padding: it waits for the end.
	if e.decrypt && e.padding && whole == len(e.rest) && whole > 0 {
		whole -= e.size()
	}
	out := make([]byte, whole)
	e.blocks.CryptBlocks(out, e.rest[:whole])
	e.rest = slices.Clone(e.rest[whole:])
	return out, nil
}

// final gives what is left, with the padding put on or taken off.
func (e *enciphering) final() ([]byte, error) {
	if e.over {
		return nil, fault("ERR_CRYPTO_INVALID_STATE", "Invalid state")
	}
	e.over = true
	if e.aead != nil {
		return []byte{}, e.aead.final(e.decrypt)
	}
	if e.stream != nil {
		return []byte{}, nil
	}
	n := e.size()
	switch {
	case !e.padding && len(e.rest) == 0:
		return []byte{}, nil
	case !e.padding, e.decrypt && len(e.rest) != n:
		return nil, openssl("wrong final block length", "the data is cut, or not of this cipher")
	case !e.decrypt:
		pad := n - len(e.rest)%n
		for range pad {
			e.rest = append(e.rest, byte(pad))
		}
	}
	out := make([]byte, len(e.rest))
	e.blocks.CryptBlocks(out, e.rest)
	if !e.decrypt {
		return out, nil
	}
	pad := int(out[n-1])
	if pad == 0 || pad > n {
		return nil, openssl("bad decrypt", "the key or the vector is another than that of the encryption")
	}
	for _, c := range out[n-pad:] {
		if int(c) != pad {
			return nil, openssl("bad decrypt", "the key or the vector is another than that of the encryption")
		}
	}
	return out[:n-pad], nil
}

func (e *enciphering) startChaCha(key, iv []byte) error {
	s, err := chacha20.NewUnauthenticatedCipher(key, iv)
	if err != nil {
		return err
	}
	s.SetCounter(1) // the first block makes the key of the tag
	e.stream = s
	a, err := chacha20poly1305.New(key)
	e.aead = &authenticated{aead: a, nonce: slices.Clone(iv), size: 16}
	return err
}

// startGCM makes the key stream of GCM, for nonces of any size: its first
// counter is what the first block of an encryption of zeroes was made of.
func (e *enciphering) startGCM(block cipher.Block, iv []byte) error {
	a, err := cipher.NewGCMWithNonceSize(block, len(iv))
	if err != nil {
		return err
	}
	counter := make([]byte, aes.BlockSize)
	block.Decrypt(counter, a.Seal(nil, iv, counter, nil)[:aes.BlockSize])
	e.stream = newGCMStream(block, counter)
	e.aead = &authenticated{aead: a, nonce: slices.Clone(iv), size: 16}
	return nil
}

// cipherFunctions are the natives of crypto_ciphers.js.
func cipherFunctions(r *lazy.Realm) map[string]func(goja.FunctionCall) goja.Value {
	return map[string]func(goja.FunctionCall) goja.Value{
		"ciphers": func(goja.FunctionCall) goja.Value { return r.VM.ToValue(cipherNames()) },
		"cipherInfo": func(c goja.FunctionCall) goja.Value {
			a, ok := algorithmNamed(c.Argument(0).String())
			if !ok {
				return goja.Undefined()
			}
			o := r.VM.NewObject()
			block := 1
			if a.mode == "cbc" || a.mode == "ecb" {
				block = (&enciphering{algorithm: a}).size()
			}
			for key, v := range map[string]any{"mode": a.mode, "name": a.cipherName, "keyLength": a.key, "ivLength": a.iv, "blockSize": block} {
				_ = o.Set(key, v) // a new object takes any property
			}
			return o
		},
		// cipher(name, key, iv or null, decrypt, length of the tag)
		"cipher": func(c goja.FunctionCall) goja.Value {
			key, _ := lazy.Bytes(c.Argument(1))
			iv, hasIV := lazy.Bytes(c.Argument(2))
			return answer(r, func() (any, error) {
				e, err := newEnciphering(c.Argument(0).String(), key, iv, hasIV, c.Argument(3).ToBoolean())
				if err != nil {
					return nil, err
				}
				if v := c.Argument(4); e.aead != nil && !goja.IsUndefined(v) {
					e.aead.size = int(v.ToInteger())
				}
				e.limit(r.Script.ReadLimit())
				return cipherObject(r, e), nil
			})
		},
	}
}

func cipherObject(r *lazy.Realm, e *enciphering) goja.Value {
	bytesOf := func(f func([]byte) ([]byte, error)) func(goja.FunctionCall) goja.Value {
		return func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			return answer(r, func() (any, error) { return f(b) })
		}
	}
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"update": bytesOf(e.update),
		"final":  bytesOf(func([]byte) ([]byte, error) { return e.final() }),
		"padding": func(c goja.FunctionCall) goja.Value {
			e.padding = c.Argument(0).ToBoolean()
			return goja.Undefined()
		},
		"aad":    bytesOf(func(b []byte) ([]byte, error) { return []byte{}, e.addData(b) }),
		"tag":    bytesOf(func([]byte) ([]byte, error) { return e.tag() }),
		"setTag": bytesOf(func(b []byte) ([]byte, error) { return []byte{}, e.setTag(b) }),
	})
}
