package ilink

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
)

// wrap puts items into a message from a user.
func wrap(items string) json.RawMessage {
	return json.RawMessage(`{"message_id":7512345678901234561,"from_user_id":"u@im.wechat","to_user_id":"b@im.bot",
		"create_time_ms":1789000000123,"message_type":1,"item_list":[` + items + `]}`)
}

func mustDecode(t *testing.T, raw json.RawMessage) Message {
	t.Helper()
	m, err := DecodeMessage(raw)
	if err != nil {
		t.Fatalf("DecodeMessage(%s): %v", raw, err)
	}
	return m
}

func TestDecodeItems(t *testing.T) {
	const text = `{"type":1,"text_item":{"text":"hi"}}`
	const image = `{"type":2,"image_item":{"aeskey":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","media":{"encrypt_query_param":"IMG","aes_key":"Dx4tPEtaaXiHlqW0w9Lh8A==","full_url":"https://cdn.example/c2c/download?x=1"},"mid_size":32}}`
	const voice = `{"type":3,"voice_item":{"media":{"encrypt_query_param":"V","aes_key":"k"},"encode_type":4,"sample_rate":16000,"playtime":2300,"text":"你好"}}`
	const file = `{"type":4,"file_item":{"media":{"encrypt_query_param":"F","aes_key":"k"},"file_name":"a.txt","md5":"ABCD","len":"17"}}`
	tests := []struct {
		name, items, kind, text string
		kinds                   []string
		medias                  int
	}{
		{"text", text, KindText, "hi", []string{"text"}, 0},
		{"two texts are joined", text + "," + text, KindText, "hi\nhi", []string{"text"}, 0},
		{"image", image, KindImage, "", []string{"image"}, 1},
		{"text before image keeps both", text + "," + image, KindImage, "hi", []string{"text", "image"}, 1},
		{"voice with transcript", voice, KindVoice, "你好", []string{"voice"}, 1},
		{"file", file, KindFile, "", []string{"file"}, 1},
		{"video", `{"type":5,"video_item":{"media":{"full_url":"https://x"},"video_size":9,"play_length":12}}`, KindVideo, "", []string{"video"}, 1},
		{"unknown type", `{"type":9,"sticker_item":{}}`, KindUnsupported, "", []string{"unsupported"}, 0},
		{"unknown type beside text", `{"type":8},` + text, KindText, "hi", []string{"unsupported", "text"}, 0},
		{"type without payload", `{"type":2}`, KindUnsupported, "", []string{"unsupported"}, 0},
		{"no items", ``, KindUnsupported, "", []string{"unsupported"}, 0},
		{"items that are none", `null,3,"x"`, KindUnsupported, "", []string{"unsupported"}, 0},
		{"type as text", `{"type":"1","text_item":{"text":"hi"}}`, KindText, "hi", []string{"text"}, 0},
		{"media without bytes", `{"type":2,"image_item":{"media":{"aes_key":"k"}}}`, KindImage, "", []string{"image"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := mustDecode(t, wrap(tt.items))
			if m.Kind() != tt.kind || m.Text() != tt.text || !slices.Equal(m.Kinds(), tt.kinds) || len(m.Medias()) != tt.medias {
				t.Errorf("kind %q text %q kinds %q medias %d, want %q %q %q %d",
					m.Kind(), m.Text(), m.Kinds(), len(m.Medias()), tt.kind, tt.text, tt.kinds, tt.medias)
			}
			again := mustDecode(t, m.Raw)
			if !reflect.DeepEqual(m, again) {
				t.Error("decoding Raw again gives another message")
			}
		})
	}
}

// The key of a received image is image_item.aeskey; media.aes_key comes second
// (weilink "Tips & Gotchas").
func TestDecodeMediaFacts(t *testing.T) {
	m := mustDecode(t, wrap(`{"type":2,"image_item":{"aeskey":"right","media":{"encrypt_query_param":"P","aes_key":"wrong","full_url":" https://x "},"mid_size":32}},
		{"type":3,"voice_item":{"media":{"encrypt_query_param":"V","aes_key":"k"},"playtime":2300,"text":"你好"}},
		{"type":4,"file_item":{"media":{"encrypt_query_param":"F"},"file_name":"a.txt","md5":"ABCD","len":"17"}},
		{"type":5,"video_item":{"media":{"full_url":"https://x"},"video_size":9,"play_length":12}},
		{"type":5,"video_item":{"media":{"full_url":"https://x"},"play_length":12000}}`))
	want := []Media{
		{Kind: KindImage, SealedSize: 32, FullURL: "https://x", Param: "P", Keys: []Secret{"right", "wrong"}},
		{Kind: KindVoice, Duration: 2300 * time.Millisecond, Transcript: "你好", Param: "V", Keys: []Secret{"k"}},
		{Kind: KindFile, Name: "a.txt", MD5: "abcd", Size: 17, Param: "F"},
		{Kind: KindVideo, SealedSize: 9, Duration: 12 * time.Second, FullURL: "https://x"},
		{Kind: KindVideo, Duration: 12 * time.Second, FullURL: "https://x"},
	}
	if got := m.Medias(); !reflect.DeepEqual(got, want) {
		t.Errorf("medias =\n%+v\nwant\n%+v", got, want)
	}
}

