package sim_test

import (
	"bytes"
	"crypto/aes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"

	"hotreply/ilink/sim"
)

var testKey, _ = hex.DecodeString("0f1e2d3c4b5a69788796a5b4c3d2e1f0")

// encrypt is AES-128-ECB with PKCS#7, the slow and obvious way.
func encrypt(plain, key []byte) []byte {
	pad := 16 - len(plain)%16
	out := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, _ := aes.NewCipher(key)
	for i := 0; i < len(out); i += 16 {
		block.Encrypt(out[i:], out[i:])
	}
	return out
}

func decrypt(sealed, key []byte) []byte {
	out := bytes.Clone(sealed)
	block, _ := aes.NewCipher(key)
	for i := 0; i < len(out); i += 16 {
		block.Decrypt(out[i:], out[i:])
	}
	return out[:len(out)-int(out[len(out)-1])]
}

func uploadBody(user string, mediaType int, plain []byte) values {
	sum := md5.Sum(plain)
	return values{
		"filekey": "00112233445566778899aabbccddeeff", "media_type": mediaType, "to_user_id": user,
		"rawsize": len(plain), "rawfilemd5": hex.EncodeToString(sum[:]), "filesize": (len(plain)/16 + 1) * 16,
		"no_need_thumb": true, "aeskey": hex.EncodeToString(testKey),
	}
}

// put posts ciphertext and returns status and headers.
func (c *client) put(url string, sealed []byte) (int, http.Header) {
	c.t.Helper()
	r, _ := http.NewRequestWithContext(c.t.Context(), "POST", url, bytes.NewReader(sealed))
	r.Header.Set("Content-Type", "application/octet-stream")
	status, h, _ := c.do(r)
	return status, h
}

// upload puts plain on the CDN and returns its reference.
func (c *client) upload(user string, mediaType int, plain []byte) values {
	c.t.Helper()
	a := c.api("getuploadurl", uploadBody(user, mediaType, plain))
	url, _ := a["upload_full_url"].(string)
	status, h := c.put(url, encrypt(plain, testKey))
	if status != 200 || h.Get("x-encrypted-param") == "" {
		c.t.Fatalf("upload: %v, status %d, headers %v", a, status, h)
	}
	return values{
		"encrypt_query_param": h.Get("x-encrypted-param"), "encrypt_type": 1,
		"aes_key": base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(testKey))),
	}
}

func TestUploadAndSendEveryKind(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	plain := []byte("iLink test vector")
	for _, k := range []struct {
		kind            string
		upload, item    int
		payload, extras string
		value           any
		shown           bool
	}{
		{"image", 1, 2, "image_item", "mid_size", 32, true},
		{"video", 2, 5, "video_item", "video_size", 32, true},
		{"file", 3, 4, "file_item", "len", "17", true},
		{"voice", 4, 3, "voice_item", "encode_type", 6, false},
	} {
		payload := values{"media": c.upload(alice, k.upload, plain), k.extras: k.value}
		if k.kind == "file" {
			payload["file_name"] = "note.txt"
		}
		before := int64(len(s.Sent("", 0)))
		c.wantCode(c.send(c.message(alice, token, values{"type": k.item, k.payload: payload})), "0")
		m := s.Sent(alice, before)[0]
		if m.Kind != k.kind || m.Shown != k.shown || m.MD5 != "1394f6f0448195411db52053b476b3c2" || m.Size != 17 {
			t.Errorf("%s: %+v", k.kind, m)
		}
		if _, _, got := c.do(c.request("GET", "/sim/media?message_id="+m.MessageID, nil)); !bytes.Equal(got, plain) {
			t.Errorf("%s: content %q", k.kind, got)
		}
		if k.kind == "file" && m.Name != "note.txt" {
			t.Errorf("file name %q", m.Name)
		}
	}
	wantViolations(t, s)
}

