package web

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"
)

// FuzzURL: what parses is stable. Parsing its own text again gives the same
// URL, and so does setting a part to what it is.
func FuzzURL(f *testing.F) {
	for _, s := range []string{"http://a/b?c#d", "//h:1/../x", "file:///C|/a", "mailto:a@b", "http://[::1]:80/%zz", "foo:/.//p", "http://0x7f.1/\\..\\", "https://u:p@例え.jp/😀?q=好#片"} {
		f.Add(s, "http://base/x/y?z")
	}
	f.Fuzz(func(t *testing.T, input, base string) {
		b, err := parseURL(base, nil)
		if err != nil {
			b = nil
		}
		u, err := parseURL(input, b)
		if err != nil {
			return
		}
		href := u.Href(false)
		again, err := parseURL(href, nil)
		if err != nil {
			t.Fatalf("parse(%q) gives %q, which does not parse: %v", input, href, err)
		}
		if got := again.Href(false); got != href {
			t.Fatalf("parse(%q) gives %q, and that gives %q", input, href, got)
		}
		for _, c := range []byte(href) {
			if c <= ' ' && c != ' ' || c >= 0x7f {
				t.Fatalf("parse(%q) left byte %#x in %q", input, c, href)
			}
		}
		setURL(again, "hash", "")
		setURL(again, "search", "a=1")
		if _, err := parseURL(again.Href(false), nil); err != nil {
			t.Fatalf("%q after setting its query: %v", href, err)
		}
	})
}

// FuzzForm: queries survive the round trip, and multipart bodies never panic.
func FuzzForm(f *testing.F) {
	f.Add("a=1&b=%E5%A5%BD&a", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n")
	f.Add("+%2B&=&&%", "--x\r\n\r\n")
	f.Fuzz(func(t *testing.T, query, body string) {
		list := parseQuery(query)
		again := parseQuery(formatQuery(list))
		if len(again) != len(list) {
			t.Fatalf("parse(%q): %d entries, after a round trip %d", query, len(list), len(again))
		}
		for i := range list {
			if again[i] != list[i] {
				t.Fatalf("parse(%q): entry %d is %q, after a round trip %q", query, i, list[i], again[i])
			}
		}
		parts, err := parseForm([]byte(body), "multipart/form-data; boundary=x")
		if err != nil {
			return
		}
		var out bytes.Buffer
		w := multipart.NewWriter(&out)
		for _, p := range parts {
			if err := w.WriteField(strings.ToValidUTF8(p.name, ""), string(p.data)); err != nil {
				t.Fatal(err)
			}
		}
	})
}
