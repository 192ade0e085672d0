package ilink

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// kindsOfObjects are new values of all that is read from plain text.
func kindsOfObjects() []fields {
	return []fields{
		new(outcome), new(wireMessage), new(wireItem), new(wireTextItem), new(wireMedia), new(wireImage), new(wireUpdates), new(wireReceipt),
	}
}

// agree fails where what is read from plain text differs from what
// encoding/json reads. What is nested is read by the decoding of its own type
// either way, and so comes up here as a text of its own.
func agree(t *testing.T, text []byte) {
	t.Helper()
	for i, v := range kindsOfObjects() {
		want := kindsOfObjects()[i]
		err := json.Unmarshal(text, want)
		if readPlain(text, v) && (err != nil || !reflect.DeepEqual(v, want)) {
			t.Errorf("%q as %T:\nplain         %+v\nencoding/json %+v, %v", text, v, v, want, err)
		}
		v = kindsOfObjects()[i]
		if got := decode(text, v); (got == nil) != (err == nil) || !reflect.DeepEqual(v, want) {
			t.Errorf("%q as %T: decode %+v, %v; encoding/json %+v, %v", text, v, v, got, want, err)
		}
	}
	var want []json.RawMessage
	err := json.Unmarshal(text, &want)
	if got, ok := entries([]byte(strings.TrimSpace(string(text)))); ok && err == nil {
		if len(got) != len(want) {
			t.Fatalf("%q: %d entries, want %d", text, len(got), len(want))
		}
		for i := range got {
			if string(got[i]) != string(want[i]) {
				t.Errorf("%q: entry %d is %q, want %q", text, i, got[i], want[i])
			}
		}
	}
}

// oddTexts are such as a decoder may take in more than one way.
func oddTexts() []string {
	return []string{
		``, ` `, `{}`, ` { } `, "\v{}", `[]`, `[ ]`, `null`, `0`, `"x"`, `{`, `}`, `{"seq"}`, `{"seq":}`, `{"seq":1,}`, `{,}`, `{"seq":1}}`, `{"seq":1} x`,
		`{"seq":01}`, `{"seq":1.}`, `{"seq":.5}`, `{"seq":-}`, `{"seq":-0}`, `{"seq":1e}`, `{"seq":1e+5,"ret":1E-2}`, `{"seq":+1}`, `{"seq":0x1}`,
		`{"seq":1,"seq":2}`, `{"seq":1,"Seq":2}`, `{"SEQ":1}`, `{"\u0073eq":1}`, `{"ſeq":1}`, `{"meſſage_id":"x"}`, `{"ret":-14,"ret":"x"}`,
		`{"text_item":{"text":"a"},"text_item":{"text":[]}}`, `{"text_item":null,"type":"1"}`, `{"item_list":[1,"x",{},[],null,true]}`, `{"item_list":{}}`,
		`{"item_list":[1,]}`, `{"item_list":[,1]}`, `{"item_list":[ 1 , 2 ]}`, `{"text":"\u00e9\ud83d\ude00\ud83d"}`, `{"text":"\x"}`, `{"text":"\u12g4"}`, `{"text":"\`,
		"{\"text\":\"a\x00b\"}", "{\"text\":\"a\x1fb\"}", "{\"text\":\"a\x7fb\"}", "{\"text\":\"\xff\xfe\"}", "{\"te\xffxt\":1,\"text\":\"x\"}", "{\"text\":\"a\nb\"}",
		`{"text":tru}`, `{"text":true}`, `{"text":truex}`, `{"text":nul}`, `{"text":12345678901234567890123}`, `{"message_id":"0"}`, `{"message_id":0}`, `{"message_id":null}`,
		`{"msgs":[{"seq":1}],"get_updates_buf":"c","ret":0,"longpolling_timeout_ms":"35000"}`, `{"msgs":null}`, `{"msgs":"x"}`, `{"outcome":{"ret":1}}`,
		strings.Repeat(`{"text":`, 300) + `1` + strings.Repeat(`}`, 300), strings.Repeat(`[`, 20000) + strings.Repeat(`]`, 20000),
		`{"media":{"aes_key":"k","encrypt_type":1,"full_url":"u","encrypt_query_param":"p"},"aeskey":"a","mid_size":"7","hd_size":8.5}`,
	}
}

func TestPlainReadsAsEncodingJSON(t *testing.T) {
	for _, text := range oddTexts() {
		agree(t, []byte(text))
	}
}

func FuzzPlainReadsAsEncodingJSON(f *testing.F) {
	for _, text := range oddTexts() {
		if len(text) < 1000 {
			f.Add([]byte(text))
		}
	}
	for _, text := range usualTexts() {
		f.Add(text)
	}
	f.Fuzz(agree)
}

// usualTexts are what the service usually answers.
func usualTexts() (list [][]byte) {
	const message = `{"seq":41,"message_id":7512345678901234561,"from_user_id":"u@im.wechat","to_user_id":"b@im.bot","client_id":"wx-9","create_time_ms":1789000000123,"session_id":"s","message_type":1,"message_state":2,"item_list":[{"type":1,"create_time_ms":1789000000123,"is_completed":true,"text_item":{"text":"你好 \"x\" 😀"}},{"type":2,"image_item":{"media":{"encrypt_query_param":"p","aes_key":"a","encrypt_type":1},"aeskey":"b","mid_size":7}}],"context_token":"AARz"}`
	for _, text := range []string{
		message, `{"ret":0,"msgs":[` + message + `,` + message + `],"get_updates_buf":"c1","longpolling_timeout_ms":35000,"sync_buf":""}`,
		`{"ret":0,"message_id":7512345678901234777}`, `{}`, "{ \"ret\" : 0 ,\n \"errmsg\" : \"\" }\n",
		`{"type":1,"text_item":{"text":"hi"},"ref_msg":{"title":"t","message_item":{"type":1,"text_item":{"text":"x"}}}}`,
	} {
		list = append(list, []byte(text))
	}
	return list
}

// What the service usually answers is plain: else all this would gain nothing.
func TestUsualAnswersArePlain(t *testing.T) {
	for _, text := range usualTexts() {
		if !readPlain(text, new(outcome), new(wireUpdates)) || !readPlain(text, new(wireMessage)) || !readPlain(text, new(wireItem)) {
			t.Errorf("%s is not", text)
		}
		agree(t, text)
	}
}
