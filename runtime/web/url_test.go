package web

import (
	"encoding/json"
	"os"
	"testing"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// TestURLVectors compares with what Node 20 makes of the same URLs. Left out
// is where its parser is behind the standard: ".." at the root of a scheme of no
// special kind, and ports set to something without a digit.
func TestURLVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/urls.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Parse [][3]string // input, base, href; "" where it is not a URL
		Set   [][4]string // href, part, value, href after it
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors.Parse {
		var base *whatwg.Url
		if v[1] != "" {
			if base, err = parseURL(v[1], nil); err != nil {
				t.Fatal(err)
			}
		}
		got := ""
		if u, err := parseURL(v[0], base); err == nil {
			got = u.Href(false)
		}
		if got != v[2] {
			t.Errorf("%q with base %q: got %q, want %q", v[0], v[1], got, v[2])
		}
	}
	for _, v := range vectors.Set {
		u, err := parseURL(v[0], nil)
		if err != nil {
			t.Fatal(err)
		}
		if setURL(u, v[1], v[2]); u.Href(false) != v[3] {
			t.Errorf("%s with %s = %q: got %q, want %q", v[0], v[1], v[2], u.Href(false), v[3])
		}
	}
}
