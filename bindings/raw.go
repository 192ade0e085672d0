package bindings

import (
	"bytes"
	"encoding/json"
)

// secretKeys are the members of a raw message that scripts never see: who has
// them can speak for the bot or open the media.
var secretKeys = map[string]bool{"context_token": true, "aes_key": true, "aeskey": true, "full_url": true, "encrypt_query_param": true}

// withoutSecrets is a raw message for msg.raw. Integers that JavaScript would
// round become strings; null when the message is no JSON.
func withoutSecrets(raw json.RawMessage) json.RawMessage {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return json.RawMessage("null")
	}
	out, err := json.Marshal(scrub(v))
	if err != nil {
		return json.RawMessage("null")
	}
	return out
}

func scrub(v any) any {
	switch x := v.(type) {
	case json.Number:
		if len(x) > 15 {
			return x.String()
		}
	case []any:
		for i := range x {
			x[i] = scrub(x[i])
		}
	case map[string]any:
		for key, member := range x {
			if secretKeys[key] {
				x[key] = "(redacted)"
			} else {
				x[key] = scrub(member)
			}
		}
	}
	return v
}