func TestMediaMistakesAreAcceptedAndNotShown(t *testing.T) {
	for _, k := range []struct {
		name    string
		spoil   func(item, image, media values)
		mistake string
	}{
		{"raw key", func(_, _, m values) { m["aes_key"] = base64.StdEncoding.EncodeToString(testKey) }, "media.aes_key is base64 of the raw"},
		{"other key", func(_, _, m values) {
			m["aes_key"] = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("0", 32)))
		}, "media.aes_key is not the key"},
		{"no encrypt_type", func(_, _, m values) { delete(m, "encrypt_type") }, "media.encrypt_type"},
		{"no mid_size", func(_, i, _ values) { delete(i, "mid_size") }, "mid_size is 0"},
		{"unknown file", func(_, _, m values) { m["encrypt_query_param"] = "x" }, "media.encrypt_query_param is of no upload"},
		{"item times", func(it, _, _ values) { it["create_time_ms"] = 1 }, "media item with full_url"},
		{"inbound aeskey", func(_, i, _ values) { i["aeskey"] = "00" }, "media item with full_url"},
		{"sent as voice", func(it, i, _ values) { it["type"], it["voice_item"] = 3, i }, "item type 3 with a file uploaded as media_type 1"},
	} {
		t.Run(k.name, func(t *testing.T) {
			s, c := loggedIn(t, sim.Options{})
			token := c.hear(s, alice, "hi")
			media := c.upload(alice, 1, []byte("png"))
			image := values{"media": media, "mid_size": 16}
			item := values{"type": 2, "image_item": image}
			k.spoil(item, image, media)
			c.wantCode(c.send(c.message(alice, token, item)), "0")
			if m := s.Sent(alice, 0)[0]; m.Shown || m.Why == "" {
				t.Errorf("shown: %+v", m)
			}
			wantViolations(t, s, "sendmessage: "+k.mistake)
		})
	}
}

func TestUploadBelongsToItsUser(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	c.hear(s, alice, "hi")
	bob := c.hear(s, "bob@im.wechat", "hi")
	file := values{"media": c.upload(alice, 3, []byte("x")), "file_name": "a", "len": "1"}
	c.send(c.message("bob@im.wechat", bob, values{"type": 4, "file_item": file}))
	if m := s.Sent("bob@im.wechat", 0)[0]; m.Shown {
		t.Error("alice's upload is shown to bob")
	}
	wantViolations(t, s, "sendmessage: the file was uploaded for alice")
	c.wantCode(c.api("getuploadurl", uploadBody("nobody@im.wechat", 3, []byte("x"))), "-1")
}

func TestUploadRequestIsChecked(t *testing.T) {
	for name, spoil := range map[string]func(values){
		"filesize":   func(b values) { b["filesize"] = 17 },
		"rawfilemd5": func(b values) { b["rawfilemd5"] = "x" },
		"aeskey":     func(b values) { b["aeskey"] = base64.StdEncoding.EncodeToString(testKey) },
		"media_type": func(b values) { b["media_type"] = 5 },
		"rawsize":    func(b values) { delete(b, "rawsize") },
	} {
		t.Run(name, func(t *testing.T) {
			s, c := loggedIn(t, sim.Options{})
			c.hear(s, alice, "hi")
			body := uploadBody(alice, 3, []byte("iLink test vector"))
			spoil(body)
			c.wantCode(c.api("getuploadurl", body), "-2")
			wantViolations(t, s, "getuploadurl: "+name)
		})
	}
}

func TestCDNRefusesWhatWasNotAnnounced(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	c.hear(s, alice, "hi")
	plain := []byte("iLink test vector")
	url := c.api("getuploadurl", uploadBody(alice, 3, plain))["upload_full_url"].(string)
	other := bytes.Repeat([]byte{7}, 16)
	for _, k := range []struct {
		name    string
		sealed  []byte
		mistake string
	}{
		{"length", encrypt([]byte("short"), testKey), "upload: Content-Length is 16"},
		{"key", encrypt(plain, other), "upload: bad padding"},
		{"content", encrypt([]byte("iLink test vectoR"), testKey), "upload: plaintext has MD5"},
	} {
		status, h := c.put(url, k.sealed)
		if status != 400 || h.Get("x-error-message") == "" || h.Get("x-encrypted-param") != "" {
			t.Errorf("%s: status %d, headers %v", k.name, status, h)
		}
	}
	wantViolations(t, s, "upload: Content-Length is 16", "upload: bad padding", "upload: plaintext has MD5")
	r := c.request("PUT", strings.TrimPrefix(url, c.base), nil)
	if status, _, _ := c.do(r); status != 404 {
		t.Errorf("PUT: status %d, want 404", status)
	}
}

