package web

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// manyBytes are the encodings in which a character can take more than a byte.
var manyBytes = []string{"utf-8", "utf-16le", "utf-16be", "gbk", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr"}

// byteTable decodes an encoding in which each byte is a character.
type byteTable struct {
	transform.NopResetter
	runes [256]rune // utf8.RuneError for bytes that stand for nothing
}

// newByteTable makes the table of e. golang.org/x/text knows no characters for
// the bytes 80 to 9F that an encoding leaves open, for which the Encoding
// Standard has the control characters of these numbers.
func newByteTable(e encoding.Encoding) *byteTable {
	t := &byteTable{}
	d := e.NewDecoder()
	for b := range t.runes {
		out, err := d.Bytes([]byte{byte(b)})
		r, _ := utf8.DecodeRune(out)
		if err != nil || r == utf8.RuneError {
			r = utf8.RuneError
			if b >= 0x80 && b < 0xA0 {
				r = rune(b)
			}
		}
		t.runes[b] = r
	}
	return t
}

// Transform implements [transform.Transformer].
func (t *byteTable) Transform(dst, src []byte, _ bool) (nDst, nSrc int, err error) {
	for _, b := range src {
		if nDst+utf8.UTFMax > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], t.runes[b])
		nSrc++
	}
	return nDst, nSrc, nil
}

func isByteEncoding(name string) bool { return !slices.Contains(manyBytes, name) }
