package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const recorded = "testdata/node22"

const mostPerBuiltin = 15

// An area is one file of cases, "string.txt", with what Node answers to each
// beside it, "string.answers.jsonl".
type area struct {
	Name     string
	Zone     string // of the process while the cases run
	Wordless bool   // errors are compared by name
	Builtins []builtin
}

// A builtin is the cases below one "## " heading.
type builtin struct {
	Name  string
	Cases []recordedCase
}

type recordedCase struct {
	Code, Answer string
}

// readAreas reads all files of cases and their answers.
func readAreas() ([]area, error) {
	paths, err := filepath.Glob(recorded + "/*.answers.jsonl")
	if err != nil {
		return nil, err
	}
	var areas []area
	for _, path := range paths {
		a, err := readArea(strings.TrimSuffix(filepath.Base(path), ".answers.jsonl"))
		if err != nil {
			return nil, err
		}
		areas = append(areas, a)
	}
	return areas, checkCases(areas)
}

// checkCases refuses a case that stands twice, and more cases of one builtin
// than make sense: they would count one thing over and over.
func checkCases(areas []area) error {
	seen := map[string]string{}
	count := map[string]int{}
	for _, a := range areas {
		for _, b := range a.Builtins {
			if count[b.Name] += len(b.Cases); count[b.Name] > mostPerBuiltin {
				return fmt.Errorf("%s: %d cases of %s, the most is %d", a.Name, count[b.Name], b.Name, mostPerBuiltin)
			}
			for _, c := range b.Cases {
				if other, twice := seen[c.Code]; twice {
					return fmt.Errorf("%s: %s stands in %s as well", b.Name, c.Code, other)
				}
				seen[c.Code] = b.Name
			}
		}
	}
	return nil
}

func readArea(name string) (area, error) {
	a := area{Name: name, Zone: "Asia/Shanghai"}
	path := filepath.Join(recorded, name)
	answers, err := readLines(path + ".answers.jsonl")
	if err != nil {
		return a, err
	}
	lines, err := readLines(path + ".txt")
	if err != nil {
		return a, err
	}
	n := 0
	for _, line := range lines {
		if zone, ok := strings.CutPrefix(line, "# zone "); ok {
			a.Zone = zone
		}
		a.Wordless = a.Wordless || line == "# errors by name"
		if title, ok := strings.CutPrefix(line, "## "); ok {
			a.Builtins = append(a.Builtins, builtin{Name: title})
		}
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//") {
			continue
		}
		var answer [2]string
		if n < len(answers) {
			err = json.Unmarshal([]byte(answers[n]), &answer)
		}
		if err != nil || answer[0] != line || len(a.Builtins) == 0 {
			return a, fmt.Errorf("%s.txt: no answer is recorded for %q: run node record/record.mjs %s", path, line, name)
		}
		b := &a.Builtins[len(a.Builtins)-1]
		b.Cases = append(b.Cases, recordedCase{Code: line, Answer: answer[1]})
		n++
	}
	if n != len(answers) {
		return a, fmt.Errorf("%s.txt: %d cases and %d answers: run node record/record.mjs %s", path, n, len(answers), name)
	}
	return a, nil
}

func readLines(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var list []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		list = append(list, lines.Text())
	}
	return list, lines.Err()
}

// isStatements says whether a case returns its value by itself; any other is
// an expression. record/cases.js says the same to the recorder.
var isStatements = regexp.MustCompile(`^(const|let|var|class|function|try|for|if|return|switch|async function|async function\*|function\*|while|do) |^\w+: `)

func (c recordedCase) source() string {
	if isStatements.MatchString(c.Code) {
		return "async () => { " + c.Code + "\n}"
	}
	return "async () => { return (" + c.Code + "\n) }"
}

// script is a rule whose function answers() runs the cases.
func script(cases []recordedCase, wordless bool) string {
	var b strings.Builder
	b.WriteString("import { answers } from \"./lib/show.js\"\nconst cases = [\n")
	for _, c := range cases {
		b.WriteString(c.source() + ",\n")
	}
	fmt.Fprintf(&b, "]\nglobalThis.runCases = () => answers(cases, %v)\n", wordless)
	return b.String()
}
