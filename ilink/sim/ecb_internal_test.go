package sim

import (
	"bytes"
	"encoding/hex"
	"io"
	"testing"
	"testing/iotest"
)

// Vectors computed with OpenSSL; key 0f1e2d3c4b5a69788796a5b4c3d2e1f0.
var vectors = []struct{ name, plain, sealed string }{
	{"empty", "", "7e3319b5bd2419dc2c61ca1cacaf2642"},
	{"five bytes", "iLink", "edfbded5498b91a0425679886b0e845d"},
	{"one block", "0123456789abcdef", "4508790e45dda9ab76bd88ee592bf3ee7e3319b5bd2419dc2c61ca1cacaf2642"},
	{"block and a byte", "iLink test vector", "e7a2e6202d1ee2c98937933845ca1bd1bff21bde02198f7fad5bbf0d6106d3a9"},
	{"chinese", "你好，iLink!\n", "f0f7d54d3232f2d6943ec170804c0dc67e3319b5bd2419dc2c61ca1cacaf2642"},
}

func TestSealAndOpenVectors(t *testing.T) {
	key, _ := hex.DecodeString("0f1e2d3c4b5a69788796a5b4c3d2e1f0")
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			var sealed bytes.Buffer
			n, err := seal(&sealed, iotest.OneByteReader(bytes.NewReader([]byte(v.plain))), key)
			if err != nil || n != int64(len(v.plain)) || hex.EncodeToString(sealed.Bytes()) != v.sealed {
				t.Errorf("seal: %d %v %x, want %s", n, err, sealed.Bytes(), v.sealed)
			}
			if got := sealedSize(n); got != int64(sealed.Len()) {
				t.Errorf("sealedSize(%d) = %d, want %d", n, got, sealed.Len())
			}
			var plain bytes.Buffer
			o, _ := newOpener(&plain, key)
			for _, b := range sealed.Bytes() {
				o.Write([]byte{b})
			}
			if err := o.finish(); err != nil || plain.String() != v.plain || o.size != n {
				t.Errorf("open: %v %q size %d", err, plain.String(), o.size)
			}
		})
	}
}

func TestOpenRefusesBadPadding(t *testing.T) {
	key := make([]byte, 16)
	for _, sealed := range []int{0, 15, 16, 17, 32} {
		o, _ := newOpener(new(bytes.Buffer), key)
		o.Write(make([]byte, sealed))
		if err := o.finish(); err == nil {
			t.Errorf("%d zero bytes were opened", sealed)
		}
	}
}

func TestPatternIsWhatSealMakes(t *testing.T) {
	key := []byte("0123456789abcdef")
	for _, size := range []int64{1, patternBlock - 1, patternBlock, patternBlock + 17, 2*patternBlock + 5} {
		f := pattern(size, key)
		r, _ := f.open()
		var plain bytes.Buffer
		o, _ := newOpener(&plain, key)
		n, err := bufCopy(o, struct{ io.Reader }{r}) // by Read, not by WriteTo
		if err == nil {
			err = o.finish()
		}
		if err != nil || n != f.sealed || int64(plain.Len()) != size || md5Hex(plain.Bytes()) != f.md5 {
			t.Errorf("size %d: %v, %d sealed bytes of %d, %d plain", size, err, n, f.sealed, plain.Len())
		}
		var whole bytes.Buffer
		r, _ = f.open()
		m, err := r.(io.WriterTo).WriteTo(&whole)
		again, _ := f.open()
		read, _ := io.ReadAll(again)
		if err != nil || m != f.sealed || !bytes.Equal(whole.Bytes(), read) {
			t.Errorf("size %d: WriteTo wrote %d bytes, %v", size, m, err)
		}
	}
}
