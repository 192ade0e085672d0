package ilink

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"hotreply/internal/clock"
)

// FuzzDownload: whatever the CDN serves, of whatever length it announces and
// with whatever keys, a download ends, without a panic, and with a MediaError
// if it ends badly. What it returns is never more than the limit, nor more than
// what was served.
func FuzzDownload(f *testing.F) {
	const key = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	seal := func(plain []byte) []byte {
		b, err := io.ReadAll(NewSealer(bytes.NewReader(plain), testMediaKey))
		if err != nil {
			f.Fatal(err)
		}
		return b
	}
	for _, body := range [][]byte{nil, []byte("x"), seal(nil), seal([]byte("\x89PNG\r\n\x1a\n")), seal([]byte("a whole block more")), bytes.Repeat([]byte{16}, 16)} {
		f.Add(body, key, uint8(0), int16(0), uint16(1))
		f.Add(body, "rubbish", uint8(1), int16(-1), uint16(headSize/16))
		f.Add(body, "Dx4tPEtaaXiHlqW0w9Lh8A==", uint8(6), int16(5), uint16(1200))
	}
	kinds := []string{KindImage, KindVoice, KindFile, KindVideo}
	f.Fuzz(func(t *testing.T, body []byte, first string, kind uint8, more int16, times uint16) {
		body = bytes.Repeat(body, int(times)%2048) // large ones of small inputs, which the fuzzer handles better
		body = body[:min(len(body), 64<<10)]
		c := inMemory(func(w http.ResponseWriter, r *http.Request) {
			if more >= 0 { // otherwise the length is not announced
				w.Header().Set("Content-Length", strconv.Itoa(len(body)+int(more)))
			}
			_, _ = w.Write(body)
		})
		c.CDNBaseURL, c.Clock = "http://service.test/c2c", quickClock{}
		m := Media{Kind: kinds[kind%4], Param: "x", Keys: []Secret{Secret(first), key}}
		if kind&4 != 0 {
			m.Keys = nil
		}
		const limit = 40_000
		var got bytes.Buffer
		d, err := c.Download(t.Context(), m, DownloadOptions{MaxSize: limit})
		if err == nil {
			if kind&8 != 0 {
				_, err = d.WriteTo(&got)
			} else {
				_, err = io.CopyBuffer(struct{ io.Writer }{&got}, struct{ io.Reader }{d}, make([]byte, 1+int(kind)))
			}
			_ = d.Close()
		}
		var e *MediaError
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%T: %v", err, err)
		}
		if got.Len() > limit || got.Len() > len(body) {
			t.Errorf("%d bytes of %d came out", got.Len(), len(body))
		}
	})
}

// quickClock fires waits between tries at once, and never runs out of patience.
type quickClock struct{ clock.System }

func (quickClock) AfterFunc(d time.Duration, f func()) func() bool {
	if d < 30*time.Second {
		go f()
	}
	return func() bool { return true }
}
