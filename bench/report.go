package main

import (
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// report is a whole run as JSON. Numbers have four digits.
type report struct {
	Time      time.Time `json:"time"`
	Machine   string    `json:"machine"`
	Commit    string    `json:"commit,omitempty"`
	Against   string    `json:"against,omitempty"` // commit of the old program
	Command   string    `json:"command"`
	NewConfig string    `json:"newConfig,omitempty"` // what the new one's settings have besides
	Lines     []line    `json:"lines"`
	Findings  []finding `json:"findings"` // all rounds
}

// save writes all rounds to a file, each in a line of its own.
func (c *contest) save(path string) error {
	o := c.lab.options
	r := report{Time: time.Now().UTC().Truncate(time.Second), Machine: machineName(), Commit: commit(), Against: o.against(), Command: command(), NewConfig: o.newConfig, Lines: []line{}, Findings: []finding{}}
	head, err := json.MarshalIndent(r, "", " ")
	lines, err2 := eachInLine(c.lines())
	findings, err3 := eachInLine(c.findings)
	if err := errors.Join(err, err2, err3); err != nil {
		return err
	}
	text := strings.Replace(string(head), `"lines": []`, `"lines": `+lines, 1)
	text = strings.Replace(text, `"findings": []`, `"findings": `+findings, 1)
	return os.WriteFile(path, []byte(text+"\n"), 0o644)
}

// eachInLine is a list as JSON.
func eachInLine[T any](list []T) (string, error) {
	var b strings.Builder
	for i, e := range list {
		data, err := json.Marshal(e)
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  " + string(data))
	}
	return "[" + b.String() + "\n ]", nil
}

// fourDigits is a number as JSON that shows no more than was measured.
func fourDigits(v float64) json.RawMessage {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return json.RawMessage("null")
	}
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64) // of what it has just written
	return json.RawMessage(strconv.FormatFloat(v, 'f', -1, 64))
}

// MarshalJSON writes numbers of four digits.
func (r readings) MarshalJSON() ([]byte, error) {
	m := map[string]json.RawMessage{}
	for key, v := range r {
		m[key] = fourDigits(v)
	}
	return json.Marshal(m)
}

// MarshalJSON writes numbers of four digits.
func (s spread) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Median json.RawMessage `json:"median"`
		Low    json.RawMessage `json:"low"`
		High   json.RawMessage `json:"high"`
		Rounds int             `json:"rounds"`
	}{fourDigits(s.Median), fourDigits(s.Low), fourDigits(s.High), s.Rounds})
}

// machineName says what bench runs on.
func machineName() string {
	name := runtime.GOOS + "/" + runtime.GOARCH
	data, _ := os.ReadFile("/proc/cpuinfo") // only Linux has it
	for line := range strings.Lines(string(data)) {
		if key, model, is := strings.Cut(line, ":"); is && strings.TrimSpace(key) == "model name" {
			name += ", " + strings.TrimSpace(model)
			break
		}
	}
	return name + ", " + plural(runtime.NumCPU(), "core")
}

// commit is the one that is checked out; "" where nobody can tell.
func commit() string {
	if info, is := debug.ReadBuildInfo(); is && revision(info) != "" {
		return revision(info)
	}
	out, err := exec.Command("git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// revision is the commit that a program was built from, if it says so.
func revision(info *debug.BuildInfo) string {
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return ""
}

// against is the commit of the old program: what it says itself, or the command
// line for it.
func (o options) against() string {
	if o.old != "" {
		if info, err := buildinfo.ReadFile(o.old); err == nil && revision(info) != "" {
			return revision(info)
		}
	}
	return o.oldCommit
}

// command is how this run was called, to be called again.
func command() string {
	words := []string{"go", "run", "./bench"}
	for _, arg := range os.Args[1:] {
		if strings.ContainsAny(arg, " \n\t\"'$\\") {
			arg = strconv.Quote(arg)
		}
		words = append(words, arg)
	}
	return strings.Join(words, " ")
}
