package npm

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/outcomes.tsv and the table in docs/javascript.md")

// mustWork is how many packages have to work, and mayBeWrong how many probes
// may give something else than Node without saying so. The first only ever
// goes up, the second down.
const (
	mustWork   = 120
	mayBeWrong = 0
)

const (
	document = "../../../docs/javascript.md"
	begins   = "<!-- packages, written by: go test ./runtime/internal/npm -update -->\n"
	ends     = "<!-- end of packages -->\n"
)

// outcomes are those of probes, by name.
type outcomes map[string]outcome

// compare holds what was found against testdata/outcomes.tsv.
func (found outcomes) compare(t *testing.T) {
	t.Helper()
	known := knownOutcomes(t)
	for name, o := range found {
		if known[name] != o.Kind && !*update {
			t.Errorf("%s is %q by now and was %q: look, then run with -update", name, o.Kind, known[name])
		}
		known[name] = o.Kind
	}
	if !*update {
		return
	}
	text := "probe\toutcome\n"
	for _, p := range readProbes(t) {
		text += p.String() + "\t" + known[p.String()] + "\n"
	}
	if err := os.WriteFile("testdata/outcomes.tsv", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	writeTable(t)
}

// knownOutcomes are the kinds in testdata/outcomes.tsv by probe.
func knownOutcomes(t *testing.T) map[string]string {
	t.Helper()
	known := map[string]string{}
	for _, f := range readTable(t, "testdata/outcomes.tsv", 2) {
		known[f[0]] = f[1]
	}
	return known
}

// TestTable holds the table in the documentation, which says of every package
// whether it works, and if not, what to use.
func TestTable(t *testing.T) {
	if *update {
		writeTable(t)
	}
	table, works, wrong := makeTable(t)
	if works < mustWork || wrong > mayBeWrong {
		t.Errorf("%d packages work and %d probes are wrong; at least %d and at most %d", works, wrong, mustWork, mayBeWrong)
	}
	text := read(t, document)
	_, rest, found := strings.Cut(text, begins)
	got, _, closed := strings.Cut(rest, ends)
	if !found || !closed || got != table {
		t.Error("the table of packages in docs/javascript.md is not up to date: run go test ./runtime/internal/npm -run TestTable -update")
	}
}

// makeTable returns the table, and the numbers of packages that work and of
// probes that are wrong.
func makeTable(t *testing.T) (text string, works, wrong int) {
	t.Helper()
	kinds := map[string][]string{}
	known := knownOutcomes(t)
	for _, p := range readProbes(t) {
		kind := known[p.String()]
		if kind != "equal" && kind != "refused" {
			wrong++
		}
		kinds[p.Package] = append(kinds[p.Package], kind)
	}
	var rows strings.Builder
	list := readPackages(t)
	for _, p := range list {
		state := "works"
		switch {
		case !slices.ContainsFunc(kinds[p.Name], func(kind string) bool { return kind != "equal" }):
			works++
		case p.Instead == "":
			t.Errorf("%s does not work and packages.tsv says nothing of what to use", p.Name)
		case slices.Contains(kinds[p.Name], "equal"):
			state = "partly: " + p.Instead
		default:
			state = "— " + p.Instead
		}
		fmt.Fprintf(&rows, "| %s | %s | %s |\n", p.Name, p.Version, state)
	}
	return fmt.Sprintf(tableHead, len(list), works) + rows.String(), works, wrong
}

const tableHead = `
## Packages of npm

A test loads these %d packages in rules, calls them and compares with what Node
22 gives: %d give the same. The others throw an error that says what to use, and
so does this table. A package that is not in it may well work: try it.

| package | version | |
|---|---|---|
`

func writeTable(t *testing.T) {
	t.Helper()
	table, _, _ := makeTable(t)
	text := read(t, document)
	before, rest, _ := strings.Cut(text, begins)
	_, after, _ := strings.Cut(rest, ends)
	if err := os.WriteFile(document, []byte(before+begins+table+ends+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
