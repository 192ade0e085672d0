package sim_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"hotreply/ilink/sim"
)

func TestInboundMediaKeys(t *testing.T) {
	s, c := loggedIn(t, short(sim.Options{}))
	plain := []byte("iLink test vector")
	for _, k := range []struct{ kind, key string }{
		{"image", ""}, {"image", "raw"}, {"image", "hex"}, {"image", "plain"},
		{"voice", ""}, {"file", ""}, {"file", "raw"}, {"video", ""},
	} {
		t.Run(k.kind+k.key, func(t *testing.T) {
			var cursor string
			_, cursor = c.poll("") // acknowledges nothing, drains nothing: messages come one by one below
			id, err := s.SendMedia(sim.MediaRequest{User: alice, Kind: k.kind, Name: "a.bin", Data: plain, Key: k.key})
			if err != nil {
				t.Fatal(err)
			}
			ms, _ := c.poll(cursor)
			m := ms[len(ms)-1]
			if fmt.Sprint(m["message_id"]) != id {
				t.Fatalf("message %v, want id %s", m, id)
			}
			payload := m["item_list"].([]any)[0].(values)[k.kind+"_item"].(values)
			media := payload["media"].(values)
			status, _, got := c.do(c.request("GET", strings.TrimPrefix(media["full_url"].(string), c.base), nil))
			if status != 200 {
				t.Fatalf("download: %d %s", status, got)
			}
			if k.key != "plain" {
				got = decrypt(got, keyOf(t, payload, media))
			}
			if !bytes.Equal(got, plain) {
				t.Errorf("content %q", got)
			}
			if k.kind == "image" && k.key == "" {
				raw, _ := base64.StdEncoding.DecodeString(media["aes_key"].(string))
				if len(raw) != 16 || hex.EncodeToString(raw) == payload["aeskey"] {
					t.Errorf("media.aes_key %v beside %v: want another key", media["aes_key"], payload["aeskey"])
				}
			}
			if k.kind == "file" && payload["len"] != strconv.Itoa(len(plain)) {
				t.Errorf("len is %#v, want a string", payload["len"])
			}
		})
	}
}

// keyOf prefers image_item.aeskey, as clients must.
func keyOf(t *testing.T, payload, media values) []byte {
	t.Helper()
	digits, _ := payload["aeskey"].(string)
	if digits == "" {
		b, err := base64.StdEncoding.DecodeString(media["aes_key"].(string))
		if err != nil {
			t.Fatal(err)
		}
		if len(b) == 16 {
			return b
		}
		digits = string(b)
	}
	key, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
