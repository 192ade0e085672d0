package host

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/ilink/sim"
)

var testPNG = append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte("pixels"), 3000)...)

// sent waits until a user has seen n messages and returns them.
func (r *rig) sent(user string, n int) []sim.SentMessage {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var all []sim.SentMessage
	var after int64
	for len(all) < n {
		list, _ := r.sim.WaitSent(ctx, user, after)
		if len(list) == 0 {
			r.t.Fatalf("%s has seen %+v, want %d messages", user, all, n)
		}
		for _, m := range list {
			after = m.Seq
			if m.Shown {
				all = append(all, m)
			}
		}
	}
	return all
}

func (r *rig) sendsMedia(m sim.MediaRequest) {
	r.t.Helper()
	if _, err := r.sim.SendMedia(m); err != nil {
		r.t.Fatal(err)
	}
}

func md5Of(b []byte) string { s := md5.Sum(b); return hex.EncodeToString(s[:]) }

// Every image comes back with a caption, every file as its hash, every voice
// as its text.
func TestMediaRules(t *testing.T) {
	const u = "u1@im.wechat"
	r := newRig(t, map[string]string{"10-media.js": `
		import { createHash } from "crypto";
		bot.on("image", async msg => { const path = await msg.media.save(); await msg.reply({ image: path, text: "收到" }); });
		bot.on("file", async msg => {
			const b = await msg.media.bytes();
			return msg.media.name + " " + createHash("sha256").update(b).digest("hex");
		});
		bot.on("voice", msg => msg.text);
		bot.on("video", msg => ({ file: msg.media, name: "clip.mp4" }));`})
	r.start()
	doc := []byte("some text of a file")
	r.sendsMedia(sim.MediaRequest{User: u, Kind: "image", Data: testPNG})
	got := r.sent(u, 2)
	if got[0].Text != "收到" || got[1].Kind != "image" || got[1].MD5 != md5Of(testPNG) {
		t.Errorf("to an image: %+v", got)
	}
	r.sendsMedia(sim.MediaRequest{User: u, Kind: "file", Name: "a.txt", Data: doc})
	sum := sha256.Sum256(doc)
	if got := r.sent(u, 3); got[2].Text != "a.txt "+hex.EncodeToString(sum[:]) {
		t.Errorf("to a file: %+v", got[2])
	}
	r.sendsMedia(sim.MediaRequest{User: u, Kind: "voice", Data: []byte("\x02#!SILK_V3..."), Text: "你好"})
	if got := r.sent(u, 4); got[3].Text != "你好" {
		t.Errorf("to a voice message: %+v", got[3])
	}
	video := bytes.Repeat([]byte("video"), 50_000)
	r.sendsMedia(sim.MediaRequest{User: u, Kind: "video", Data: video})
	if got := r.sent(u, 5); got[4].Kind != "file" || got[4].Name != "clip.mp4" || got[4].MD5 != md5Of(video) {
		t.Errorf("to a video: %+v", got[4])
	}
	r.clean()
	left, _ := filepath.Glob(filepath.Join(r.cfg.State, "upload-*"))
	if len(left) > 0 {
		t.Errorf("left in the state folder: %q", left)
	}
}

