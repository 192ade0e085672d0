package ilink

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

var testMediaKey = [16]byte{0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78, 0x87, 0x96, 0xa5, 0xb4, 0xc3, 0xd2, 0xe1, 0xf0}

// Made with OpenSSL: openssl enc -aes-128-ecb -K 0f1e… , and openssl md5.
var sealVectors = []struct {
	plain, md5, sealed string // sealed in hex
}{
	{"", "d41d8cd98f00b204e9800998ecf8427e", "7e3319b5bd2419dc2c61ca1cacaf2642"},
	{"iLink", "cca24504019bf1f5b8247e6ed7483563", "edfbded5498b91a0425679886b0e845d"},
	{"0123456789abcdef", "4032af8d61035123906e58e067140cc5", "4508790e45dda9ab76bd88ee592bf3ee7e3319b5bd2419dc2c61ca1cacaf2642"},
	{"iLink test vector", "1394f6f0448195411db52053b476b3c2", "e7a2e6202d1ee2c98937933845ca1bd1bff21bde02198f7fad5bbf0d6106d3a9"},
	{"你好，iLink!\n", "30677d2a193b30b4c4d69ed0605aefca", "f0f7d54d3232f2d6943ec170804c0dc67e3319b5bd2419dc2c61ca1cacaf2642"},
	{counting(48), "04605ca542b2d82b9886a4b4b9acfb1c", "50b58e80ce784e98ad48d63390c5dfd75b01b790ba8276fc2ee7284daf7ddcbf782e635eabb2727bc5b03e32edd60fce7e3319b5bd2419dc2c61ca1cacaf2642"},
}

func counting(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}

// shapes are the ways in which readers hand out and take bytes.
var shapes = map[string]func(io.Reader) io.Reader{
	"as it is":      func(r io.Reader) io.Reader { return r },
	"one byte":      iotest.OneByteReader,
	"half":          iotest.HalfReader,
	"end with data": iotest.DataErrReader,
}

func TestSealVectors(t *testing.T) {
	for _, v := range sealVectors {
		sealed, _ := hex.DecodeString(v.sealed)
		if n := SealedSize(int64(len(v.plain))); n != int64(len(sealed)) {
			t.Errorf("SealedSize(%d) = %d, want %d", len(v.plain), n, len(sealed))
		}
		if sum := md5.Sum([]byte(v.plain)); hex.EncodeToString(sum[:]) != v.md5 {
			t.Errorf("the vector %q is not what it says", v.plain)
		}
		for shape, in := range shapes {
			got, err := io.ReadAll(in(NewSealer(in(bytes.NewReader([]byte(v.plain))), testMediaKey)))
			if err != nil || !bytes.Equal(got, sealed) {
				t.Errorf("%s: sealing %q = %x, %v, want %s", shape, v.plain, got, err, v.sealed)
			}
			plain, err := io.ReadAll(in(NewOpener(in(bytes.NewReader(sealed)), testMediaKey)))
			if err != nil || string(plain) != v.plain {
				t.Errorf("%s: opening %s = %q, %v, want %q", shape, v.sealed, plain, err, v.plain)
			}
		}
	}
	for n, want := range map[int64]int64{0: 16, 1: 16, 15: 16, 16: 32, 17: 32, 1_000_000: 1_000_016} {
		if got := SealedSize(n); got != want {
			t.Errorf("SealedSize(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestOpenerRefuses(t *testing.T) {
	sealed, _ := hex.DecodeString(sealVectors[3].sealed)
	for name, b := range map[string][]byte{
		"nothing":       {},
		"half a block":  sealed[:8],
		"cut":           sealed[:16],
		"a bit more":    append(bytes.Clone(sealed), 1),
		"another block": append(bytes.Clone(sealed), make([]byte, 16)...),
	} {
		_, err := io.ReadAll(NewOpener(bytes.NewReader(b), testMediaKey))
		var e *MediaError
		if !errors.As(err, &e) || e.Reason != MediaBadPadding {
			t.Errorf("%s: %v, want BAD_PADDING", name, err)
		}
	}
	broken := errors.New("broken")
	_, err := io.ReadAll(NewOpener(io.MultiReader(bytes.NewReader(sealed), iotest.ErrReader(broken)), testMediaKey))
	if !errors.Is(err, broken) {
		t.Errorf("a source that breaks: %v, want its error", err)
	}
	_, err = io.ReadAll(NewOpener(io.MultiReader(bytes.NewReader(sealed), iotest.ErrReader(io.ErrUnexpectedEOF)), testMediaKey))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a connection that breaks between blocks: %v, must not pass for the end", err)
	}
}

// Whatever the sizes of reads, sealing and opening gives back what was there.
func TestSealOpenSizes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		plain := make([]byte, r.IntN(400))
		for i := range plain {
			plain[i] = byte(r.Uint32())
		}
		sealed := readIn(t, NewSealer(bytes.NewReader(plain), testMediaKey), 1+r.IntN(100))
		got := readIn(t, NewOpener(bytes.NewReader(sealed), testMediaKey), 1+r.IntN(100))
		if !bytes.Equal(got, plain) {
			t.Fatalf("%d bytes came back as %d others", len(plain), len(got))
		}
	}
}