func TestCDNFaults(t *testing.T) {
	s, c := loggedIn(t, sim.Options{})
	token := c.hear(s, alice, "hi")
	plain := []byte("iLink test vector")
	fault := func(kind string) {
		t.Helper()
		if status := c.control("POST", "/sim/faults", values{"kind": kind, "count": 1}, nil); status != 200 {
			t.Fatalf("fault %s: %d", kind, status)
		}
	}
	try := func(mediaType int) (int, http.Header) {
		url := c.api("getuploadurl", uploadBody(alice, mediaType, plain))["upload_full_url"].(string)
		return c.put(url, encrypt(plain, testKey))
	}
	fault("cdn_500")
	if status, _ := try(3); status != 500 {
		t.Errorf("cdn_500: %d", status)
	}
	fault("cdn_probe_preview")
	if status, _ := try(3); status != 200 {
		t.Errorf("a file was refused by cdn_probe_preview: %d", status)
	}
	if status, h := try(2); status != 400 || h.Get("x-error-message") != "probe preview error" {
		t.Errorf("video with cdn_probe_preview: %d %v", status, h)
	}
	fault("cdn_no_header")
	if status, h := try(3); status != 200 || h.Get("x-encrypted-param") != "" {
		t.Errorf("cdn_no_header: %d %v", status, h)
	}
	fault("cdn_truncate")
	s.SendMedia(sim.MediaRequest{User: alice, Kind: "file", Name: "a", Size: 3 << 20})
	ms, _ := c.poll("")
	media := ms[len(ms)-1]["item_list"].([]any)[0].(values)["file_item"].(values)["media"].(values)
	resp, err := http.Get(media["full_url"].(string))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := new(bytes.Buffer).ReadFrom(resp.Body); err == nil || n > 2<<20 {
		t.Errorf("truncated download: %d bytes, %v", n, err)
	}
	_ = token
	wantViolations(t, s)
}

func TestSpooledFilesGoWithResetAndClose(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s, c := loggedIn(t, sim.Options{})
	count := func() int {
		list, _ := os.ReadDir(os.Getenv("TMPDIR"))
		return len(list)
	}
	if os.TempDir() != os.Getenv("TMPDIR") {
		t.Skip("the temporary directory has another name here")
	}
	for _, end := range []func(){s.Reset, func() { s.Close() }} {
		c.hear(s, alice, "hi")
		c.upload(alice, 3, []byte("x"))
		if count() != 1 {
			t.Errorf("%d temporary directories while serving, want 1", count())
		}
		end()
		if count() != 0 {
			t.Errorf("%d temporary directories left", count())
		}
	}
}

// bigSealed reads n zero bytes, encrypted under testKey, and pads.
func bigSealed(n int64) io.Reader {
	block, _ := aes.NewCipher(testKey)
	zero, last := make([]byte, 16), bytes.Repeat([]byte{16}, 16)
	block.Encrypt(zero, zero)
	block.Encrypt(last, last)
	chunk := bytes.Repeat(zero, 4096)
	var parts []io.Reader
	for left := n; left > 0; left -= int64(len(chunk)) {
		parts = append(parts, bytes.NewReader(chunk[:min(left, int64(len(chunk)))]))
	}
	return io.MultiReader(append(parts, bytes.NewReader(last))...)
}

func TestLargeUploadNeedsNoMemory(t *testing.T) {
	const size = 48 << 20
	s, c := loggedIn(t, sim.Options{})
	c.hear(s, alice, "hi")
	sum := md5.New()
	io.CopyN(sum, zeros{}, size)
	body := uploadBody(alice, 3, nil)
	body["rawsize"], body["filesize"], body["rawfilemd5"] = size, size+16, hex.EncodeToString(sum.Sum(nil))
	url := text(c.api("getuploadurl", body)["upload_full_url"])
	r, err := http.NewRequestWithContext(t.Context(), "POST", url, bigSealed(size))
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = size + 16
	r.Header.Set("Content-Type", "application/octet-stream")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if status, h, b := c.do(r); status != 200 || h.Get("x-encrypted-param") == "" {
		t.Fatalf("status %d: %s", status, b)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
		t.Errorf("%d bytes were allocated for an upload of %d", grown, size)
	}
	wantViolations(t, s)
}

// zeros reads zero bytes for ever.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
