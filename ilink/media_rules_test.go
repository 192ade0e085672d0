package ilink_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/internal/clock"
)

// The rules of the CDN: which address, how often, how long, through what.

// An address that the service builds comes before one that is built here,
// which the CDN refuses for anything large; one of the two is enough.
func TestUploadAddresses(t *testing.T) {
	for mode, want := range map[string]string{"full": "", "both": "", "param": "CDN_STATUS"} {
		b := newBed(t)
		if err := b.sim.Configure(func(s *sim.Settings) { s.UploadURL, s.ParamLimit = mode, 64<<10 }); err != nil {
			t.Fatal(err)
		}
		for size, want := range map[int]string{1000: "", 200_000: want} {
			u, err := b.upload(bytes.NewReader(content(size)), ilink.UploadOptions{Kind: "file"})
			if code(err) != want || err == nil && u.Param == "" {
				t.Errorf("getuploadurl names %s, %d bytes: %v, want code %q", mode, size, err, want)
			}
		}
		b.clean()
	}
	b := newBed(t)
	if err := b.sim.Configure(func(s *sim.Settings) { s.UploadURL = "neither" }); err != nil {
		t.Fatal(err)
	}
	if _, err := b.upload(strings.NewReader("x"), ilink.UploadOptions{Kind: "file"}); err == nil {
		t.Error("an upload without an address did not fail")
	}
}