func readIn(t *testing.T, r io.Reader, size int) []byte {
	t.Helper()
	var all []byte
	buf := make([]byte, size)
	for {
		n, err := r.Read(buf)
		all = append(all, buf[:n]...)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestParseMediaKey(t *testing.T) {
	for _, s := range []Secret{
		"0f1e2d3c4b5a69788796a5b4c3d2e1f0", "0F1E2D3C4B5A69788796A5B4C3D2E1F0",
		"Dx4tPEtaaXiHlqW0w9Lh8A==", "Dx4tPEtaaXiHlqW0w9Lh8A", " Dx4tPEtaaXiHlqW0w9Lh8A==\n",
		"MGYxZTJkM2M0YjVhNjk3ODg3OTZhNWI0YzNkMmUxZjA=", "MEYxRTJEM0M0QjVBNjk3ODg3OTZBNUI0QzNEMkUxRjA=",
	} {
		if key, err := ParseMediaKey(s); err != nil || key != testMediaKey {
			t.Errorf("ParseMediaKey(%s) = %x, %v", s.Reveal(), key, err)
		}
	}
	// ffff… has both characters in which the alphabets of base64 differ.
	for _, s := range []Secret{"_____________________w", "/////////////////////w=="} {
		if key, err := ParseMediaKey(s); err != nil || key != [16]byte(bytes.Repeat([]byte{0xff}, 16)) {
			t.Errorf("ParseMediaKey(%s) = %x, %v", s.Reveal(), key, err)
		}
	}
	for _, s := range []Secret{"", "x", "0f1e", "0f1e2d3c4b5a69788796a5b4c3d2e1fg", "AAAA", "MGYxZTJkM2M0YjVhNjk3ODg3OTZhNWI0YzNkMmUxZmc="} {
		if _, err := ParseMediaKey(s); err == nil {
			t.Errorf("ParseMediaKey(%s) = nil error", s.Reveal())
		} else if s != "" && len(s) > 4 && bytes.Contains([]byte(err.Error()), []byte(s)) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
}

func TestKindOf(t *testing.T) {
	png := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	for _, k := range []struct {
		name string
		head []byte
		want string
	}{
		{"a.jpg", nil, KindImage}, {"a.MP4", nil, KindVideo}, {"a.mp3", nil, KindFile}, {"a.pdf", nil, KindFile},
		{"", png, KindImage}, {"report.txt", png, KindImage}, {"photo.png", []byte("hello, this is text"), KindImage},
		{"", []byte("hello"), KindFile}, {"a.silk", []byte("\x02#!SILK_V3"), KindFile}, {"x", nil, KindFile},
		{"a.svg", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>`), KindFile},
	} {
		if got := KindOf(k.name, k.head); got != k.want {
			t.Errorf("KindOf(%q, %.10q) = %s (%s), want %s", k.name, k.head, got, MIMEOf(k.name, k.head), k.want)
		}
	}
}

func TestExtensionOf(t *testing.T) {
	for mime, want := range map[string]string{
		"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "video/mp4": ".mp4",
		"audio/silk": ".silk", "audio/mpeg": ".mp3", "application/pdf": ".pdf", "text/html; charset=utf-8": ".html", "text/plain": ".txt",
		"application/octet-stream": "", "": "", "no/such": "",
	} {
		if got := ExtensionOf(mime); got != want {
			t.Errorf("ExtensionOf(%q) = %q, want %q", mime, got, want)
		}
	}
}

func FuzzSealOpen(f *testing.F) {
	f.Add([]byte("iLink"), uint8(7))
	f.Fuzz(func(t *testing.T, plain []byte, size uint8) {
		sealed := readIn(t, NewSealer(bytes.NewReader(plain), testMediaKey), int(size)+1)
		if int64(len(sealed)) != SealedSize(int64(len(plain))) {
			t.Fatalf("%d bytes sealed to %d", len(plain), len(sealed))
		}
		if got := readIn(t, NewOpener(bytes.NewReader(sealed), testMediaKey), int(size)+1); !bytes.Equal(got, plain) {
			t.Fatalf("%x came back as %x", plain, got)
		}
	})
}

func FuzzOpen(f *testing.F) {
	for _, v := range sealVectors {
		b, _ := hex.DecodeString(v.sealed)
		f.Add(b, []byte("0f1e2d3c4b5a69788796a5b4c3d2e1f0"), uint8(0))
	}
	kinds := []string{KindImage, KindVoice, KindFile, KindVideo}
	f.Fuzz(func(t *testing.T, sealed, key []byte, kind uint8) {
		_, _ = io.Copy(io.Discard, NewOpener(bytes.NewReader(sealed), testMediaKey))
		m := Media{Kind: kinds[int(kind)%len(kinds)], Keys: []Secret{Secret(key), "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}}
		head := sealed[:min(len(sealed), headSize)]
		_, _ = unlock(m, head, len(head) < headSize)
		_, _ = ParseMediaKey(Secret(key))
	})
}
