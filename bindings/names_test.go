package bindings

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hotreply/bindings/types"
	"hotreply/bindings/types/typestest"
)

// declared maps objects to their interfaces in hotreply.d.ts.
var declared = map[string]string{"bot": "Bot", "msg": "Message", "media": "Media", "upload": "Upload", "receipt": "Receipt", "store": "Store"}

// TestNames holds every name of the Go tables against its declaration with
// documentation and example, and against the test scripts.
func TestNames(t *testing.T) {
	docs := map[string]typestest.Doc{}
	for _, b := range typestest.Parse(string(types.Declarations())) {
		docs[b.Name] = b.Doc
		for _, m := range b.Members {
			docs[b.Name+"."+m.Name] = m.Doc
		}
	}
	docs["Store.shared"] = docs["ScriptStore.shared"]
	tests := testSources(t)
	for _, n := range allNames() {
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
	for _, n := range allNames() {
		if n.Object == "" {
			known[n.Name] = true
		} else {
			known[declared[n.Object]+"."+n.Name] = true
		}
	}
	for _, b := range typestest.Parse(string(types.Declarations())) {
		if (b.Kind == "const" || b.Kind == "class") && !known[b.Name] && !slices.Contains(append([]string{"test", "Buffer", "process", "global"}, ofFiles...), b.Name) {
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
	for _, b := range typestest.Parse(string(types.Declarations())) {
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

// jsName is one JavaScript name of this package, as rules write it.
type jsName struct {
	Object string // "bot", "msg", "store"; "" for a global
	Name   string
}

// String is the name as rules write it.
func (n jsName) String() string {
	if n.Object == "" {
		return n.Name
	}
	return n.Object + "." + n.Name
}

// allNames are all JavaScript names of this package. They are read from the
// tables that the objects are made of, so none can be missing.
func allNames() []jsName {
	var names []jsName
	add := func(object, name string) { names = append(names, jsName{object, name}) }
	for _, name := range Globals() {
		if name != "console" { // as everywhere else
			add("", name)
		}
	}
	for _, f := range botFunctions {
		add("bot", f.name)
	}
	addFacts(add, "msg", messageFacts, messageVerbs)
	addFacts(add, "media", mediaFacts, mediaVerbs)
	addFacts(add, "upload", uploadFacts, nil)
	addFacts(add, "receipt", receiptFacts, nil)
	for _, v := range storeVerbs {
		add("store", v.name)
	}
	add("store", "shared")
	return names
}

func addFacts[T any](add func(object, name string), object string, facts []fact[T], verbs []verb[T]) {
	for _, f := range facts {
		add(object, f.name)
	}
	for _, v := range verbs {
		add(object, v.name)
	}
}
