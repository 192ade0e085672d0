package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// report is a whole run as JSON.
type report struct {
	Time     time.Time `json:"time"`
	Machine  string    `json:"machine"`
	Commit   string    `json:"commit,omitempty"`
	Command  string    `json:"command"`
	Lines    []line    `json:"lines"`
	Findings []finding `json:"findings"` // all rounds
}

// save writes all rounds to a file.
func (c *contest) save(path string) error {
	data, err := json.MarshalIndent(report{
		Time: time.Now().UTC(), Machine: machineName(), Commit: commit(), Command: command(), Lines: c.lines(), Findings: c.findings,
	}, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
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
	if info, is := debug.ReadBuildInfo(); is {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value[:min(12, len(s.Value))]
			}
		}
	}
	out, err := exec.Command("git", "rev-parse", "--short=12", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// command is how this run was called.
func command() string { return "go run ./bench " + strings.Join(os.Args[1:], " ") }
