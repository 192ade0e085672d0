package ilink_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

func TestDownloadEveryKindAndKey(t *testing.T) {
	b := newBed(t)
	for _, kind := range []string{"image", "voice", "video", "file"} {
		for _, key := range []string{"", "raw", "hex", "plain"} {
			for _, n := range []int{0, 1, 16, 17, 4096, 100_003} {
				data := content(n)
				if n == 0 {
					if key != "" {
						continue
					}
					data = []byte("0123456789abcde") // the simulator makes content up for none
				}
				m := b.sendMedia(sim.MediaRequest{Kind: kind, Key: key, Name: "note.txt", Data: data})
				got, err := b.download(m, ilink.DownloadOptions{})
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%s, key form %q, %d bytes: got %d bytes, %v", kind, key, n, len(got), err)
				}
			}
		}
	}
	b.clean()
}

// An image's media.aes_key may be wrong; image_item.aeskey is right. Where the
// better key is missing or wrong, the other is found by the picture's first
// bytes, and a picture that is not encrypted is taken as it is.
func TestDownloadImageKeys(t *testing.T) {
	b := newBed(t)
	m := b.sendMedia(sim.MediaRequest{Kind: "image", Data: png})
	if len(m.Keys) != 2 {
		t.Fatalf("%d keys, the simulator gives a right and a wrong one", len(m.Keys))
	}
	right, wrong := m.Keys[0], m.Keys[1]
	for name, keys := range map[string][]ilink.Secret{
		"right first": {right, wrong}, "right last": {wrong, right}, "with rubbish": {"rubbish", right},
	} {
		m.Keys = keys
		d, err := b.c.Download(t.Context(), m, ilink.DownloadOptions{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := io.ReadAll(d)
		_ = d.Close()
		if err != nil || !bytes.Equal(got, png) || d.MIME != "image/png" {
			t.Errorf("%s: %d bytes of %s, %v", name, len(got), d.MIME, err)
		}
	}
	for name, keys := range map[string][]ilink.Secret{"wrong alone": {wrong}, "rubbish alone": {"rubbish"}} {
		m.Keys = keys
		if _, err := b.download(m, ilink.DownloadOptions{}); code(err) != "KEY_MISMATCH" {
			t.Errorf("%s: %v, want KEY_MISMATCH", name, err)
		}
	}
	plain := b.sendMedia(sim.MediaRequest{Kind: "image", Data: png, Key: "plain"})
	plain.Keys = []ilink.Secret{wrong}
	if got, err := b.download(plain, ilink.DownloadOptions{}); err != nil || !bytes.Equal(got, png) {
		t.Errorf("a picture without encryption but with a key: %d bytes, %v", len(got), err)
	}
}

func TestDownloadAddresses(t *testing.T) {
	b := newBed(t)
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "a.txt", Data: content(100)})
	full := m.FullURL
	if full == "" || m.Param == "" {
		t.Fatalf("the simulator names no full URL (%q) or parameter (%q)", full, m.Param)
	}
	m.FullURL = ""
	if _, err := b.download(m, ilink.DownloadOptions{}); err != nil {
		t.Errorf("from a built address: %v", err)
	}
	m.FullURL = "https://evil.example/c2c/download?x=1"
	if _, err := b.download(m, ilink.DownloadOptions{}); err != nil {
		t.Errorf("a foreign full URL beside a parameter: %v", err)
	}
	m.Param = ""
	var host *ilink.HostError
	if _, err := b.download(m, ilink.DownloadOptions{}); !errors.As(err, &host) {
		t.Errorf("a foreign full URL alone: %v, want *HostError", err)
	}
	m.FullURL = ""
	if _, err := b.download(m, ilink.DownloadOptions{}); code(err) != "GONE" {
		t.Errorf("no address: %v, want GONE", err)
	}
	b.clean()
}

func TestDownloadRedirectStaysInTheService(t *testing.T) {
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed out of the service")
	}))
	defer foreign.Close()
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(foreign.URL, "127.0.0.1", "localhost", 1)+"/x", http.StatusFound)
	}))
	defer cdn.Close()
	c := &ilink.Client{CDNBaseURL: cdn.URL, Clock: eager{}}
	if _, err := c.Download(t.Context(), ilink.Media{Kind: "file", Param: "x"}, ilink.DownloadOptions{}); err == nil {
		t.Error("a redirect to another host gave no error")
	}
}

