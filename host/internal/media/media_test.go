package media_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/host/internal/media"
	"hotreply/ilink"
	"hotreply/ilink/sim"
)

const user = "u1@im.wechat"

var png = append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte("pixels"), 3000)...)

// rig is a state folder with a folder of scripts beside it, and a service.
type rig struct {
	t       *testing.T
	o       media.Options
	scripts string
	sim     *sim.Server
	client  *ilink.Client
	log     bytes.Buffer
}

func newRig(t *testing.T) *rig {
	t.Helper()
	dir := t.TempDir()
	r := &rig{t: t, scripts: filepath.Join(dir, "scripts"), sim: sim.New(sim.Options{})}
	service := httptest.NewServer(r.sim)
	t.Cleanup(func() { r.sim.Close(); service.CloseClientConnections(); service.Close() })
	bot := r.sim.NewBot("dev@im.wechat")
	r.client = &ilink.Client{
		Credentials: ilink.Credentials{BotToken: ilink.Secret(bot.BotToken), BotID: bot.BotID, UserID: bot.UserID, BaseURL: service.URL},
		CDNBaseURL:  service.URL + "/c2c", HTTP: service.Client(),
	}
	state := filepath.Join(dir, "data")
	r.o = media.Options{
		State: state, Files: filepath.Join(state, "files"),
		Folders: func() []string { return []string{r.scripts} },
		Fetch:   http.DefaultClient,
		Client:  func(string) (*ilink.Client, error) { return r.client, nil },
		Log:     hclog.New(&hclog.LoggerOptions{Output: &r.log}),
	}
	for _, d := range []string{r.o.Files, r.scripts} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r *rig) write(path, content string) string {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// opened is a source's content, or the code of its error.
func (r *rig) opened(s bot.Source) (content string, info bot.MediaInfo) {
	r.t.Helper()
	body, info, err := media.New(r.o).Open(context.Background(), s)
	if err != nil {
		return codeOf(r.t, err), info
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		return codeOf(r.t, err), info
	}
	return string(b), info
}

func codeOf(t *testing.T, err error) string {
	t.Helper()
	var e *ilink.MediaError
	if !errors.As(err, &e) {
		t.Fatalf("%v is no MediaError", err)
	}
	if e.Hint() == "" {
		t.Errorf("%v has no hint", err)
	}
	return "!" + e.Code()
}

// TestPaths: a path is looked for beside the script and then in files, and what
// lies elsewhere or is no plain file is refused, whether it is there or not.
func TestPaths(t *testing.T) {
	r := newRig(t)
	outside, read := t.TempDir(), t.TempDir()
	r.o.Folders = func() []string { return []string{r.scripts, read} }
	r.write(filepath.Join(r.scripts, "both.txt"), "script's")
	r.write(filepath.Join(r.scripts, "sub", "deep.txt"), "deep")
	r.write(filepath.Join(r.o.Files, "both.txt"), "files'")
	r.write(filepath.Join(r.o.Files, "saved.txt"), "saved")
	r.write(filepath.Join(r.o.State, "accounts", "a", "token.json"), "a login")
	readable := r.write(filepath.Join(read, "extra.txt"), "extra")
	secret := r.write(filepath.Join(outside, "secret.txt"), "secret")
	for _, c := range []struct{ path, dir, want string }{
		{"both.txt", r.scripts, "script's"},
		{"both.txt", "", "files'"}, // nobody's script asks
		{"./sub/deep.txt", r.scripts, "deep"},
		{"saved.txt", r.scripts, "saved"},
		{readable, "", "extra"},
		{secret, r.scripts, "!PATH_REFUSED"},
		{filepath.Join(outside, "none.txt"), r.scripts, "!PATH_REFUSED"}, // not even told that it is not there
		{"../data/accounts/a/token.json", r.scripts, "!PATH_REFUSED"},
		{"sub", r.scripts, "!PATH_REFUSED"},
		{"none.txt", r.scripts, "!GONE"},
		{"both.txt/x", r.scripts, "!GONE"},
	} {
		if got, _ := r.opened(bot.Source{Path: c.path, Dir: c.dir}); got != c.want {
			t.Errorf("%s from %q: %q, want %q", c.path, c.dir, got, c.want)
		}
	}
	// A folder of scripts around the state directory opens nothing of it but files.
	r.o.Folders = func() []string { return []string{filepath.Dir(r.o.State)} }
	if got, _ := r.opened(bot.Source{Path: filepath.Join(r.o.State, "accounts", "a", "token.json")}); got != "!PATH_REFUSED" {
		t.Errorf("a login: %q", got)
	}
	if got, _ := r.opened(bot.Source{Path: filepath.Join(r.o.State, "files", "saved.txt")}); got != "saved" {
		t.Errorf("a file of files: %q", got)
	}
}

// TestLinks: what counts is where a link leads.
func TestLinks(t *testing.T) {
	r := newRig(t)
	outside := t.TempDir()
	secret := r.write(filepath.Join(outside, "secret.txt"), "secret")
	inside := r.write(filepath.Join(r.o.Files, "saved.txt"), "saved")
	for link, to := range map[string]string{"out.txt": secret, "out": outside, "in.txt": inside} {
		if err := os.Symlink(to, filepath.Join(r.scripts, link)); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	for path, want := range map[string]string{"out.txt": "!PATH_REFUSED", "out/secret.txt": "!PATH_REFUSED", "in.txt": "saved"} {
		if got, _ := r.opened(bot.Source{Path: path, Dir: r.scripts}); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

// TestInfo: what is known of a source before it is read.
func TestInfo(t *testing.T) {
	r := newRig(t)
	r.write(filepath.Join(r.scripts, "cat.png"), string(png))
	for _, c := range []struct {
		s    bot.Source
		want bot.MediaInfo
	}{
		{bot.Source{Path: "cat.png", Dir: r.scripts}, bot.MediaInfo{Name: "cat.png", MIME: "image/png", Size: int64(len(png))}},
		{bot.Source{Bytes: png}, bot.MediaInfo{MIME: "image/png", Size: int64(len(png))}},
		{bot.Source{Bytes: png, Name: "n", MIME: "x/y"}, bot.MediaInfo{Name: "n", MIME: "x/y", Size: int64(len(png))}},
		{bot.Source{Upload: &bot.Upload{Source: bot.Source{Bytes: []byte("hi"), Name: "u.txt"}}}, bot.MediaInfo{Name: "u.txt", MIME: "text/plain", Size: 2}},
	} {
		if _, got := r.opened(c.s); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.s, got, c.want)
		}
	}
	if got, _ := r.opened(bot.Source{Upload: &bot.Upload{Name: "u"}}); got != "!GONE" {
		t.Errorf("an upload whose source nobody knows: %s", got)
	}
}

// TestUpload: bytes reach the CDN for one user, and the result can be sent by
// itself or made anew.
func TestUpload(t *testing.T) {
	r := newRig(t)
	r.says()
	src := bot.Source{Bytes: png}
	u, err := media.New(r.o).Upload(context.Background(), r.client, bot.UploadRequest{To: user, Account: "a", Kind: "image", Source: src})
	if err != nil {
		t.Fatal(err)
	}
	sum := md5.Sum(png)
	if u.Kind != "image" || u.To != user || u.Account != "a" || u.Size != int64(len(png)) || u.MD5 != hex.EncodeToString(sum[:]) || u.Name != "image.png" {
		t.Errorf("uploaded as %+v", u)
	}
	var item ilink.UploadedItem
	if err := json.Unmarshal(u.Ref, &item); err != nil || item.Param == "" {
		t.Errorf("its item is %s: %v", u.Ref, err)
	}
	again, err := media.New(r.o).Upload(context.Background(), r.client, bot.UploadRequest{To: user, Kind: "file", Source: bot.Source{Upload: u}})
	if err != nil || again.Kind != "file" || again.MD5 != u.MD5 || again.Name != u.Name || !bytes.Equal(again.Source.Bytes, png) {
		t.Errorf("made anew as %+v, %v", again, err)
	}
	if left, _ := filepath.Glob(filepath.Join(r.o.State, ilink.TempPrefix+"*")); len(left) > 0 {
		t.Errorf("left in the state folder: %q", left)
	}
}

// TestNothingIsNoPicture: no byte at all is an error with a hint, but of a file.
func TestNothingIsNoPicture(t *testing.T) {
	r := newRig(t)
	r.says()
	for _, kind := range []string{"image", "video", "voice"} {
		_, err := media.New(r.o).Upload(context.Background(), r.client, bot.UploadRequest{To: user, Kind: kind, Source: bot.Source{Bytes: []byte{}}})
		if code := codeOf(t, err); code != "!UNSUPPORTED" || !strings.Contains(err.Error(), "0 bytes, which is no "+kind) {
			t.Errorf("an empty %s: %v", kind, err)
		}
	}
}

// TestKindThatASourceTells: a source that calls bytes which say nothing a text
// is believed, be it a site or a Blob.
func TestKindThatASourceTells(t *testing.T) {
	for told, want := range map[string]string{
		"": "image", "image/png": "image", "application/octet-stream": "image", "text/html; charset=gbk": "file", "Application/JSON": "file",
		"application/problem+json": "file",
	} {
		r := newRig(t)
		r.says()
		for _, content := range []string{"\x00\x01\x02", "rate limit exceeded"} {
			r.o.Fetch = answering(func(q *http.Request) (*http.Response, error) {
				return answer(q, 200, strings.NewReader(content), "Content-Type", told), nil
			})
			for _, src := range []bot.Source{{URL: "http://a.test/cat.png"}, {Bytes: []byte(content), Name: "cat.png", MIME: told}} {
				u, err := media.New(r.o).Upload(context.Background(), r.client, bot.UploadRequest{To: user, Kind: "image", Source: src})
				if err != nil || u.Kind != want {
					t.Errorf("%q, called %q by %s: %+v, %v", content, told, src, u, err)
				}
			}
		}
	}
}

// says has the user write, who is unknown to the service before.
func (r *rig) says() {
	r.t.Helper()
	if _, err := r.sim.Say(sim.SayRequest{User: user, Text: "hello"}); err != nil {
		r.t.Fatal(err)
	}
}

// TestKindFitsContent: extension and first bytes decide whether a phone could
// show content as the kind asked for; what they do not tell goes as asked for.
func TestKindFitsContent(t *testing.T) {
	const mp4 = "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41 and frames"
	for _, c := range []struct {
		asked, name, content, want string
	}{
		{"image", "", string(png), "image"},
		{"video", "", string(png), "image"},
		{"file", "", string(png), "file"},
		{"voice", "", string(png), "file"},
		{"image", "", mp4, "video"},
		{"image", "page.html", "<!DOCTYPE html><html></html>", "file"},
		{"image", "odd.mp4", "who knows what", "video"},
		{"video", "", "who knows what", "video"},
		{"image", "", "\x01\x02\x03", "image"},
		{"file", "", "", "file"},
		// Pages and answers are neither, whatever their name says.
		{"image", "cat.png", `{"error": "no such cat", "trace": "` + strings.Repeat("at cat ", 1000) + `"}`, "file"},
		{"image", "cat.png", "<!-- " + strings.Repeat("licence ", 1000) + " --><html><body>log in</body></html>", "file"},
		{"image", "", "<svg width='9' height='9'></svg>", "file"},
	} {
		r := newRig(t)
		r.says()
		up := media.New(r.o)
		// A reader that can not go back is sent whole all the same.
		u, err := up.UploadFrom(context.Background(), r.client, bot.UploadRequest{To: user, Account: "work", Kind: c.asked, Name: c.name},
			io.MultiReader(strings.NewReader(c.content)), bot.MediaInfo{})
		if err != nil {
			t.Fatal(err)
		}
		sum := md5.Sum([]byte(c.content))
		if u.Kind != c.want || u.Asked != c.asked || u.MD5 != hex.EncodeToString(sum[:]) {
			t.Errorf("%+v: uploaded as %+v", c, u)
		}
		said := strings.Contains(r.log.String(), "account=work") && strings.Contains(r.log.String(), "sent as "+c.want+", not as "+c.asked)
		if want := c.asked != c.want && c.asked != "voice"; said != want {
			t.Errorf("%+v: said so: %t\n%s", c, said, r.log.String())
		}
	}
}

// TestTransfersAreShown: large ones, to their end, whatever that is.
func TestTransfersAreShown(t *testing.T) {
	r := newRig(t)
	r.says()
	type show struct {
		name        string
		total, last int64
		ended       int
	}
	var shows []*show
	r.o.Show = func(name string, total int64) (func(int64), func()) {
		s := &show{name: name, total: total}
		shows = append(shows, s)
		return func(done int64) { s.last = done }, func() { s.ended++ }
	}
	var told int64
	up := media.New(r.o)
	for _, size := range []int{9 << 20, 1 << 20} {
		_, err := up.Upload(context.Background(), r.client, bot.UploadRequest{
			To: user, Kind: "file", Source: bot.Source{Bytes: make([]byte, size), Name: "big.bin"},
			OnProgress: func(done, _ int64) { told = done },
		})
		if err != nil || told < int64(size) {
			t.Errorf("%d bytes: told of %d, %v", size, told, err)
		}
	}
	if len(shows) != 1 || shows[0].name != "sending big.bin" || shows[0].ended != 1 || shows[0].last != shows[0].total {
		t.Errorf("shown: %+v, want the large one to its end", shows)
	}
}

// TestRemoveUnfinished: only what uploads and saves put aside goes.
func TestRemoveUnfinished(t *testing.T) {
	r := newRig(t)
	keep := []string{filepath.Join(r.o.State, "state.db"), filepath.Join(r.o.Files, "a.txt"), filepath.Join(r.o.Files, ilink.TempPrefix+"1")}
	gone := []string{filepath.Join(r.o.State, ilink.TempPrefix+"1"), filepath.Join(r.o.Files, bot.SavePrefix+"1")}
	for _, path := range append(keep, gone...) {
		r.write(path, "x")
	}
	media.New(r.o).RemoveUnfinished()
	for _, path := range keep {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	for _, path := range gone {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s is still there", path)
		}
	}
}
