package host

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Whatever goes wrong with a URL is a MediaError that says what to do, ends by
// itself, shows no key of the address, and leaves nothing behind.
func TestURLsThatFail(t *testing.T) {
	const u = "u1@im.wechat"
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/silent":
			<-r.Context().Done()
		case "/stalls":
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write(testPNG)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		case "/short":
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write(testPNG)
		case "/endless":
			for buf := make([]byte, 64<<10); r.Context().Err() == nil; {
				if _, err := w.Write(buf); err != nil {
					return
				}
			}
		case "/large":
			w.Header().Set("Content-Length", fmt.Sprint(3<<20))
		case "/away":
			http.Redirect(w, r, "http://127.0.0.2:1/x", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	cases := []struct{ url, want string }{ // the code, then what is in message and hint
		{"SITE/silent?key=SECRET", "GONE|silent for 1s|timeout under [http]"},
		{"SITE/stalls?key=SECRET", "GONE|silent for 1s|timeout under [http]"},
		{"SITE/short?key=SECRET", "GONE|unexpected EOF|check the address"},
		{"SITE/endless?key=SECRET", "TOO_LARGE|limit|max_size"},
		{"SITE/large?key=SECRET", "TOO_LARGE|limit|max_size"},
		{"SITE/none?key=SECRET", "GONE|404|browser"},
		{"http://" + closed.Addr().String() + "/?key=SECRET", "GONE|refused|check the address"},
		{"http://127.0.0.2:1/x?key=SECRET", "PATH_REFUSED|127.0.0.2|private"},
		{"SITE/away?key=SECRET", "PATH_REFUSED|127.0.0.2|private"},
		{"http://bad host/", "GONE|no URL|"},
	}
	r := newRig(t, map[string]string{"10-url.js": `
		bot.hear("get [url]", async msg => {
			try { await msg.reply({ image: msg.params.url }); return "sent"; }
			catch (e) { return [e instanceof MediaError, e.code, e.message, e.hint].join("|"); }
		});`}, func(c *Config) {
		c.HTTP.Private.Hosts = []string{strings.TrimPrefix(site.URL, "http://"), closed.Addr().String()}
		c.HTTP.Timeout = time.Second
		c.Media.MaxSize = 2 << 20
	})
	r.start()
	for i, c := range cases {
		r.says(u, "get "+strings.ReplaceAll(c.url, "SITE", site.URL))
		got := r.hears(u, i+1)[i]
		want := strings.Split(c.want, "|")
		if !strings.HasPrefix(got, "true|"+want[0]+"|") || !strings.Contains(got, want[1]) || !strings.Contains(got, want[2]) || strings.HasSuffix(got, "|") {
			t.Errorf("%s: %s, want %s", c.url, got, c.want)
		}
		if strings.Contains(got, "SECRET") {
			t.Errorf("%s: the key is shown: %s", c.url, got)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(r.cfg.State, "upload-*")); len(left) > 0 {
		t.Errorf("left in the state folder: %q", left)
	}
	r.clean()
}