func TestDownloadLimit(t *testing.T) {
	b := newBed(t)
	data := content(10_000)
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "a.txt", Data: data})
	if got, err := b.download(m, ilink.DownloadOptions{MaxSize: 10_000}); err != nil || len(got) != 10_000 {
		t.Errorf("at the limit: %d bytes, %v", len(got), err)
	}
	for _, limit := range []int64{9_999, 100} {
		_, err := b.download(m, ilink.DownloadOptions{MaxSize: limit})
		var e *ilink.MediaError
		if !errors.As(err, &e) || e.Code() != "TOO_LARGE" || e.Limit != limit || e.Size <= limit {
			t.Errorf("limit %d: %v, want TOO_LARGE with numbers", limit, err)
		}
	}
}

func TestDownloadFaults(t *testing.T) {
	b := newBed(t)
	data := content(300_000)
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "a.txt", Data: data})
	for _, f := range []struct {
		kind  string
		count int
		want  string // code, "" = fine
	}{
		{"cdn_500", 2, ""}, {"cdn_500", 6, "CDN_STATUS"}, {"cdn_truncate", 2, ""}, {"cdn_truncate", 6, "CDN_STATUS"},
		{"cdn_400", 2, "CDN_STATUS"}, {"cdn_404", 2, "GONE"}, {"cdn_404", 1, ""}, {"reset", 2, ""},
	} {
		b.fault(f.kind, f.count)
		got, err := b.download(m, ilink.DownloadOptions{})
		if code(err) != f.want || err == nil && !bytes.Equal(got, data) {
			t.Errorf("%d × %s: %d bytes, %v, want code %q", f.count, f.kind, len(got), err, f.want)
		}
		b.fault(f.kind, 0)
	}
	b.clean()
}

// A broken connection is taken up where it broke if the CDN can do that.
func TestDownloadResumes(t *testing.T) {
	data := content(400_000)
	asked := []string{}
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("Range"))
		if len(asked) == 1 {
			w.Header().Set("Content-Length", fmt.Sprint(len(data)))
			_, _ = w.Write(data[:150_000])
			panic(http.ErrAbortHandler)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}))
	defer cdn.Close()
	c := &ilink.Client{CDNBaseURL: cdn.URL, Clock: eager{}}
	var last, total int64
	d, err := c.Download(t.Context(), ilink.Media{Kind: "file", Param: "x"}, ilink.DownloadOptions{Progress: func(n, of int64) { last, total = n, of }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	got, err := io.ReadAll(d)
	if err != nil || !bytes.Equal(got, data) {
		t.Fatalf("%d bytes of %d, %v", len(got), len(data), err)
	}
	if len(asked) != 2 || !strings.HasPrefix(asked[1], "bytes=") || asked[1] == "bytes=0-" {
		t.Errorf("ranges asked for: %q", asked)
	}
	if last != int64(len(data)) || total < last {
		t.Errorf("last progress %d of %d", last, total)
	}
}

func TestDownloadContext(t *testing.T) {
	b := newBed(t)
	// All of it may have arrived by then: at once, in buffers, or read ahead.
	for _, size := range []int{100, 3_000_000, 9_000_000} {
		m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "a", Data: content(size)})
		for how, read := range map[string]func(io.Reader) (int64, error){
			"Copy":    func(r io.Reader) (int64, error) { return io.Copy(io.Discard, r) },
			"ReadAll": func(r io.Reader) (int64, error) { b, err := io.ReadAll(r); return int64(len(b)), err },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			d, err := b.c.Download(ctx, m, ilink.DownloadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			if n, err := read(d); !errors.Is(err, context.Canceled) || n > 0 {
				t.Errorf("%s of %d bytes after the context ended: %d bytes, %v", how, size, n, err)
			}
			_ = d.Close()
		}
	}
}

// A transfer that is given up leaves no goroutine reading.
func TestDownloadCloseEarly(t *testing.T) {
	b := newBed(t)
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "big.bin", Size: 32 << 20})
	before := runtime.NumGoroutine()
	for range 5 {
		d, err := b.c.Download(t.Context(), m, ilink.DownloadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, d, 1000); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		_ = d.Close() // again is harmless
	}
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before+5; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}
