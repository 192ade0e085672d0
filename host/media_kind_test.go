package host

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
)

const (
	testMP4  = "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41 and frames"
	testPage = "<!DOCTYPE html><html><body>please log in</body></html>"
)

// Extension and first bytes decide whether a phone could show content as the
// kind a rule asks for. Whatever they do not tell goes as asked for.
func TestKindFitsContent(t *testing.T) {
	const u = "u1@im.wechat"
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/login": // a picture was asked for, a page comes
			_, _ = w.Write([]byte(testPage))
		case "/busy.png":
			_, _ = w.Write([]byte("rate limit exceeded"))
		case "/clip":
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = w.Write([]byte(testMP4))
		}
	}))
	defer site.Close()
	cases := []struct{ content, kind, name, bytes string }{
		{`{image: "pic.png"}`, "image", "", string(testPNG)},
		{`{video: "pic.png"}`, "image", "", string(testPNG)},
		{`{file: "pic.png"}`, "file", "pic.png", string(testPNG)},
		{`{voice: "pic.png"}`, "file", "pic.png", string(testPNG)},
		{`{image: "clip.mp4"}`, "video", "", testMP4},
		{`{image: "page.html"}`, "file", "page.html", testPage},
		{`{image: "odd.mp4"}`, "video", "", "who knows what"},
		{`{image: new Uint8Array([1, 2, 3])}`, "image", "", "\x01\x02\x03"},
		{`{video: Buffer.from("who knows what")}`, "video", "", "who knows what"},
		{`{image: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'></svg>"), name: "a.svg"}`, "file", "a.svg", "<svg xmlns='http://www.w3.org/2000/svg'></svg>"},
		{`{image: Buffer.from("<svg viewBox='0 0 9 9'></svg>")}`, "file", "file.svg", "<svg viewBox='0 0 9 9'></svg>"},
		{`{image: new Blob(["rate limit exceeded"], {type: "text/plain"})}`, "file", "file.txt", "rate limit exceeded"},
		{`{file: new Uint8Array(0), name: "none.txt"}`, "file", "none.txt", ""},
		{`{image: "SITE/login"}`, "file", "login.html", testPage},
		{`{image: "SITE/busy.png"}`, "file", "busy.png", "rate limit exceeded"}, // its name is the site's
		{`{image: "SITE/clip"}`, "video", "", testMP4},
	}
	script := "const cases = [\n"
	for _, c := range cases {
		script += "() => (" + strings.ReplaceAll(c.content, "SITE", site.URL) + "),\n"
	}
	script += `]; bot.hear("case [n]", msg => cases[msg.params.n]());`
	var log syncBuffer
	r := newRig(t, map[string]string{
		"10-kind.js": script, "pic.png": string(testPNG), "clip.mp4": testMP4, "page.html": testPage, "odd.mp4": "who knows what",
	}, func(c *Config) {
		c.HTTP.Private.All = true
		c.Logger = hclog.New(&hclog.LoggerOptions{Output: &log, Level: hclog.Warn})
	})
	r.start()
	for i, c := range cases {
		before := len(log.String())
		r.says(u, fmt.Sprint("case ", i))
		m := r.sent(u, i+1)[i]
		if m.Kind != c.kind || m.MD5 != md5Of([]byte(c.bytes)) || c.name != "" && m.Name != c.name {
			t.Errorf("%s arrived as %s %q of %d bytes, want %s %q with %d bytes", c.content, m.Kind, m.Name, m.Size, c.kind, c.name, len(c.bytes))
		}
		asked, _, _ := strings.Cut(c.content[1:], ":")
		said := strings.Contains(log.String()[before:], "not as "+asked)
		if want := asked != c.kind && asked != "voice"; said != want {
			t.Errorf("%s: said so in the log: %t, want %t\n%s", c.content, said, want, log.String()[before:])
		}
	}
	r.clean() // the item and the upload are of one kind, or this complains
}

