package node

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"
	"golang.org/x/text/encoding/unicode"

	"hotreply/runtime/internal/lazy"
)

// encode turns text into bytes as Buffer.from(text, encoding) does: what does
// not fit the encoding is dropped, not an error.
func encode(text goja.String, encoding string) []byte {
	switch encoding {
	case "hex":
		return decodeHex(text.String())
	case "base64", "base64url":
		return decodeBase64(text.String())
	case "latin1", "binary", "ascii":
		b := make([]byte, text.Length())
		for i := range b {
			b[i] = byte(text.CharAt(i))
		}
		return b
	case "utf16le", "utf-16le", "ucs2", "ucs-2":
		b := make([]byte, 0, 2*text.Length())
		for i := range text.Length() {
			b = binary.LittleEndian.AppendUint16(b, text.CharAt(i))
		}
		return b
	}
	return []byte(text.String())
}

// decodeHex reads pairs of digits up to the first that is none.
func decodeHex(s string) []byte {
	b := make([]byte, len(s)/2)
	n, _ := hex.Decode(b, []byte(s[:len(s)/2*2]))
	return b[:n]
}

// decodeBase64 reads both alphabets, with or without padding, and skips what
// belongs to neither.
func decodeBase64(s string) []byte {
	s = strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
			return c
		case c == '-':
			return '+'
		case c == '_':
			return '/'
		}
		return -1
	}, strings.TrimRight(s, "="))
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	b, _ := base64.RawStdEncoding.DecodeString(s)
	return b
}

// decode is buffer.toString(encoding). The result keeps lone surrogates of
// UTF-16, which a Go string could not.
func decode(vm *goja.Runtime, b []byte, encoding string) goja.Value {
	switch encoding {
	case "hex":
		return vm.ToValue(hex.EncodeToString(b))
	case "base64":
		return vm.ToValue(base64.StdEncoding.EncodeToString(b))
	case "base64url":
		return vm.ToValue(base64.RawURLEncoding.EncodeToString(b))
	case "latin1", "binary", "ascii":
		mask := byte(0xff)
		if encoding == "ascii" {
			mask = 0x7f
		}
		out := make([]rune, len(b))
		for i, c := range b {
			out[i] = rune(c & mask)
		}
		return vm.ToValue(string(out))
	case "utf16le", "utf-16le", "ucs2", "ucs-2":
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(b[2*i:])
		}
		return fromUnits(units)
	}
	text, err := unicode.UTF8.NewDecoder().Bytes(b)
	if err != nil {
		text = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return vm.ToValue(string(text))
}

func fromUnits(units []uint16) goja.Value {
	var b goja.StringBuilder
	for i := 0; i < len(units); i++ {
		c := rune(units[i])
		if utf16.IsSurrogate(c) && i+1 < len(units) {
			if pair := utf16.DecodeRune(c, rune(units[i+1])); pair != '\uFFFD' {
				b.WriteRune(pair)
				i++
				continue
			}
		}
		b.WriteRune(c)
	}
	return b.String()
}

// bufferNatives is the go of buffer.js.
func bufferNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"encode": func(c goja.FunctionCall) goja.Value {
			return r.Uint8Array(encode(c.Argument(0).ToString().(goja.String), c.Argument(1).String()))
		},
		"decode": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			return decode(r.VM, b, c.Argument(1).String())
		},
		"compare": func(c goja.FunctionCall) goja.Value {
			a, _ := lazy.Bytes(c.Argument(0))
			b, _ := lazy.Bytes(c.Argument(1))
			return r.VM.ToValue(bytes.Compare(a, b))
		},
		"index": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			what, _ := lazy.Bytes(c.Argument(1))
			return r.VM.ToValue(indexOf(b, what, int(c.Argument(2).ToInteger()), c.Argument(3).ToBoolean()))
		},
	})
}

// indexOf finds what in b, from index from on or, last, at from or before.
func indexOf(b, what []byte, from int, last bool) int {
	if last {
		if from < 0 {
			return -1
		}
		return bytes.LastIndex(b[:min(len(b), from+len(what))], what)
	}
	if from > len(b) {
		return -1
	}
	if i := bytes.Index(b[from:], what); i >= 0 {
		return i + from
	}
	return -1
}