// Nothing is sent to a host that is not of the service.
func TestUploadStaysInTheService(t *testing.T) {
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the file left for a stranger") }))
	defer foreign.Close()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"upload_full_url":%q}`, strings.Replace(foreign.URL, "127.0.0.1", "localhost", 1)+"/c2c/upload")
	}))
	defer api.Close()
	c := &ilink.Client{Credentials: ilink.Credentials{BaseURL: api.URL}, CDNBaseURL: api.URL, Clock: eager{}}
	var host *ilink.HostError
	if _, err := c.Upload(t.Context(), strings.NewReader("x"), ilink.UploadOptions{To: alice, Kind: "file"}); !errors.As(err, &host) {
		t.Errorf("a foreign upload_full_url: %v, want *HostError", err)
	}
}

// full_url is asked first, and alone if it answers.
func TestDownloadAsksTheFullURLFirst(t *testing.T) {
	var asked []string
	gone := false
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RequestURI())
		if gone && r.URL.Path == "/full" {
			http.Error(w, "gone", http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, "not encrypted at all")
	}))
	defer cdn.Close()
	c := &ilink.Client{CDNBaseURL: cdn.URL, Clock: eager{}}
	m := ilink.Media{Kind: "file", FullURL: cdn.URL + "/full?taskid=1", Param: "AAE+b/Q==&x=1 y"}
	for _, want := range [][]string{{"/full?taskid=1"}, {"/full?taskid=1", "/download?encrypted_query_param=AAE%2Bb%2FQ%3D%3D%26x%3D1%20y"}} {
		asked = nil
		d, err := c.Download(t.Context(), m, ilink.DownloadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(d)
		_ = d.Close()
		if err != nil || string(got) != "not encrypted at all" || !slices.Equal(asked, want) {
			t.Errorf("asked %q and got %q, %v, want %q", asked, got, err, want)
		}
		gone = true
	}
}

// counted is a source that can go back, and tells how much of it was read.
type counted struct {
	*bytes.Reader
	read int
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

// WriteTo would pass Read by.
func (c *counted) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{c}) }

// What can be read twice is read twice and copied nowhere; anything else needs
// a place for a while, and leaves nothing there whatever happens.
func TestUploadCopiesOnlyWhatItMust(t *testing.T) {
	b := newBed(t)
	nowhere := filepath.Join(t.TempDir(), "none")
	src := &counted{Reader: bytes.NewReader(content(300_000))}
	if _, err := b.upload(src, ilink.UploadOptions{Kind: "file", TempDir: nowhere}); err != nil || src.read != 600_000 {
		t.Errorf("%v after reading %d bytes of a source of 300000, want it read twice", err, src.read)
	}
	if _, err := b.upload(once{bytes.NewReader(content(10))}, ilink.UploadOptions{Kind: "file", TempDir: nowhere}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a source that can be read once, without a place for it: %v", err)
	}
	temp := t.TempDir()
	stopped, stop := context.WithCancel(t.Context())
	for name, upload := range map[string]func() error{
		"refused": func() error {
			b.fault("cdn_400", 1)
			_, err := b.upload(once{bytes.NewReader(content(99_999))}, ilink.UploadOptions{Kind: "file", TempDir: temp})
			return err
		},
		"given up": func() error {
			_, err := b.c.Upload(stopped, io.MultiReader(bytes.NewReader(content(99_999)), readFunc(func([]byte) (int, error) {
				stop()
				return 0, io.EOF
			})), ilink.UploadOptions{To: alice, Kind: "file", TempDir: temp})
			return err
		},
	} {
		if err := upload(); err == nil {
			t.Errorf("%s: no error", name)
		}
		if left, _ := os.ReadDir(temp); len(left) > 0 {
			t.Errorf("%s: %d files left", name, len(left))
		}
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// notedClock notes what is waited for, and lets it be over at once if fire says so.
type notedClock struct {
	clock.System
	fire func(time.Duration) bool

	mu    sync.Mutex // guards waits
	waits []time.Duration
}

func (c *notedClock) AfterFunc(d time.Duration, f func()) func() bool {
	c.mu.Lock()
	c.waits = append(c.waits, d)
	c.mu.Unlock()
	if c.fire(d) {
		go f()
	}
	return func() bool { return true }
}

// short are the waits between tries.
func (c *notedClock) short() (list []time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range c.waits {
		if d < 30*time.Second {
			list = append(list, d)
		}
	}
	c.waits = nil
	return list
}

// The tries come further and further apart; what is refused is not tried again.
func TestCDNTriesBackOff(t *testing.T) {
	b := newBed(t)
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "a.txt", Data: content(1000)})
	m.FullURL = "" // one address, so that a try is a request
	k := &notedClock{fire: func(d time.Duration) bool { return d < 30*time.Second }}
	b.c.Clock = k
	for _, f := range []struct {
		kind  string
		count int
		waits int
	}{{"cdn_500", 2, 2}, {"cdn_500", 3, 2}, {"cdn_400", 1, 0}, {"", 0, 0}} {
		for name, transfer := range map[string]func() error{
			"upload": func() error {
				_, err := b.upload(strings.NewReader("x"), ilink.UploadOptions{Kind: "file"})
				return err
			},
			"download": func() error { _, err := b.download(m, ilink.DownloadOptions{}); return err },
		} {
			if f.kind != "" {
				b.fault(f.kind, f.count)
			}
			if err := transfer(); (err == nil) != (f.count == f.waits) {
				t.Errorf("%s, %d × %s: %v", name, f.count, f.kind, err)
			}
			waits := k.short()
			if len(waits) != f.waits || f.waits == 2 && (waits[0] < time.Second/4 || waits[1] < waits[0]) {
				t.Errorf("%s, %d × %s: waited %v, want %d waits that grow", name, f.count, f.kind, waits, f.waits)
			}
			if f.kind != "" {
				b.fault(f.kind, 0)
			}
		}
	}
}

// A larger transfer may take longer. One that takes longer than that is ended,
// tried again, and fails.
func TestTimeoutsScaleWithSize(t *testing.T) {
	b := newBed(t)
	patience := func(size int) time.Duration {
		k := &notedClock{fire: func(d time.Duration) bool { return d < 30*time.Second }}
		b.c.Clock = k
		if _, err := b.upload(bytes.NewReader(content(size)), ilink.UploadOptions{Kind: "file"}); err != nil {
			t.Fatal(err)
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		return slices.Max(k.waits)
	}
	small, large := patience(1000), patience(16<<20)
	if small < 30*time.Second || small > 10*time.Minute || large < small+time.Minute {
		t.Errorf("1 kB may take %v and 16 MiB %v", small, large)
	}
	b.c.Clock = &notedClock{fire: func(d time.Duration) bool { return d < 30*time.Second || d == large }}
	before := b.sim.State().Requests["getuploadurl"]
	if _, err := b.upload(bytes.NewReader(content(16<<20)), ilink.UploadOptions{Kind: "file"}); code(err) != "CDN_STATUS" {
		t.Errorf("a transfer that takes too long: %v, want CDN_STATUS", err)
	}
	if n := b.sim.State().Requests["getuploadurl"] - before; n != 1 {
		t.Errorf("%d addresses were asked for, want one for all tries", n)
	}
}
