package bindings

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/bindings/types"
	"hotreply/bindings/types/typestest"
)

var update = flag.Bool("update", false, "write docs/api.md and scripts/hotreply.d.ts anew")

// TestGenerated holds docs/api.md, scripts/hotreply.d.ts and jsconfig.json
// against the declarations; -update writes them.
func TestGenerated(t *testing.T) {
	for path, want := range map[string]string{
		"../docs/api.md":           apiPage(typestest.Parse(string(types.Declarations()))),
		"../scripts/hotreply.d.ts": string(types.Declarations()),
		"../scripts/jsconfig.json": string(types.Config),
	} {
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s is not up to date (%v): go test ./bindings -run TestGenerated -update", path, err)
		}
	}
}

// pageParts are the headings of docs/api.md with the blocks below them.
var pageParts = []struct {
	title, called string
	blocks        []string
}{
	{"bot", "bot.", []string{"Bot"}},
	{"msg", "msg.", []string{"Message"}},
	{"media", "media.", []string{"Media"}},
	{"store", "store.", []string{"Store", "ScriptStore"}},
	{"Receipts and uploads", "", []string{"Receipt", "Upload"}},
	{"Options", "", []string{"SendOptions", "AskOptions", "StoreOptions"}},
	{"Content and other types", "", []string{"Content", "MediaContent", "Source", "Duration", "Result", "Handler", "MediaKind", "MessageKind", "BotEvent"}},
	{"Events", "", []string{"EventFacts"}},
	{"Rule tests", "", []string{"test"}},
	{"t, in rule tests", "t.", []string{"Test"}},
	{"Users and requests in rule tests", "", []string{"TestUser", "TestRequest"}},
	{"Errors", "", []string{"BotError", "NoContextError", "WindowClosedError", "QuotaExhaustedError", "TextTooLongError", "RejectedError", "SessionExpiredError", "MediaError", "TimeoutError"}},
}

func apiPage(blocks []typestest.Block) string {
	byName := map[string]typestest.Block{}
	for _, b := range blocks {
		byName[b.Name] = b
	}
	var b strings.Builder
	b.WriteString("# JavaScript names\n\nMade from [hotreply.d.ts](../scripts/hotreply.d.ts) by a test; edit that file.\n" +
		"All of these are globals; `import { bot, store, env } from \"hotreply\"` gives the same.\n")
	for _, p := range pageParts {
		fmt.Fprintf(&b, "\n## %s\n", p.title)
		for _, name := range p.blocks {
			writeBlock(&b, p.called, byName[name])
		}
	}
	return b.String()
}

func writeBlock(b *strings.Builder, called string, block typestest.Block) {
	if called == "" {
		fmt.Fprintf(b, "\n### %s\n", block.Name)
	}
	writeDoc(b, block.Doc)
	if len(block.Members) == 0 && block.Kind == "type" {
		fmt.Fprintf(b, "\n```ts\n%s\n```\n", block.Header)
	}
	for _, m := range block.Members {
		if called == "" {
			fmt.Fprintf(b, "\n- `%s`: %s\n", strings.ReplaceAll(m.Signatures[0], "readonly ", ""), strings.ReplaceAll(m.Doc.Text, "\n", " "))
			continue
		}
		fmt.Fprintf(b, "\n### %s%s\n\n```ts\n%s\n```\n", called, m.Name, strings.Join(m.Signatures, "\n"))
		writeDoc(b, m.Doc)
	}
}

func writeDoc(b *strings.Builder, d typestest.Doc) {
	if d.Text != "" {
		fmt.Fprintf(b, "\n%s\n", d.Text)
	}
	if d.Example != "" {
		fmt.Fprintf(b, "\n```js\n%s\n```\n", d.Example)
	}
}

// TestTypes runs tsc --strict over the declarations, their examples, the rules
// in scripts and types/testdata, where absent.ts has what must be an error. It
// needs TypeScript: HOTREPLY_TSC names its tsc.
func TestTypes(t *testing.T) {
	tsc := os.Getenv("HOTREPLY_TSC")
	if tsc == "" {
		t.Skip("HOTREPLY_TSC is not set")
	}
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(dir, os.DirFS("../scripts")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "templates"), os.DirFS("../host/templates/files")); err != nil {
		t.Fatal(err)
	}
	write("hotreply.d.ts", string(types.Declarations()))
	write("jsconfig.json", string(types.Config))
	if err := os.CopyFS(filepath.Join(dir, "testdata"), os.DirFS("types/testdata")); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, b := range typestest.Parse(string(types.Declarations())) {
		for _, m := range append(b.Members, typestest.Member{Name: b.Name, Doc: b.Doc}) {
			if m.Doc.Example != "" {
				n++
				write(fmt.Sprintf("example-%03d-%s.js", n, m.Name), "export {}\n"+m.Doc.Example+"\n")
			}
		}
	}
	out, err := exec.Command(tsc, "--project", filepath.Join(dir, "jsconfig.json"), "--strict", "--pretty", "false").CombinedOutput()
	if err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
}
