package web

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// wpt reads a file of the web platform tests that the library ships.
func wpt(t *testing.T, name string, into any) {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/nlnwa/whatwg-url").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "testdata", name))
	if err != nil {
		t.Skip(err) // a vendored module has no testdata
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// TestWebPlatformURLs parses what the web platform tests parse.
func TestWebPlatformURLs(t *testing.T) {
	var raw []json.RawMessage
	wpt(t, "urltestdata.json", &raw)
	count := 0
	for _, r := range raw {
		var c struct {
			Input, Href, Origin, Protocol, Username, Password, Host, Hostname, Port, Pathname, Search, Hash string

			Base    *string
			Failure bool
		}
		if r[0] != '{' || json.Unmarshal(r, &c) != nil {
			continue // a comment
		}
		count++
		var base *whatwg.Url
		var err error
		if c.Base != nil {
			base, err = parseURL(*c.Base, nil)
		}
		var u *whatwg.Url
		if err == nil {
			u, err = parseURL(c.Input, base)
		}
		if failed := err != nil; failed || c.Failure {
			if failed != c.Failure {
				t.Errorf("%q: got error %v, want one: %v", c.Input, err, c.Failure)
			}
			continue
		}
		got := []string{u.Href(false), u.Protocol(), u.Username(), u.Password(), u.Host(), u.Hostname(), u.Port(), u.Pathname(), u.Search(), u.Hash()}
		want := []string{c.Href, c.Protocol, c.Username, c.Password, c.Host, c.Hostname, c.Port, c.Pathname, c.Search, c.Hash}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%q:\n got %q\nwant %q", c.Input, got, want)
		}
		if c.Origin != "" && origin(u) != c.Origin {
			t.Errorf("%q: got origin %q, want %q", c.Input, origin(u), c.Origin)
		}
	}
	if count < 800 {
		t.Errorf("only %d cases", count)
	}
}

// TestWebPlatformSetters sets what the web platform tests set.
func TestWebPlatformSetters(t *testing.T) {
	var parts map[string]json.RawMessage
	wpt(t, "setters_tests.json", &parts)
	for part, raw := range parts {
		var cases []struct {
			Href string

			NewValue string `json:"new_value"`
			Expected map[string]string
		}
		if part == "comment" || part == "href" {
			continue
		}
		if err := json.Unmarshal(raw, &cases); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			u, err := parseURL(c.Href, nil)
			if err != nil {
				t.Errorf("%s: %v", c.Href, err)
				continue
			}
			setURL(u, part, c.NewValue)
			got := map[string]string{
				"href": u.Href(false), "protocol": u.Protocol(), "username": u.Username(), "password": u.Password(), "host": u.Host(),
				"hostname": u.Hostname(), "port": u.Port(), "pathname": u.Pathname(), "search": u.Search(), "hash": u.Hash(),
			}
			for name, want := range c.Expected {
				if have, known := got[name]; known && have != want {
					t.Errorf("%s with %s = %q: got %s %q, want %q", c.Href, part, c.NewValue, name, have, want)
				}
			}
		}
	}
}

// TestURLTooLong: what the library takes quadratic time for is no URL, and
// what it reads at once may be as long as it likes.
func TestURLTooLong(t *testing.T) {
	const mega = 1 << 20
	begin := time.Now()
	for _, s := range []string{
		"http://h" + strings.Repeat("/", mega),
		"http://h/" + strings.Repeat(`a\`, mega),
		"http://" + strings.Repeat("é", mega) + "@h/",
		"http:" + strings.Repeat("@", mega) + "@h/",
		"foo://" + strings.Repeat("%", mega),
		"foo:/" + strings.Repeat("/.", mega),
	} {
		if _, err := parseURL(s, nil); err == nil {
			t.Errorf("%.20s… is taken", s)
		}
	}
	u, err := parseURL("foo://u:p@h/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"username", "password", "host", "hostname", "pathname"} {
		setURL(u, part, strings.Repeat("/%", mega))
	}
	if got := u.Href(false); got != "foo://u:p@h/a" {
		t.Errorf("setting something too long gives %.40s…", got)
	}
	for _, s := range []string{
		"data:image/png;base64," + strings.Repeat("+/aB", mega),
		"http://h/?" + strings.Repeat("/", mega),
		"http://h/#" + strings.Repeat("@", mega),
		"http://h/" + strings.Repeat("a", mega),
	} {
		if u, err := parseURL(s, nil); err != nil {
			t.Errorf("%.20s…: %.200v", s, err)
		} else if got := u.Href(false); got != s {
			t.Errorf("%.20s… is now %.20s…", s, got)
		}
	}
	if d := time.Since(begin); d > 20*time.Second {
		t.Errorf("this took %s", d)
	}
}
