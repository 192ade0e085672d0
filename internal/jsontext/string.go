package jsontext

import "encoding/json"

// AppendString appends a string with its quotes. Text that is no UTF-8 becomes
// what encoding/json makes of it.
func AppendString(b []byte, s string) []byte {
	if !isPlain(s) {
		quoted, _ := json.Marshal(s) // a string: can not fail
		return append(b, quoted...)
	}
	return append(append(append(b, '"'), s...), '"')
}

// isPlain says that a string is its own JSON, with quotes around it.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}
