package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// replacePart replaces what stands between <!-- name --> and <!-- end name -->
// in a document. The words around it are written by people.
func replacePart(path, name, text string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	whole, err := withPart(string(data), name, text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(whole), 0o644)
}

func withPart(document, name, text string) (string, error) {
	begin, end := "<!-- "+name+" -->\n", "<!-- end "+name+" -->"
	before, rest, found := strings.Cut(document, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return "", fmt.Errorf("no part from %q to %q", strings.TrimSpace(begin), end)
	}
	return before + begin + strings.TrimSpace(text) + "\n" + end + after, nil
}

// provenance says where numbers come from.
func provenance() string {
	return fmt.Sprintf("<sub>%s; %s; commit %s; `%s`</sub>", time.Now().UTC().Format(time.DateOnly), machineName(), commit(), command())
}

// publish writes the files that the command line asks for.
func (c *contest) publish() error {
	o, rounds := c.lab.options, c.lab.options.json
	var failed error
	if o.document != "" {
		folder, err := besides(o.document)
		if err != nil {
			return err
		}
		text := c.markdown()
		if rounds == "" {
			rounds = filepath.Join(folder, "rounds.json")
			text += fmt.Sprintf("\n\nAll rounds: [rounds.json](%s/rounds.json).", filepath.Base(folder))
		}
		failed = replacePart(o.document, "table", text)
	}
	if rounds != "" {
		failed = errors.Join(failed, c.save(rounds))
	}
	return failed
}

// besides makes the folder of a document's drawings and numbers: that of its
// name.
func besides(document string) (string, error) {
	folder := strings.TrimSuffix(document, filepath.Ext(document))
	return folder, os.MkdirAll(folder, 0o755)
}

// markdown is the contest's table for a document.
func (c *contest) markdown() string {
	var b strings.Builder
	b.WriteString("| what | unit |")
	for _, s := range c.sides {
		fmt.Fprintf(&b, " %s |", s.name)
	}
	b.WriteString(" ratio | target | limit |\n|---|---|" + strings.Repeat("---|", len(c.sides)+3))
	for _, l := range c.lines() {
		fmt.Fprintf(&b, "\n| %s | %s |", l.Title, l.Unit)
		if plain, is := l.Sides["plain"]; is {
			fmt.Fprintf(&b, " %s |%s", plain, strings.Repeat(" |", len(c.sides)-1))
		} else {
			for _, s := range c.sides {
				fmt.Fprintf(&b, " %s |", l.side(s.name))
			}
		}
		fmt.Fprintf(&b, " %s |", strings.ReplaceAll(l.verdict(), "\t", " | "))
	}
	old := ""
	if o := c.lab.options; o.against() != "" {
		old = "Old is commit " + o.against() + ". "
	}
	return b.String() + "\n\nMedian (least–greatest of " + plural(c.lab.options.rounds, "round") + "). " + old + provenance()
}