func TestIDsAreLossless(t *testing.T) {
	for raw, want := range map[string]string{
		`7512345678901234561`:    "7512345678901234561",
		`18446744073709551615`:   "18446744073709551615",
		`"18446744073709551615"`: "18446744073709551615",
		`"v1:opaque"`:            "v1:opaque",
		`0`:                      "", `"0"`: "", `null`: "", `""`: "", `{}`: "", `[1]`: "", `true`: "",
	} {
		m := mustDecode(t, json.RawMessage(`{"message_id":`+raw+`}`))
		if m.ID != want {
			t.Errorf("message_id %s is kept as %q, want %q", raw, m.ID, want)
		}
	}
	m := mustDecode(t, json.RawMessage(`{"item_list":[{"type":1,"msg_id":7512345678901234777}]}`))
	if m.ID != "7512345678901234777" {
		t.Errorf("id of the first item is not taken: %q", m.ID)
	}
}

func TestIDsOfQuotableThings(t *testing.T) {
	m := mustDecode(t, json.RawMessage(`{"message_id":1,"item_list":[{"type":1,"msg_id":2},{"type":1,"msg_id":"v1:x"},{"type":1,"msg_id":1},{"type":1}]}`))
	if got := m.IDs(); !slices.Equal(got, []string{"1", "2", "v1:x"}) {
		t.Errorf("IDs = %q", got)
	}
	if m := mustDecode(t, json.RawMessage(`{}`)); len(m.IDs()) != 0 {
		t.Errorf("IDs of nothing = %q", m.IDs())
	}
}

