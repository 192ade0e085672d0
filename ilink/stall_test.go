package ilink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/internal/clock"
)

// A transfer that does not move is given up after a minute, tried again, and
// ends with the reason: in both directions.
func TestStalledTransfers(t *testing.T) {
	var tries atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ilink/bot/getuploadurl":
			fmt.Fprintf(w, `{"upload_full_url":"http://%s/upload"}`, r.Host)
			return
		case "/upload":
			_, _ = io.Copy(io.Discard, r.Body) // and never answers
		default:
			w.Header().Set("Content-Length", "1000000")
			_, _ = w.Write(make([]byte, 5000))
			_ = http.NewResponseController(w).Flush()
		}
		tries.Add(1)
		<-r.Context().Done()
	}))
	defer s.Close()
	v := clock.NewVirtual(time.Now())
	c := &Client{Credentials: Credentials{BaseURL: s.URL}, CDNBaseURL: s.URL, Clock: v, HTTP: s.Client()}
	for name, transfer := range map[string]func(context.Context) error{
		"download": func(ctx context.Context) error {
			d, err := c.Download(ctx, Media{Kind: KindImage, Param: "x"}, DownloadOptions{})
			if err != nil {
				return err
			}
			defer d.Close()
			_, err = io.Copy(io.Discard, d)
			return err
		},
		"upload": func(ctx context.Context) error {
			_, err := c.Upload(ctx, bytes.NewReader(make([]byte, 100)), UploadOptions{To: "u", Kind: KindFile})
			return err
		},
	} {
		tries.Store(0)
		done := make(chan error, 1)
		go func() { done <- transfer(t.Context()) }()
		var err error
		for err == nil {
			select {
			case err = <-done:
			case <-time.After(time.Millisecond):
				v.Advance(5 * time.Second)
			}
		}
		var e *MediaError
		if !errors.As(err, &e) || e.Reason != MediaCDNStatus || !errors.Is(err, errStalled) || tries.Load() != cdnTries {
			t.Errorf("%s: %v after %d tries, want CDN_STATUS because it stalled after %d", name, err, tries.Load(), cdnTries)
		}
	}
}