// What has not one byte is no picture, video or voice: the rule hears of it, with
// a hint for where it comes from.
func TestEmptyMediaIsRefused(t *testing.T) {
	const u = "u1@im.wechat"
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer site.Close()
	r := newRig(t, map[string]string{"10-empty.js": `
		import { Readable } from "stream";
		const sources = {stream: new Blob(["x"]).stream(), node: Readable.from(["x"]), later: Promise.resolve("x"), response: new Response("x"), nothing: "", bytes: new Uint8Array(0), blob: new Blob([]), path: "none.png", url: "` + site.URL + `/cat.png?key=SECRET"};
		bot.hear("[kind] [source]", async msg => {
			try {
				const { kind, source } = msg.params;
				if (source === "upload") await bot.upload(msg.from, kind, sources.bytes);
				await msg.reply({[kind]: sources[source]});
			} catch (e) {
				return e.name + " " + e.code + ": " + e.message + " / " + e.hint;
			}
		});`, "none.png": ""}, func(c *Config) { c.HTTP.Private.All = true })
	r.start()
	for i, c := range []struct{ says, want, hint string }{
		{"image bytes", "MediaError UNSUPPORTED: media: bytes has 0 bytes, which is no image", "only once"},
		{"video blob", "MediaError UNSUPPORTED: media: bytes has 0 bytes, which is no video", "only once"},
		{"image path", "MediaError UNSUPPORTED: media: none.png has 0 bytes, which is no image", "to its end"},
		{"voice bytes", "MediaError UNSUPPORTED: media: bytes has 0 bytes, which is no voice", "only once"},
		{"voice path", "MediaError UNSUPPORTED: media: none.png has 0 bytes, which is no voice", "to its end"},
		{"voice upload", "MediaError UNSUPPORTED: media: bytes has 0 bytes, which is no voice", "only once"},
		{"video url", "MediaError UNSUPPORTED: media: " + site.URL + "/cat.png has 0 bytes, which is no video", "without content"},
		{"image stream", "TypeError", "await new Response(stream).bytes()"},
		{"voice node", "TypeError", "Buffer.concat(await stream.toArray())"},
		{"file later", "TypeError", "await"},
		{"file response", "TypeError", "await r.blob()"},
		{"video nothing", "TypeError undefined: msg.reply: content.video is an empty string, wanted a path", ""},
		{"image url", "MediaError UNSUPPORTED: media: " + site.URL + "/cat.png has 0 bytes, which is no image", "without content"},
	} {
		if got := r.answer(u, c.says, i+1); !strings.HasPrefix(got, c.want) || !strings.Contains(got, c.hint) || strings.Contains(got, "SECRET") {
			t.Errorf("%s: %s; want %s, %s", c.says, got, c.want, c.hint)
		}
	}
	r.clean()
}

// An Upload that a rule sends as another kind is made anew as that.
func TestUploadSentAsAnotherKind(t *testing.T) {
	const u = "u1@im.wechat"
	r := newRig(t, map[string]string{"10-up.js": `
		bot.hear("go", async msg => {
			const up = await bot.upload(msg.from, "image", "pic.png");
			await msg.reply({ file: up, name: "pic.png" });
			await msg.reply({ image: up });
			const page = await bot.upload(msg.from, "image", "page.html"); // goes as a file
			await msg.reply({ image: page });
			await msg.reply({ file: page });
		});`, "pic.png": string(testPNG), "page.html": testPage})
	r.start()
	r.says(u, "go")
	var kinds []string
	for _, m := range r.sent(u, 4) {
		kinds = append(kinds, m.Kind)
	}
	if got := strings.Join(kinds, " "); got != "file image file file" {
		t.Errorf("arrived as %s", got)
	}
	if n := len(r.sim.Requests("upload", 0)); n != 3 {
		t.Errorf("%d uploads, want 3: one as a file, one as a picture, one page", n)
	}
	r.clean()
}
