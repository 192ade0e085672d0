package bindings

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hotreply/bindings/types"
)

// declared maps objects to their interfaces in hotreply.d.ts.
var declared = map[string]string{"bot": "Bot", "msg": "Message", "media": "Media", "upload": "Upload", "receipt": "Receipt", "store": "Store"}

// TestNames holds every name of the Go tables against its declaration with
// documentation and example, and against the test scripts.
func TestNames(t *testing.T) {
	docs := map[string]types.Doc{}
	for _, b := range types.Parse(string(types.Declarations)) {
		docs[b.Name] = b.Doc
		for _, m := range b.Members {
			docs[b.Name+"."+m.Name] = m.Doc
		}
	}
	docs["Store.shared"] = docs["ScriptStore.shared"]
	tests := testSources(t)
	for _, n := range Names() {
		key := n.Name
		if n.Object != "" {
			key = declared[n.Object] + "." + n.Name
		}
		doc, ok := docs[key]
		switch {
		case !ok:
			t.Errorf("%s: no declaration in hotreply.d.ts", n)
		case doc.Text == "":
			t.Errorf("%s: no documentation in hotreply.d.ts", n)
		case doc.Example == "" && (n.Object != "" || strings.HasSuffix(n.Name, "Error")):
			t.Errorf("%s: no example in hotreply.d.ts", n)
		}
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(n.Name) + `\b`).MatchString(tests) {
			t.Errorf("%s: no test in testdata", n)
		}
	}
}

// TestDeclaredNames finds declarations of names that do not exist.
func TestDeclaredNames(t *testing.T) {
	known := map[string]bool{"Store.shared": true, "ScriptStore.shared": true}
	for _, n := range Names() {
		if n.Object == "" {
			known[n.Name] = true
		} else {
			known[declared[n.Object]+"."+n.Name] = true
		}
	}
	for _, b := range types.Parse(string(types.Declarations)) {
		if (b.Kind == "const" || b.Kind == "class") && !known[b.Name] && !slices.Contains([]string{"test", "Buffer", "process"}, b.Name) {
			t.Errorf("hotreply.d.ts declares %s, which is in no table", b.Name)
		}
		for _, m := range b.Members {
			if !known[b.Name+"."+m.Name] && slices.Contains([]string{"Bot", "Message", "Media", "Upload", "Receipt", "Store", "ScriptStore"}, b.Name) {
				t.Errorf("hotreply.d.ts declares %s.%s, which is in no table", b.Name, m.Name)
			}
		}
	}
}

// TestUnions holds the lists of kinds and events against their types.
func TestUnions(t *testing.T) {
	for _, b := range types.Parse(string(types.Declarations)) {
		var got, want []string
		switch b.Name {
		case "EventFacts":
			want = Events
			for _, m := range b.Members {
				got = append(got, m.Name)
			}
		case "MediaKind":
			want = []string{"image", "voice", "file", "video"}
			for _, m := range regexp.MustCompile(`"(\w+)"`).FindAllStringSubmatch(b.Header, -1) {
				got = append(got, m[1])
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("type %s is %v, want %v", b.Name, got, want)
		}
	}
}

func testSources(t *testing.T) string {
	files, err := filepath.Glob("testdata/*.js")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}
