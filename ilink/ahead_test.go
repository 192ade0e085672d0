package ilink_test

import (
	"bytes"
	"context"
	"crypto/md5"
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

// large is a size at which transfers are read ahead.
const large = 20<<20 + 5

// TestLargeUploadTriesAgain: each try sends the content from its beginning,
// whatever the one before had read ahead.
func TestLargeUploadTriesAgain(t *testing.T) {
	b := newBed(t)
	data := content(large)
	if err := b.sim.SetFault(sim.Fault{Op: "upload", Kind: "reset", Count: 2}); err != nil {
		t.Fatal(err)
	}
	u, err := b.upload(bytes.NewReader(data), ilink.UploadOptions{Kind: "file", Name: "large.bin"})
	if err != nil {
		t.Fatal(err)
	}
	b.send(*u)
	if got := b.lastSent(); got.MD5 != fmt.Sprintf("%x", md5.Sum(data)) || got.Size != large {
		t.Errorf("arrived: %d bytes with MD5 %s; want the %d that were sent", got.Size, got.MD5, large)
	}
	b.clean()
}

// TestLargeUploadOfWhatFails: what goes wrong with the source while it is read
// ahead is the upload's error, and no later try's.
func TestLargeUploadOfWhatFails(t *testing.T) {
	b := newBed(t)
	data := string(content(large))
	if _, err := b.upload(&changing{Reader: bytes.NewReader([]byte(data)), then: data[:large/2]}, ilink.UploadOptions{Kind: "file"}); code(err) != "GONE" {
		t.Errorf("a source that shrank: %v, want GONE", err)
	}
	broken := errors.New("the disk is gone")
	if _, err := b.upload(&failing{Reader: strings.NewReader(data), err: broken}, ilink.UploadOptions{Kind: "file"}); !errors.Is(err, broken) {
		t.Errorf("a source that fails at its second reading: %v", err)
	}
}

// failing fails in the middle of its second reading.
type failing struct {
	*strings.Reader
	seeks int
	err   error
}

func (f *failing) Seek(offset int64, whence int) (int64, error) {
	f.seeks++
	return f.Reader.Seek(offset, whence)
}

func (f *failing) Read(p []byte) (int, error) {
	if f.seeks > 1 && f.Len() < large/2 {
		return 0, f.err
	}
	return f.Reader.Read(p)
}

// TestLargeDownloadResumes: a connection that breaks is taken up where it was.
func TestLargeDownloadResumes(t *testing.T) {
	data := content(large)
	var asked []string
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("Range"))
		if len(asked) == 1 {
			w.Header().Set("Content-Length", fmt.Sprint(len(data)))
			_, _ = w.Write(data[:large/2])
			panic(http.ErrAbortHandler)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}))
	defer cdn.Close()
	c := &ilink.Client{CDNBaseURL: cdn.URL, Clock: eager{}}
	d, err := c.Download(t.Context(), ilink.Media{Kind: "file", Param: "x"}, ilink.DownloadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if got, err := io.ReadAll(d); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("%d bytes of %d, %v", len(got), len(data), err)
	}
	if len(asked) != 2 || !strings.HasPrefix(asked[1], "bytes=") {
		t.Errorf("ranges asked for: %q", asked)
	}
}

// TestLargeTransfersGivenUp: the end of the context ends a transfer in both
// directions, and nothing goes on reading.
func TestLargeTransfersGivenUp(t *testing.T) {
	b := newBed(t)
	before := runtime.NumGoroutine()
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "large.bin", Size: large})
	ctx, cancel := context.WithCancel(t.Context())
	d, err := b.c.Download(ctx, m, ilink.DownloadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, d, 1000); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.Copy(io.Discard, d); !errors.Is(err, context.Canceled) {
		t.Errorf("reading after the context ended: %v", err)
	}
	_ = d.Close()

	ctx, cancel = context.WithCancel(t.Context())
	_, err = b.c.Upload(ctx, bytes.NewReader(content(large)), ilink.UploadOptions{To: alice, Kind: "file", Progress: func(n, _ int64) {
		if n > large/4 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an upload that was given up: %v", err)
	}
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before+5; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}
