package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mayDiffer is how many cases may be known to differ from Node. It only ever
// goes down.
const mayDiffer = 60

var knownFile = filepath.Join(recorded, "known.txt")

const knownHead = `# Cases that do not answer as Node 22 does, each with our answer, the cause and
# what to write instead. One that answers right has to leave this list:
#
#	go test ./runtime/internal/conformance -run TestNode22 -known
#
# takes it out, keeps the others, and adds what is new, its cause and remedy "?".
`

// A difference is one entry of the list.
type difference struct {
	Builtin, Code, Ours, Cause, Remedy string
}

func readKnown() (map[string]difference, error) {
	lines, err := readLines(knownFile)
	if err != nil {
		return nil, err
	}
	known := map[string]difference{}
	var d difference
	for _, line := range lines {
		field, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch {
		case line == "" || strings.HasPrefix(line, "# "):
		case strings.HasPrefix(line, "## "):
			d = difference{Builtin: line[3:]}
		case !strings.HasPrefix(line, "\t"):
			d = difference{Builtin: d.Builtin, Code: line}
		case field == "ours":
			d.Ours = rest
		case field == "cause":
			d.Cause = rest
		case field == "remedy":
			d.Remedy = rest
			if _, twice := known[d.Code]; twice {
				return nil, fmt.Errorf("%s: %q is in the list twice", knownFile, d.Code)
			}
			known[d.Code] = d
		}
	}
	return known, nil
}

// writeKnown writes the list in the order of the cases.
func writeKnown(list []difference) error {
	var b strings.Builder
	b.WriteString(knownHead)
	last := ""
	for _, d := range list {
		if d.Builtin != last {
			fmt.Fprintf(&b, "\n## %s\n", d.Builtin)
			last = d.Builtin
		}
		or := func(s string) string { return strings.ReplaceAll(cmpOr(s), "\n", " ") }
		fmt.Fprintf(&b, "\n%s\n\tours: %s\n\tcause: %s\n\tremedy: %s\n", d.Code, d.Ours, or(d.Cause), or(d.Remedy))
	}
	return os.WriteFile(knownFile, []byte(b.String()), 0o644)
}

func cmpOr(s string) string {
	if s == "" {
		return "?"
	}
	return s
}

// unexplained lists the entries without a cause or a remedy.
func unexplained(known map[string]difference) []string {
	var list []string
	for _, d := range known {
		if d.Cause == "" || d.Cause == "?" || d.Remedy == "" || d.Remedy == "?" {
			list = append(list, d.Code)
		}
	}
	slices.Sort(list)
	return list
}
