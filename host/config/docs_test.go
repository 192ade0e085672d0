package config_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"hotreply/host/config"
)

var update = flag.Bool("update", false, "write config.toml, docs/config.md and docs/config.zh.md anew")

// TestDocs holds config.toml and the pages about it against the keys; -update
// writes them.
func TestDocs(t *testing.T) {
	english := func(text config.Text) string { return text.English }
	chinese := func(text config.Text) string { return text.Chinese }
	for path, want := range map[string]string{
		"../../config.toml":       shippedFile(t),
		"../../docs/config.md":    docPage(t, "testdata/config-head.md", "| key | takes | default | what it is |", english),
		"../../docs/config.zh.md": docPage(t, "testdata/config-head.zh.md", "| 名字 | 取值 | 默认值 | 含义 |", chinese),
	} {
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is not up to date (%v): go test ./host/config -run TestDocs -update", path, err)
		}
	}
}

// Whoever reads a page in one language misses nothing of the other.
func TestEveryKeyIsExplained(t *testing.T) {
	for _, table := range config.Tables() {
		if table.Name != "" && (table.About.English == "" || table.About.Chinese == "") {
			t.Errorf("[%s] is not explained in both languages", table.Name)
		}
		for _, key := range table.Keys {
			for _, text := range []config.Text{key.Takes, key.About} {
				if text.English == "" || text.Chinese == "" {
					t.Errorf("%s is not explained in both languages: %+v", key.Name, text)
				}
			}
			if key.Default == "" {
				t.Errorf("%s shows no default", key.Name)
			}
		}
	}
}

// What the pages show as a config.toml is one.
func TestExamplesInPages(t *testing.T) {
	n := 0
	for _, page := range []string{"README.md", "README.zh.md", "docs/config.md", "docs/config.zh.md"} {
		_, rest, found := strings.Cut(readFile(t, "../../"+page), "\n```toml\n")
		for ; found; _, rest, found = strings.Cut(rest, "\n```toml\n") {
			text, _, _ := strings.Cut(rest, "\n```\n")
			if _, err := decode(text); err != nil {
				t.Errorf("%s: %v", page, err)
			}
			n++
		}
	}
	if n < 4 {
		t.Errorf("%d examples, want one on each page", n)
	}
}

// commentsAt is the column of the comments in config.toml.
const commentsAt = 31

// shippedFile is config.toml.
func shippedFile(t *testing.T) string {
	var b strings.Builder
	b.WriteString(readFile(t, "testdata/config-head.toml"))
	for _, table := range config.Tables() {
		b.WriteString("\n")
		if table.Name != "" {
			name := strings.Replace(table.Name, "NAME", "default", 1)
			writeLine(&b, "["+name+"]", table.About.English)
		}
		if table.Name == "env" {
			b.WriteString("# OPENAI_KEY = \"$OPENAI_KEY\"\n")
		}
		for _, key := range table.Keys {
			line := shortName(key) + " = " + key.Default
			if key.Name == "console.listen" { // a port that is named has to be free
				line = "# " + line
			}
			writeLine(&b, line, key.About.English)
		}
	}
	return b.String()
}

func writeLine(b *strings.Builder, line, comment string) {
	if len(line) >= commentsAt {
		line += " "
	}
	fmt.Fprintf(b, "%-*s# %s\n", commentsAt, line, comment)
}

// docPage is one of the pages about the keys.
func docPage(t *testing.T, head, columns string, in func(config.Text) string) string {
	var b strings.Builder
	b.WriteString(readFile(t, head))
	for _, table := range config.Tables() {
		if table.Name != "" {
			fmt.Fprintf(&b, "\n## [%s]\n\n%s\n", table.Name, sentence(in(table.About)))
		}
		if len(table.Keys) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n|---|---|---|---|\n", columns)
		for _, key := range table.Keys {
			fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s |\n", shortName(key), cell(in(key.Takes)), key.Default, cell(in(key.About)))
		}
	}
	return b.String()
}

// sentence makes a line what stands alone between blank lines.
func sentence(line string) string {
	if line[0] < 0x80 {
		return strings.ToUpper(line[:1]) + line[1:] + "."
	}
	return line + "。"
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// shortName is a key's name inside its table.
func shortName(key config.Key) string { return key.Name[strings.LastIndex(key.Name, ".")+1:] }

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
