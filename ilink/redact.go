package ilink

import (
	"bytes"
	"encoding/json"
	"strings"
)

// isSecretField knows the names under which the protocol carries secrets.
func isSecretField(name string) bool {
	switch strings.ToLower(name) {
	case "context_token", "bot_token", "token", "authorization", "typing_ticket", "aes_key", "aeskey",
		"local_token_list", "qrcode", "qrcode_img_content":
		return true
	}
	return false
}

// Redacted is the message as received, without its context token, media keys
// and the queries of addresses. Numbers keep all their digits.
func (m *Message) Redacted() json.RawMessage { return redact(m.Raw) }

// redact rewrites a JSON document without its secrets; nil if it is none.
func redact(raw []byte) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // ids are above 2^53
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	out, err := json.Marshal(redactValue("", v))
	if err != nil {
		return nil
	}
	return out
}

func redactValue(name string, v any) any {
	if isSecretField(name) {
		return redacted
	}
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			v[k] = redactValue(k, e)
		}
	case []any:
		for i, e := range v {
			v[i] = redactValue("", e)
		}
	case string:
		if at := strings.IndexByte(v, '?'); at >= 0 && strings.HasSuffix(name, "url") {
			return v[:at] + "?" + redacted
		}
	}
	return v
}
