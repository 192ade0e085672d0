package ilink_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/internal/clock"
)

// eager fires waits of a few seconds at once and longer ones never: backoff
// without waiting, patience without end.
type eager struct{ clock.System }

func (eager) AfterFunc(d time.Duration, f func()) func() bool {
	if d < 30*time.Second {
		go f()
	}
	return func() bool { return true }
}

const alice = "alice@im.wechat"

// bed is a simulator with a bot that alice has written to.
type bed struct {
	t   testing.TB
	sim *sim.Server
	c   *ilink.Client
	ctx string // alice's context token
}

func newBed(t testing.TB) *bed {
	t.Helper()
	s := sim.New(sim.Options{Seed: 1})
	web := httptest.NewServer(s)
	t.Cleanup(func() { web.Close(); _ = s.Close() })
	bot := s.NewBot("owner@im.wechat")
	b := &bed{t: t, sim: s, c: &ilink.Client{
		Credentials: ilink.Credentials{BotToken: ilink.Secret(bot.BotToken), BotID: bot.BotID, BaseURL: web.URL},
		CDNBaseURL:  web.URL + "/c2c",
		Clock:       eager{},
	}}
	if _, err := s.Say(sim.SayRequest{User: alice, Text: "hi"}); err != nil {
		t.Fatal(err)
	}
	b.ctx = b.next().ContextToken.Reveal()
	return b
}

// next is the next message to the bot.
func (b *bed) next() ilink.Message {
	b.t.Helper()
	batch, err := b.c.GetUpdates(b.t.Context(), "", 5*time.Second)
	for i := 0; err == nil && i < 5; i++ {
		if n := len(batch.Messages); n > 0 {
			return batch.Messages[n-1]
		}
		batch, err = b.c.GetUpdates(b.t.Context(), batch.Cursor, 5*time.Second)
	}
	b.t.Fatalf("no message: %v", err)
	return ilink.Message{}
}

func (b *bed) clean() {
	b.t.Helper()
	if v := b.sim.Violations(); len(v) > 0 {
		b.t.Errorf("violations: %+v", v)
	}
}

func (b *bed) fault(kind string, count int) {
	b.t.Helper()
	if err := b.sim.SetFault(sim.Fault{Kind: kind, Count: count}); err != nil {
		b.t.Fatal(err)
	}
}

// sendMedia lets alice send media, and returns it as the bot gets it.
func (b *bed) sendMedia(r sim.MediaRequest) ilink.Media {
	b.t.Helper()
	r.User = alice
	id, err := b.sim.SendMedia(r)
	if err != nil {
		b.t.Fatal(err)
	}
	cursor := ""
	for range 10 {
		batch, err := b.c.GetUpdates(b.t.Context(), cursor, 5*time.Second)
		if err != nil {
			b.t.Fatal(err)
		}
		cursor = batch.Cursor
		for _, m := range batch.Messages {
			if m.ID == id {
				return m.Medias()[0]
			}
		}
	}
	b.t.Fatalf("message %s did not come", id)
	return ilink.Media{}
}

func (b *bed) download(m ilink.Media, o ilink.DownloadOptions) ([]byte, error) {
	d, err := b.c.Download(b.t.Context(), m, o)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return io.ReadAll(d)
}

func content(n int) []byte {
	c := bytes.Repeat([]byte("iLink media 媒体 "), n/16+1)
	return c[:n]
}

var png = append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), content(5000)...)

func code(err error) string {
	var e *ilink.MediaError
	if errors.As(err, &e) {
		return e.Code()
	}
	return ""
}

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

// once is a reader that can not go back.
type once struct{ io.Reader }

func (b *bed) upload(r io.Reader, o ilink.UploadOptions) (*ilink.Upload, error) {
	o.To = alice
	return b.c.Upload(b.t.Context(), r, o)
}

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

// send sends an upload, as read back from the state directory.
func (b *bed) send(u ilink.Upload) {
	b.t.Helper()
	row, err := json.Marshal(u)
	if err != nil {
		b.t.Fatal(err)
	}
	var again ilink.Upload
	if err := json.Unmarshal(row, &again); err != nil {
		b.t.Fatal(err)
	}
	// A message a send, so that the quota does not matter.
	if _, err := b.sim.Say(sim.SayRequest{User: alice, Text: "more"}); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.c.SendMessage(b.t.Context(), ilink.Outgoing{
		To: alice, ClientID: ilink.NewClientID(time.Now()), ContextToken: ilink.Secret(b.ctx), Item: again.UploadedItem,
	}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bed) lastSent() sim.SentMessage {
	b.t.Helper()
	sent := b.sim.Sent(alice, 0)
	if len(sent) == 0 {
		b.t.Fatal("nothing was sent")
	}
	return sent[len(sent)-1]
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

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

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

// Memory does not grow with the file, in either direction.
func TestMediaMemoryIsFlat(t *testing.T) {
	b := newBed(t)
	const size = 64 << 20
	if err := b.sim.Configure(func(s *sim.Settings) { s.Uploads = "count" }); err != nil {
		t.Fatal(err)
	}
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "big.bin", Size: size})
	allocated := func(f func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	down := allocated(func() {
		d, err := b.c.Download(t.Context(), m, ilink.DownloadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if n, err := io.Copy(io.Discard, d); n != size || err != nil {
			t.Errorf("%d bytes of %d, %v", n, size, err)
		}
	})
	up := allocated(func() {
		if _, err := b.upload(once{io.LimitReader(zeroes{}, size)}, ilink.UploadOptions{Kind: "file", TempDir: t.TempDir()}); err != nil {
			t.Error(err)
		}
	})
	// All that was ever allocated, freed or not, the simulator's share included.
	if limit := uint64(24 << 20); down > limit || up > limit {
		t.Errorf("allocated %d MiB down and %d MiB up for %d MiB", down>>20, up>>20, size>>20)
	}
	b.clean()
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

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
