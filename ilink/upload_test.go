package ilink_test

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

func TestUploadEveryKindAndSource(t *testing.T) {
	b := newBed(t)
	path := filepath.Join(t.TempDir(), "a.bin")
	temp := t.TempDir()
	for _, n := range []int{0, 1, 15, 16, 17, 200_001} {
		data := content(n)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		skipped := bytes.NewReader(append([]byte("read already"), data...))
		_, _ = skipped.Seek(12, io.SeekStart)
		for name, r := range map[string]io.Reader{"bytes": bytes.NewReader(data), "file": file, "stream": once{bytes.NewReader(data)}, "from the middle": skipped} {
			for _, kind := range []string{ilink.KindImage, ilink.KindVideo, ilink.KindFile, ilink.KindVoice} {
				if name == "file" {
					_, _ = file.Seek(0, io.SeekStart)
				}
				if name == "from the middle" {
					_, _ = skipped.Seek(12, io.SeekStart)
				}
				if name == "stream" {
					r = once{bytes.NewReader(data)}
				}
				if name == "bytes" {
					r = bytes.NewReader(data)
				}
				u, err := b.upload(r, ilink.UploadOptions{Kind: kind, Name: "a.bin", TempDir: temp})
				if err != nil {
					t.Fatalf("%s as %s, %d bytes: %v", name, kind, n, err)
				}
				b.send(*u)
				sum := md5.Sum(data)
				sent := b.lastSent()
				wantKind := kind
				if kind == ilink.KindVoice {
					wantKind = ilink.KindFile
				}
				if sent.MD5 != hex.EncodeToString(sum[:]) || sent.Size != int64(n) || sent.Kind != wantKind || !sent.Shown {
					t.Errorf("%s as %s, %d bytes: arrived as %+v", name, kind, n, sent)
				}
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	b.clean()
}

func TestUploadFaults(t *testing.T) {
	b := newBed(t)
	data := content(500_000)
	for _, f := range []struct {
		kind  string
		count int
		media string
		want  string
	}{
		{"cdn_500", 2, "file", ""}, {"cdn_500", 3, "file", "CDN_STATUS"},
		{"cdn_no_header", 2, "file", ""}, {"cdn_no_header", 3, "file", "CDN_STATUS"},
		{"cdn_400", 1, "file", "CDN_STATUS"}, {"cdn_probe_preview", 1, "video", "PROBE_PREVIEW"},
	} {
		b.fault(f.kind, f.count)
		_, err := b.upload(bytes.NewReader(data), ilink.UploadOptions{Kind: f.media})
		if code(err) != f.want {
			t.Errorf("%d × %s: %v, want code %q", f.count, f.kind, err, f.want)
		}
		if hint, ok := err.(interface{ Hint() string }); err != nil && (!ok || hint.Hint() == "") {
			t.Errorf("%s: no hint", f.kind)
		}
		b.fault(f.kind, 0)
	}
	if err := b.sim.SetFault(sim.Fault{Op: "upload", Kind: "reset", Count: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.upload(bytes.NewReader(data), ilink.UploadOptions{Kind: "file"}); err != nil {
		t.Errorf("two connections that broke: %v", err)
	}
	b.clean()
}

// TestAnnounceFaults: announcing an upload is tried as often as sending it, and
// what is left of a failure is a MediaError with advice.
func TestAnnounceFaults(t *testing.T) {
	b := newBed(t)
	for _, kind := range []string{"http_500", "reset", "drop_response", "empty_body", "garbage_json"} {
		for count, want := range map[int]string{1: "", 2: "", 3: "CDN_STATUS"} {
			if err := b.sim.SetFault(sim.Fault{Op: "getuploadurl", Kind: kind, Count: count}); err != nil {
				t.Fatal(err)
			}
			_, err := b.upload(bytes.NewReader(content(1000)), ilink.UploadOptions{Kind: "image"})
			if code(err) != want {
				t.Errorf("%d × %s: %v, want code %q", count, kind, err, want)
			}
			if hint, ok := err.(interface{ Hint() string }); err != nil && (!ok || hint.Hint() == "") {
				t.Errorf("%d × %s: no hint", count, kind)
			}
		}
	}
	if err := b.sim.SetFault(sim.Fault{Op: "getuploadurl", Kind: "ret_-2", Count: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.upload(bytes.NewReader(content(1000)), ilink.UploadOptions{Kind: "image"}); code(err) != "CDN_STATUS" {
		t.Errorf("refused: %v, want a MediaError at once", err)
	}
	if _, err := b.upload(bytes.NewReader(content(1000)), ilink.UploadOptions{Kind: "image"}); err != nil {
		t.Errorf("a refusal was tried again: %v", err)
	}
	b.clean()
}

func TestUploadRefusals(t *testing.T) {
	b := newBed(t)
	temp := t.TempDir()
	for name, r := range map[string]io.Reader{"bytes": bytes.NewReader(content(1001)), "stream": once{bytes.NewReader(content(1001))}} {
		_, err := b.upload(r, ilink.UploadOptions{Kind: "file", MaxSize: 1000, TempDir: temp})
		var e *ilink.MediaError
		if !errors.As(err, &e) || e.Code() != "TOO_LARGE" || e.Limit != 1000 || e.Size < 1001 {
			t.Errorf("%s above the limit: %v", name, err)
		}
	}
	if _, err := b.upload(strings.NewReader("x"), ilink.UploadOptions{Kind: "text"}); code(err) != "UNSUPPORTED" {
		t.Errorf("kind text: %v", err)
	}
	broken := errors.New("broken pipe of a friend")
	_, err := b.upload(io.MultiReader(strings.NewReader("x"), errReader{broken}), ilink.UploadOptions{Kind: "file", TempDir: temp})
	if !errors.Is(err, broken) {
		t.Errorf("a source that breaks: %v", err)
	}
	_, err = b.c.Upload(t.Context(), strings.NewReader("x"), ilink.UploadOptions{Kind: "file", To: "nobody@im.wechat"})
	if code(err) != "USER_UNKNOWN" {
		t.Errorf("for somebody unknown: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// changing is a source that is another at its second reading.
type changing struct {
	*bytes.Reader
	seeks int
	then  string
}

func (c *changing) Seek(offset int64, whence int) (int64, error) {
	if c.seeks++; c.seeks == 2 {
		c.Reader = bytes.NewReader([]byte(c.then))
	}
	return c.Reader.Seek(offset, whence)
}

func TestUploadOfWhatChanges(t *testing.T) {
	b := newBed(t)
	if _, err := b.upload(&changing{Reader: bytes.NewReader(content(1000)), then: "short"}, ilink.UploadOptions{Kind: "file"}); code(err) != "GONE" {
		t.Errorf("a source that shrank: %v, want GONE", err)
	}
	if _, err := b.upload(&changing{Reader: bytes.NewReader([]byte("short")), then: "short and then some"}, ilink.UploadOptions{Kind: "file"}); err != nil {
		t.Errorf("a source that grew is sent as announced, but: %v", err)
	}
}

func TestUploadProgress(t *testing.T) {
	b := newBed(t)
	var calls int
	var last, total int64
	u, err := b.upload(bytes.NewReader(content(1_000_000)), ilink.UploadOptions{Kind: "file", Progress: func(n, of int64) {
		if n < last {
			t.Errorf("progress went back from %d to %d", last, n)
		}
		calls, last, total = calls+1, n, of
	}})
	if err != nil || calls == 0 || last != u.SealedSize || total != u.SealedSize {
		t.Errorf("%v, %d reports, the last %d of %d", err, calls, last, total)
	}
	if time.Since(u.Made) > time.Minute || u.To != alice {
		t.Errorf("upload %+v", u.Made)
	}
}