// What a rule may name as a source, and how it is refused.
func TestMediaSources(t *testing.T) {
	const u = "u1@im.wechat"
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/cat" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(testPNG)
	}))
	defer site.Close()
	outside := t.TempDir()
	extra := t.TempDir()
	for path, text := range map[string]string{
		filepath.Join(outside, "secret.txt"): "secret", filepath.Join(extra, "extra.txt"): "extra",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct{ source, want string }{ // want: what arrives, or "!" and the error's code
		{`"pic.png"`, "pic"}, {`"./sub/note.txt"`, "note"}, {`"saved.txt"`, "saved"},
		{`"EXTRA/extra.txt"`, "extra"},
		{`"OUT/secret.txt"`, "!PATH_REFUSED"}, {`"../data/accounts/default/token.json"`, "!PATH_REFUSED"},
		{`"link.txt"`, "!PATH_REFUSED"}, {`"link/secret.txt"`, "!PATH_REFUSED"}, {`"OUT/none.txt"`, "!PATH_REFUSED"},
		{`"none.txt"`, "!GONE"}, {`"sub"`, "!PATH_REFUSED"}, {`"pic.png/x"`, "!GONE"},
		{`"SITE/cat"`, string(testPNG)}, {`"SITE/dog"`, "!GONE"},
		{`new Uint8Array([104, 105])`, "hi"}, {`Buffer.from("hi")`, "hi"}, {`new Blob(["bl", "ob"])`, "blob"},
		{`new Uint8Array(0)`, ""}, {`await bot.upload(msg.from, "file", Buffer.from("up"))`, "up"},
	}
	script := "const cases = [\n"
	for _, c := range cases {
		source := strings.NewReplacer("OUT", outside, "EXTRA", extra, "SITE", site.URL).Replace(c.source)
		script += "async msg => (" + source + "),\n"
	}
	script += `];
		bot.hear("case [n]", async msg => {
			try {
				await msg.reply({ file: await cases[msg.params.n](msg), name: "x.bin" });
			} catch (e) {
				await msg.reply("!" + e.code + " " + (e.hint ? "hint" : "no hint: ") + e.message);
			}
		});`
	r := newRig(t, map[string]string{"10-source.js": script, "pic.png": "pic", "sub/note.txt": "note"}, func(c *Config) {
		c.Rules.Read = []string{extra}
		c.HTTP.Private.All = true
	})
	files := filepath.Join(r.cfg.State, "files")
	if err := os.MkdirAll(files, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(files, "saved.txt"), []byte("saved"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link.txt": filepath.Join(outside, "secret.txt"), "link": outside} {
		if err := os.Symlink(to, filepath.Join(r.cfg.Scripts, link)); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	r.start()
	for i, c := range cases {
		r.says(u, fmt.Sprint("case ", i))
		m := r.sent(u, i+1)[i]
		if code, refused := strings.CutPrefix(c.want, "!"); refused {
			if !strings.HasPrefix(m.Text, "!"+code+" hint") {
				t.Errorf("%s: %s, want %s with a hint", c.source, m.Text, code)
			}
			continue
		}
		if m.Kind != "file" || m.MD5 != md5Of([]byte(c.want)) {
			t.Errorf("%s arrived as %+v, want the %d bytes of %.20q", c.source, m, len(c.want), c.want)
		}
	}
	r.clean()
}

// An Upload is used several times without sending its bytes again, and is
// made anew for another user.
func TestUploadIsReused(t *testing.T) {
	r := newRig(t, map[string]string{"10-up.js": `
		let up;
		bot.hear("first", async msg => { up = await bot.upload(msg.from, "image", "pic.png"); await msg.reply({ image: up }); return { image: up }; });
		bot.hear("other", async msg => ({ image: up }));`, "pic.png": string(testPNG)})
	r.start()
	r.says("u1@im.wechat", "first")
	for _, m := range r.sent("u1@im.wechat", 2) {
		if m.Kind != "image" || m.MD5 != md5Of(testPNG) {
			t.Errorf("to the first user: %+v", m)
		}
	}
	r.says("u2@im.wechat", "other")
	if m := r.sent("u2@im.wechat", 1)[0]; m.Kind != "image" || m.MD5 != md5Of(testPNG) {
		t.Errorf("to another user: %+v", m)
	}
	if n := len(r.sim.Requests("upload", 0)); n != 2 {
		t.Errorf("%d uploads, want one per user", n)
	}
	r.clean()
}

// A large transfer is shown where the program runs, and told to the script.
func TestTransfersAreShown(t *testing.T) {
	type show struct {
		name        string
		total, last int64
		ended       bool
	}
	shows := make(chan *show, 9)
	r := newRig(t, map[string]string{"10-big.js": `
		bot.hear("send", async msg => {
			let last = 0;
			await msg.reply({ file: new Uint8Array(9 << 20), name: "big.bin" }, { onProgress: done => { last = done; } });
			await msg.reply("told " + (last > 9 << 20));
		});
		bot.on("file", async msg => { await msg.media.save(); return "saved"; });`}, func(c *Config) {
		c.Transfer = func(name string, total int64) (func(int64), func()) {
			s := &show{name: name, total: total}
			return func(done int64) { s.last = done }, func() { s.ended = true; shows <- s }
		}
	})
	r.start()
	r.says("u1@im.wechat", "send")
	if m := r.sent("u1@im.wechat", 2); m[1].Text != "told true" {
		t.Errorf("the script heard %q", m[1].Text)
	}
	r.sendsMedia(sim.MediaRequest{User: "u1@im.wechat", Kind: "file", Name: "film.mp4", Size: 10 << 20})
	r.sent("u1@im.wechat", 3)
	for _, want := range []string{"sending", "receiving film.mp4"} {
		if s := <-shows; s.name != want || s.last != s.total || s.total < 9<<20 || !s.ended {
			t.Errorf("shown: %+v, want %s to its end", s, want)
		}
	}
}