func TestAnswerable(t *testing.T) {
	tests := []struct {
		name, raw string
		want      bool
	}{
		{"user", `{"from_user_id":"u@im.wechat","to_user_id":"b@im.bot","message_type":1}`, true},
		{"type left out", `{"from_user_id":"u@im.wechat"}`, true},
		{"bot", `{"from_user_id":"b@im.bot","message_type":2}`, false},
		{"type of a bot", `{"from_user_id":"u@im.wechat","message_type":2}`, false},
		{"own id", `{"from_user_id":"b","to_user_id":"b","message_type":1}`, false},
		{"group", `{"from_user_id":"u@im.wechat","message_type":1,"group_id":"g@chatroom"}`, false},
		{"nobody", `{"message_type":1}`, false},
		{"type that is not known", `{"from_user_id":"u@im.wechat","message_type":7}`, false},
		{"another bot", `{"from_user_id":"c@im.bot","to_user_id":"b@im.bot","message_type":1}`, false},
	}
	for _, tt := range tests {
		m := mustDecode(t, json.RawMessage(tt.raw))
		if got := m.Answerable(); got != tt.want {
			t.Errorf("%s: Answerable = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestDedupeKey(t *testing.T) {
	key := func(raw string) string { m := mustDecode(t, json.RawMessage(raw)); return m.DedupeKey() }
	base := `{"from_user_id":"u","to_user_id":"b","create_time_ms":5,"item_list":[{"type":1,"text_item":{"text":"hi"}}]`
	withID := base + `,"message_id":1`
	if key(withID+`}`) != key(withID+`,"seq":99,"unknown":true}`) {
		t.Error("the same id delivered twice has two keys")
	}
	if key(withID+`}`) == key(strings.Replace(withID, `"to_user_id":"b"`, `"to_user_id":"c"`, 1)+`}`) {
		t.Error("one id of two bots has one key")
	}
	if key(base+`,"noise":1}`) != key(base+`,"noise":2}`) {
		t.Error("without an id, unknown fields change the key")
	}
	for _, other := range []string{
		strings.Replace(base, `"hi"`, `"ho"`, 1), strings.Replace(base, `:5`, `:6`, 1), strings.Replace(base, `"u"`, `"v"`, 1),
	} {
		if key(base+`}`) == key(other+`}`) {
			t.Errorf("two messages have one key: %s", other)
		}
	}
	timeless := strings.Replace(base, `"create_time_ms":5,`, ``, 1)
	if key(timeless+`,"seq":1}`) == key(timeless+`,"seq":2}`) {
		t.Error("the same text said twice, without times, has one key")
	}
}

func TestRedacted(t *testing.T) {
	m := mustDecode(t, json.RawMessage(`{"message_id":7512345678901234561,"context_token":"SECRET1","item_list":[{"image_item":
		{"aeskey":"SECRET2","media":{"aes_key":"SECRET3","full_url":"https://cdn.example/d?SECRET4"}}}]}`))
	got := string(m.Redacted())
	if strings.Contains(got, "SECRET") || !strings.Contains(got, "7512345678901234561") || !strings.Contains(got, "https://cdn.example/d?") {
		t.Errorf("Redacted = %s", got)
	}
}

// No answer of any shape may cost more than itself.
func FuzzDecodeMessage(f *testing.F) {
	f.Add([]byte(`{"message_id":7512345678901234561,"item_list":[{"type":1,"text_item":{"text":"hello"}}],"context_token":"t"}`))
	f.Add([]byte(`{"message_id":"1","item_list":[{"type":1,"ref_msg":{"svr_id":2,"partial_text":{"start":"a","end":"b"}}}]}`))
	f.Add([]byte(`{"item_list":[{"type":1,"ref_msg":{"message_item":{"ref_msg":{"message_item":{"ref_msg":{}}}}}}]}`))
	f.Add([]byte(`{"item_list":{"type":[]},"create_time_ms":1e300}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := DecodeMessage(raw)
		if err != nil {
			return
		}
		if m.Odd != "" { // Raw may be a note
			if m.Answerable() || m.DedupeKey() == "" || len(m.DedupeKey()) > 100 || m.Identity() != "" {
				t.Errorf("odd and yet like others: %+v", m)
			}
			return
		}
		again, err := DecodeMessage(m.Raw)
		if err != nil || !reflect.DeepEqual(m, again) {
			t.Fatalf("Raw of %s decodes differently: %v", raw, err)
		}
		if m.DedupeKey() == "" || m.DedupeKey() != again.DedupeKey() || len(m.Kinds()) == 0 || m.Kind() == "" {
			t.Errorf("message without key or kind: %s", raw)
		}
		if q := m.Quote(); q != nil {
			q.Text(func(string) (string, bool) { return "abc", true })
		}
		if r := m.Redacted(); m.ContextToken != "" && len(m.ContextToken) > 16 && strings.Contains(string(r), m.ContextToken.Reveal()) {
			t.Errorf("Redacted shows the context token: %s", r)
		}
	})
}

func TestMessagePrintsNoSecrets(t *testing.T) {
	m := mustDecode(t, json.RawMessage(`{"message_id":5,"from_user_id":"u","context_token":"SECRET1","item_list":[{"type":2,"image_item":
		{"aeskey":"SECRET2","media":{"encrypt_query_param":"SECRET3","full_url":"https://cdn.example/d?SECRET4"}}}]}`))
	out := fmt.Sprintf("%v %+v %s %v %+v", m, Batch{Messages: []Message{m}}, m, m.Medias(), m.Medias()[0])
	if strings.Contains(out, "SECRET") || !strings.Contains(out, "message 5 from u: image") {
		t.Errorf("printed as %s", out)
	}
}

func TestTraceShowsNoSecrets(t *testing.T) {
	var out bytes.Buffer
	c := inMemory(answer200(`{"ret":0,"typing_ticket":"SECRET1","upload_full_url":"https://cdn.example/u?SECRET2","upload_param":"","qrcode":"SECRET3","qrcode_img_content":"https://x/SECRET4"}`))
	c.BotToken = "SECRET5"
	c.Logger = hclog.New(&hclog.LoggerOptions{Output: &out, Level: hclog.Trace})
	c.GetConfig(bg, "u", "SECRET6")
	c.GetQRCode(bg, []Secret{"SECRET7"})
	c.GetUploadURL(bg, UploadRequest{Kind: KindFile, To: "u", Key: "SECRET8"})
	c.QRStatus(bg, "", "SECRET9", "SECRET0")
	if s := out.String(); strings.Contains(s, "SECRET") || !strings.Contains(s, "cdn.example") {
		t.Errorf("log:\n%s", s)
	}
}
