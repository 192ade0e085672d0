package media

import (
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"

	"hotreply/bot"
	"hotreply/ilink"
)

// nameOfURL is what the server calls the file, or the last part of the address
// it came from, with an extension after its type if it has none.
func nameOfURL(resp *http.Response) string {
	given := dispositionName(resp.Header.Get("Content-Disposition"))
	last := bot.SafeName(lastPart(resp.Request.URL))
	name := bot.SafeName(given)
	if ext := path.Ext(given); ext != "" && path.Ext(name) == "" { // nothing but the extension is readable
		name = last
		if path.Ext(last) == "" {
			name = bot.SafeName("file" + ext)
		}
	}
	if name == "" {
		name = last
	}
	if name != "" && path.Ext(name) == "" {
		name += ilink.ExtensionOf(resp.Header.Get("Content-Type"))
	}
	return name
}

func lastPart(u *url.URL) string {
	name := path.Base(u.EscapedPath())
	if name == "." || name == "/" {
		return ""
	}
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return textOf(name)
}

// dispositionName is the name in a Content-Disposition header, in any of the
// encodings that servers use: RFC 8187 with any charset, RFC 2231 in pieces,
// percent signs, RFC 2047, or the bytes of UTF-8 or GBK. Empty if there is none.
func dispositionName(header string) string {
	params := dispositionParams(header)
	if name := extendedName(params["filename*"]); name != "" {
		return name
	}
	if name, ok := params["filename"]; ok {
		return plainName(name)
	}
	if _, pieces, err := mime.ParseMediaType(header); err == nil {
		return pieces["filename"]
	}
	return ""
}

// dispositionParams reads the parameters of the header; of two with one name
// the first counts. The quotes around a value may hold bytes of GBK, whose
// second byte can be that of a backslash.
func dispositionParams(header string) map[string]string {
	params := make(map[string]string)
	wide := !utf8.ValidString(header)
	_, rest, _ := strings.Cut(header, ";")
	for rest != "" {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			break
		}
		after = strings.TrimLeft(after, " \t")
		var value string
		if strings.HasPrefix(after, `"`) {
			value, rest = quotedValue(after[1:], wide)
		} else {
			value, rest, _ = strings.Cut(after, ";")
		}
		name = strings.ToLower(strings.Trim(name, " \t;"))
		if _, ok := params[name]; !ok {
			params[name] = strings.TrimSpace(value)
		}
	}
	return params
}

// quotedValue reads up to the closing quote, and gives what follows the next
// semicolon.
func quotedValue(s string, wide bool) (value, rest string) {
	var b strings.Builder
	i := 0
	for i < len(s) && s[i] != '"' {
		switch {
		case wide && s[i] >= 0x81 && i+1 < len(s) && s[i+1] != '"':
			b.WriteByte(s[i])
			i++
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
		}
		b.WriteByte(s[i])
		i++
	}
	_, rest, _ = strings.Cut(s[min(i, len(s)):], ";")
	return b.String(), rest
}

// extendedName reads charset'language'percent-encoded; empty if it is not that.
func extendedName(value string) string {
	charset, rest, ok := strings.Cut(strings.Trim(value, `"`), "'")
	if !ok {
		return ""
	}
	_, escaped, ok := strings.Cut(rest, "'")
	if !ok {
		return ""
	}
	raw, err := url.PathUnescape(escaped)
	if err != nil {
		return ""
	}
	if enc, err := htmlindex.Get(strings.TrimSpace(charset)); err == nil && !(isUTF8(charset) && !utf8.ValidString(raw)) {
		if text, err := enc.NewDecoder().String(raw); err == nil && !strings.ContainsRune(text, utf8.RuneError) {
			return text
		}
	}
	return textOf(raw)
}

func isUTF8(charset string) bool { return strings.EqualFold(strings.TrimSpace(charset), "utf-8") }

// plainName reads a name that by the letter of the standard is plain text.
func plainName(name string) string {
	words := mime.WordDecoder{}
	if plain, err := words.DecodeHeader(name); err == nil && strings.HasPrefix(name, "=?") {
		return plain
	}
	if raw, err := url.PathUnescape(name); err == nil && raw != name {
		if text := textOf(raw); !strings.ContainsRune(text, utf8.RuneError) {
			return text
		}
	}
	return textOf(name)
}

// textOf is what bytes from outside say: UTF-8 if they are that, else GBK.
func textOf(raw string) string {
	if utf8.ValidString(raw) {
		return raw
	}
	if text, err := simplifiedchinese.GB18030.NewDecoder().String(raw); err == nil {
		return text
	}
	return raw
}
