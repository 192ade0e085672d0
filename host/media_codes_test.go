package host

import (
	"bytes"
	"crypto/aes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"hotreply/ilink/sim"
)

// sealed is content as the CDN has it: AES-128-ECB with PKCS#7, the obvious way.
func sealed(plain []byte, key string) []byte {
	pad := 16 - len(plain)%16
	out := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, _ := aes.NewCipher([]byte(key))
	for i := 0; i < len(out); i += 16 {
		block.Encrypt(out[i:], out[i:])
	}
	return out
}

// What a rule can meet, with the code, the numbers and a hint; and the bot goes
// on answering.
func TestEveryMediaCode(t *testing.T) {
	const key = "0123456789abcdef"
	secret := sealed(bytes.Repeat([]byte("nobody can tell what this is\x00\x01"), 200), key)
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse := func(status int, code, message string) {
			w.Header().Set("x-error-code", code)
			w.Header().Set("x-error-message", message)
			w.WriteHeader(status)
		}
		switch name := r.URL.Query().Get("encrypted_query_param"); {
		case name == "noise":
			_, _ = w.Write(secret)
		case name == "damaged":
			whole := sealed(testPNG, key)
			_, _ = w.Write(whole[:len(whole)-16])
		case name == "large":
			_, _ = w.Write(make([]byte, 3<<20))
		case name == "fails":
			refuse(500, "-1", "not today")
		case name == "refused":
			refuse(403, "-1", "no")
		case name == "expired":
			refuse(404, "-1", "no such file")
		case r.Method == http.MethodPost: // an upload: its size says what is to happen
			switch r.ContentLength {
			case 16:
				refuse(400, "-5102031", "content is illegal")
			case 32:
				refuse(400, "-5102004", "probe preview error")
			case 48:
				refuse(413, "-1", "too large")
			}
		}
	}))
	defer cdn.Close()
	r := newRig(t, map[string]string{"10-codes.js": `
		const told = e => [e instanceof MediaError, e.code, e.status ?? "-", e.limit ?? "-", e.hint ? "hint" : "none"].join(" ");
		bot.on(["file", "image"], async msg => { try { await msg.media.save(); return "saved"; } catch (e) { return told(e); } });
		bot.hear("send [kind] [n]", async msg => {
			try { await msg.reply({ [msg.params.kind]: Buffer.from("x".repeat(msg.params.n)) }); return "sent"; } catch (e) { return told(e); }
		});`}, func(c *Config) {
		c.ILink.CDNBaseURL = cdn.URL
		c.Media.MaxSize = 2 << 20
	})
	r.options(func(s *sim.Settings) { s.UploadURL = "param" }) // so that uploads come to the CDN above
	r.start()
	receive := func(kind, name, aesKey string) func() {
		return func() {
			item := fmt.Sprintf(`{"type":4,"file_item":{"media":{"encrypt_query_param":%q,"aes_key":%q},"file_name":"a.bin"}}`, name, aesKey)
			if kind == "image" {
				item = fmt.Sprintf(`{"type":2,"image_item":{"media":{"encrypt_query_param":%q,"aes_key":%q}}}`, name, aesKey)
			}
			if _, err := r.sim.Say(sim.SayRequest{User: alice, Items: []json.RawMessage{json.RawMessage(item)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	send := func(text string) func() { return func() { r.says(alice, text) } }
	const right, wrong = "MDEyMzQ1Njc4OWFiY2RlZg==", "AAECAwQFBgcICQoLDA0ODw=="
	for i, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"the right key", receive("file", "noise", right), "saved"},
		{"a wrong key", receive("file", "noise", wrong), "true KEY_MISMATCH - - hint"},
		{"a wrong key of a picture", receive("image", "noise", wrong), "true KEY_MISMATCH - - hint"},
		{"a key of no form", receive("file", "noise", "rubbish"), "true KEY_MISMATCH - - hint"},
		{"the end is missing", receive("image", "damaged", right), "true BAD_PADDING - - hint"},
		{"too large to receive", receive("file", "large", right), "true TOO_LARGE - 2097152 hint"},
		{"a CDN that fails", receive("file", "fails", right), "true CDN_STATUS 500 - hint"},
		{"a CDN that refuses", receive("file", "refused", right), "true CDN_STATUS 403 - hint"},
		{"an address that expired", receive("file", "expired", right), "true GONE 404 - hint"},
		{"illegal content", send("send file 3"), "true UNSUPPORTED 400 - hint"},
		{"no preview", send("send video 20"), "true PROBE_PREVIEW 400 - hint"},
		{"too large for the CDN", send("send file 40"), "true TOO_LARGE 413 - hint"},
		{"too large to send", send("send file 2097153"), "true TOO_LARGE - 2097152 hint"},
	} {
		c.do()
		if got := r.hears(alice, i+1)[i]; got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}
