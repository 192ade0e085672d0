package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// payloadTypes are the item types by payload key, for items without a type.
var payloadTypes = map[string]int{
	"text_item": itemText, "image_item": itemImage, "voice_item": itemVoice,
	"file_item": itemFile, "video_item": itemVideo,
}

// soundItems prepares items that somebody wrote by hand for delivery: each is
// an object with a type, and ids are bare numbers as the service sends them.
func soundItems(items []json.RawMessage) ([]json.RawMessage, error) {
	out := make([]json.RawMessage, 0, len(items))
	for i, item := range items {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(item, &members); err != nil {
			return nil, &ControlError{
				Problem: fmt.Sprintf("items[%d] is no object", i),
				Advice:  `[{"type":1,"text_item":{"text":"hello"}}]`,
			}
		}
		if _, has := members["type"]; !has {
			item = withType(item, members)
		}
		out = append(out, bareIDs(item))
	}
	return out, nil
}

func withType(item json.RawMessage, members map[string]json.RawMessage) json.RawMessage {
	for key, kind := range payloadTypes {
		if _, has := members[key]; has {
			rest := bytes.TrimSpace(item)[1:]
			return append(fmt.Appendf(nil, `{"type":%d,`, kind), rest...)
		}
	}
	return item
}

// idKeys are the members that hold uint64 ids.
var idKeys = map[string]bool{"message_id": true, "msg_id": true, "svr_id": true}

// bareIDs turns ids that are strings of digits into bare numbers. Callers of
// the control API may write them as strings, since JSON tools round numbers.
func bareIDs(raw json.RawMessage) json.RawMessage {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return raw
	}
	bare(v)
	out, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return out
}

func bare(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			bare(e)
		}
	case map[string]any:
		for key, e := range v {
			if text, is := e.(string); is && idKeys[key] && isDigits(text) {
				v[key] = json.Number(text)
				continue
			}
			bare(e)
		}
	}
}

func isDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != "" && (text[0] != '0' || text == "0")
}
