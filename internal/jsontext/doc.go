// Package jsontext writes parts of JSON without reflection, byte by byte as
// encoding/json would. It is for what is written for every message.
//
//	b = append(b, `{"user":`...)
//	b = jsontext.AppendString(b, user)
//	b = append(b, '}')
package jsontext
