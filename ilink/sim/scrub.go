package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// inventedBase stands in transcripts for the server's own address; a replay
// puts its own in.
const inventedBase = "http://service.invalid"

// scrubber replaces values that differ from run to run by invented ones, the
// same by the same.
type scrubber struct {
	known map[string]map[string]string // by kind, then real value
	// fileKeys: replace keys of files, too.
	fileKeys bool
}

func newScrubber() *scrubber { return &scrubber{known: map[string]map[string]string{}} }

// valueKinds are the kinds of values, by JSON key, query key or header. Values
// of one kind are replaced alike wherever they turn up.
var valueKinds = map[string]string{
	"bot_token": "token", "context_token": "context", "typing_ticket": "ticket", "get_updates_buf": "cursor",
	"qrcode": "qrcode", "client_id": "client", "run_id": "run",
	"from_user_id": "peer", "to_user_id": "peer", "ilink_user_id": "peer", "ilink_bot_id": "peer", "session_id": "session",
	"message_id": "id", "msg_id": "id", "svr_id": "id", "seq": "seq",
	"create_time_ms": "time", "update_time_ms": "time",
	"encrypt_query_param": "cdn", "encrypted_query_param": "cdn", "upload_param": "cdn", "x-encrypted-param": "cdn",
	"filekey": "filekey", "taskid": "task",
	"baseurl": "url", "qrcode_img_content": "url", "upload_full_url": "url", "full_url": "url", "redirect_host": "host",
}

// invent returns the replacement of a value of that kind.
func (s *scrubber) invent(kind, real string) string {
	if real == "" {
		return ""
	}
	values := s.known[kind]
	if values == nil {
		values = map[string]string{}
		s.known[kind] = values
	}
	if v, has := values[real]; has {
		return v
	}
	n := len(values) + 1
	v := fmt.Sprintf("%s-%d", kind, n)
	switch kind {
	case "id":
		v = fmt.Sprint(7500000000000000000 + int64(n))
	case "seq":
		v = fmt.Sprint(n)
	case "time":
		v = fmt.Sprint(1_700_000_000_000 + 1000*int64(n))
	case "qrcode", "filekey":
		v = fmt.Sprintf("%032x", n)
	case "peer":
		_, domain, _ := strings.Cut(real, "@")
		v = fmt.Sprintf("peer-%d@%s", n, domain)
	}
	values[real] = v
	return v
}

// value replaces one string that stands under key.
func (s *scrubber) value(key, real string) string {
	switch kind := valueKinds[key]; kind {
	case "":
		return s.fileKey(key, real)
	case "url":
		return s.url(real)
	case "host":
		return strings.TrimPrefix(inventedBase, "http://")
	case "session":
		user, bot, _ := strings.Cut(real, "#")
		return s.invent("peer", user) + "#" + s.invent("peer", bot)
	default:
		return s.invent(kind, real)
	}
}

// fileKey replaces the key of an upload in both of its forms.
func (s *scrubber) fileKey(key, real string) string {
	switch {
	case key == "aeskey" && s.fileKeys:
		return s.invent("filekey", real)
	case key == "aes_key" && s.fileKeys:
		return base64.StdEncoding.EncodeToString([]byte(s.invent("filekey", keyDigits(real))))
	}
	return real
}

// url replaces the server's address and the values of the query.
func (s *scrubber) url(real string) string {
	u, err := url.Parse(real)
	if err != nil {
		return inventedBase
	}
	out := inventedBase + u.Path
	if short, is := strings.CutPrefix(u.Path, "/q/"); is {
		out = inventedBase + "/q/" + s.invent("short", short)
	}
	sep := "?"
	for _, pair := range strings.Split(u.RawQuery, "&") {
		if name, v, has := strings.Cut(pair, "="); has {
			plain, err := url.QueryUnescape(v)
			if err != nil {
				plain = v
			}
			out += sep + name + "=" + escape(s.value(name, plain))
			sep = "&"
		}
	}
	return out
}

func (s *scrubber) exchange(e Exchange) (Exchange, error) {
	var err error
	e.Request.Query = s.strings(e.Request.Query)
	e.Request.Header = s.strings(e.Request.Header)
	e.Response.Header = s.strings(e.Response.Header)
	if token, is := strings.CutPrefix(e.Request.Header["Authorization"], "Bearer "); is {
		e.Request.Header["Authorization"] = "Bearer " + s.invent("token", token)
	}
	if e.Request.Body, err = s.json(e.Request.Body, true); err != nil {
		return e, err
	}
	e.Response.Body, err = s.json(e.Response.Body, false)
	return e, err
}

func (s *scrubber) strings(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out[key] = s.value(key, m[key])
	}
	return out
}

// json scrubs a body. Keys that clients make are replaced; those of the service
// stay, since files in the transcript are opened with them.
func (s *scrubber) json(raw json.RawMessage, request bool) (json.RawMessage, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	v, err := decodeAny(raw)
	if err != nil {
		return nil, err
	}
	s.fileKeys = request
	return json.Marshal(s.walk("", v))
}

func (s *scrubber) walk(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) { // numbers are given in order
			v[k] = s.walk(k, v[k])
		}
	case []any:
		for i, e := range v {
			if key == "local_token_list" {
				v[i] = s.invent("token", fmt.Sprint(e))
				continue
			}
			v[i] = s.walk(key, e)
		}
	case string:
		return s.value(key, v)
	case json.Number:
		if valueKinds[key] != "" {
			return json.Number(s.value(key, v.String()))
		}
	}
	return v
}

// decodeAny decodes without rounding numbers.
func decodeAny(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	err := dec.Decode(&v)
	return v, err
}
