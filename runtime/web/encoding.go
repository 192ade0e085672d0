package web

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"hotreply/runtime/internal/lazy"
)

var errMalformed = errors.New("the bytes are not valid in this encoding")

// encodingName is the WHATWG name for a label, empty if there is none.
func encodingName(label string) string {
	e, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(e)
	if err != nil || name == "replacement" {
		return ""
	}
	return name
}

// decoder turns bytes into text piece by piece.
type decoder struct {
	t     transform.Transformer
	rest  []byte // of a character that is not complete yet
	fatal bool
	bom   bool // the next character is the first, and a byte order mark is dropped
}

func newDecoder(name string, fatal, keepBOM bool) (*decoder, error) {
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, err
	}
	d := &decoder{fatal: fatal, bom: !keepBOM && strings.HasPrefix(name, "utf-")}
	switch name {
	case "utf-8":
		e = unicode.UTF8
		if fatal {
			d.t = encoding.UTF8Validator
			return d, nil
		}
	case "utf-16le":
		e = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		e = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if isByteEncoding(name) {
		d.t = newByteTable(e)
	} else {
		d.t = e.NewDecoder().Transformer
	}
	return d, nil
}

// decode decodes b after what was left over; more says that b is not the end.
func (d *decoder) decode(b []byte, more bool) (string, error) {
	src := append(d.rest, b...)
	dst := make([]byte, 3*len(src)+utf8.UTFMax)
	var out []byte
	for {
		nDst, nSrc, err := d.t.Transform(dst, src, !more)
		out = append(out, dst[:nDst]...)
		src = src[nSrc:]
		if errors.Is(err, transform.ErrShortDst) {
			continue
		}
		if err != nil && !errors.Is(err, transform.ErrShortSrc) {
			return "", errMalformed
		}
		break
	}
	d.rest = bytes.Clone(src)
	if d.fatal && bytes.ContainsRune(out, utf8.RuneError) && !bytes.Contains(b, []byte("\uFFFD")) {
		return "", errMalformed
	}
	if d.bom && len(out) > 0 {
		d.bom = false
		out = bytes.TrimPrefix(out, []byte("\uFEFF"))
	}
	return string(out), nil
}

// decodeUTF8 is what response.text() does: no errors, no byte order mark.
func decodeUTF8(b []byte) string {
	b = bytes.TrimPrefix(b, []byte("\uFEFF"))
	if utf8.Valid(b) {
		return string(b)
	}
	out, err := unicode.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// encodingNatives is the go of encoding.js.
func encodingNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"encode": encodeUTF8(r),
		"encodingName": func(c goja.FunctionCall) goja.Value {
			return r.VM.ToValue(encodingName(c.Argument(0).String()))
		},
		"decoder": func(c goja.FunctionCall) goja.Value {
			d, err := newDecoder(c.Argument(0).String(), c.Argument(1).ToBoolean(), c.Argument(2).ToBoolean())
			if err != nil {
				panic(r.VM.NewTypeError("TextDecoder: %s", err))
			}
			return r.Script.Func("decode", func(c goja.FunctionCall) goja.Value {
				b, _ := lazy.Bytes(c.Argument(0))
				text, err := d.decode(b, c.Argument(1).ToBoolean())
				if err != nil {
					e := r.VM.NewTypeError("TextDecoder.decode: %s", err)
					_ = e.Set("code", "ERR_ENCODING_INVALID_ENCODED_DATA")
					panic(e)
				}
				return r.VM.ToValue(text)
			})
		},
	})
}

func encodeUTF8(r *lazy.Realm) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value { return r.Uint8Array([]byte(c.Argument(0).String())) }
}

func decodeText(r *lazy.Realm) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		b, _ := lazy.Bytes(c.Argument(0))
		return r.VM.ToValue(decodeUTF8(b))
	}
}

// btoa is base64 of a string whose characters stand for bytes.
func btoa(s string) (string, error) {
	b := make([]byte, 0, len(s))
	for _, c := range s {
		if c > 0xff {
			return "", errors.New("btoa: the text has characters above U+00FF: encode it first, for example Buffer.from(text).toString(\"base64\")")
		}
		b = append(b, byte(c))
	}
	return base64.StdEncoding.EncodeToString(b), nil
}

// atob undoes btoa; whitespace and missing padding are forgiven.
func atob(s string) (string, error) {
	s = strings.Map(func(c rune) rune {
		if strings.ContainsRune("\t\n\f\r ", c) {
			return -1
		}
		return c
	}, s)
	if len(s)%4 == 0 {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	}
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return "", errors.New("atob: not base64")
	}
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out), nil
}
