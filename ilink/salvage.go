package ilink

import (
	"bytes"
	"encoding/json"
)

// One message that no JSON decoder takes must not cost those beside it, nor
// make the service send all of them for ever. So an answer that can not be
// decoded as a whole is cut into its members and entries, looking at brackets
// and strings only and without recursion, and each piece is decoded alone.

// members cuts a JSON object into its members; false if it is none, or ends
// before its end.
func members(b []byte) (map[string][]byte, bool) {
	out := map[string][]byte{}
	ok := pieces(b, '{', '}', func(piece []byte) bool {
		end := endOfString(piece, 0)
		if end < 0 {
			return false
		}
		var name string
		rest := bytes.TrimSpace(piece[end:])
		if json.Unmarshal(piece[:end], &name) != nil || len(rest) == 0 || rest[0] != ':' {
			return false
		}
		out[name] = bytes.TrimSpace(rest[1:])
		return true
	})
	return out, ok
}

// elements cuts a JSON list into its entries.
func elements(b []byte) (list []json.RawMessage, ok bool) {
	ok = pieces(b, '[', ']', func(piece []byte) bool {
		list = append(list, piece)
		return true
	})
	return list, ok
}

// pieces calls each with what stands between the commas of an object or list.
func pieces(b []byte, open, end byte, each func([]byte) bool) bool {
	b = bytes.TrimSpace(b)
	if len(b) < 2 || b[0] != open || b[len(b)-1] != end {
		return false
	}
	depth, from := 0, 1
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			if i = endOfString(b, i); i < 0 {
				return false
			}
			i--
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		last := i == len(b)-1
		if depth == 0 != last {
			return false // ended early, or not at all
		}
		if b[i] == ',' && depth == 1 || last {
			piece := bytes.TrimSpace(b[from:i])
			from = i + 1
			if last && len(piece) == 0 {
				return true
			}
			if !each(piece) {
				return false
			}
		}
	}
	return true
}

// endOfString is the index behind the string that begins at b[i], or -1.
func endOfString(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return -1
	}
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// salvage reads an answer to getupdates piece by piece.
func salvage(body []byte) (u wireUpdates, ok bool) {
	fields, ok := members(body)
	if !ok {
		return u, false
	}
	if u.Msgs, ok = elements(fields["msgs"]); !ok {
		return u, false // then nothing of it is worth moving the cursor for
	}
	_ = u.Cursor.UnmarshalJSON(fields["get_updates_buf"])
	_ = u.Hold.UnmarshalJSON(fields["longpolling_timeout_ms"])
	_ = u.Ret.UnmarshalJSON(fields["ret"])
	_ = u.ErrCode.UnmarshalJSON(fields["errcode"])
	return u, u.Ret == 0 && u.ErrCode == 0
}
