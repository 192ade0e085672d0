package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"hotreply/host"
	"hotreply/host/logger"
	"hotreply/runtime/bundle"
)

func newCheck(g *globals) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "load the rules without connecting and say what is wrong with them",
		Long: `check loads rules as the bot would, without connecting to anything, and shows
for each that fails the place, the lines around it and what to do. PATH is a
folder of rules or one file; without any, the rules of the bot are checked.`,
		RunE: func(cmd *cobra.Command, paths []string) error { return check(cmd.Context(), g, paths, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the results as JSON")
	return cmd
}

// checkJSON is one result of `check --json`.
type checkJSON struct {
	Script   string       `json:"script"`
	Folder   string       `json:"folder"`
	OK       bool         `json:"ok"`
	Passed   bool         `json:"passed_over,omitempty"` // it is no rule; the warning says why
	Error    *checkError  `json:"error,omitempty"`
	Warnings []checkError `json:"warnings,omitempty"`
	Jobs     []checkJob   `json:"jobs,omitempty"`
}

type checkError struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Name    string `json:"name,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Frame   string `json:"frame,omitempty"`
}

func check(ctx context.Context, g *globals, paths []string, asJSON bool) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	g.noteUnset(c)
	results, err := host.Check(ctx, c, paths)
	if err != nil {
		return err
	}
	bad, all := 0, 0
	for _, r := range results {
		if r.Err != nil {
			bad++
		}
		if !r.Passed {
			all++
		}
	}
	if asJSON {
		err = g.printJSON(checkList(results))
	} else {
		g.printChecks(results, bad, all)
	}
	if err == nil && bad > 0 {
		err = silent(exitFailed)
	}
	return err
}

func checkList(results []host.CheckResult) []checkJSON {
	list := make([]checkJSON, len(results))
	for i, r := range results {
		list[i] = checkJSON{Script: r.Script, Folder: r.Dir, OK: r.Err == nil && !r.Passed, Passed: r.Passed}
		list[i].Warnings, list[i].Jobs = warningsJSON(r.Warnings), jobsJSON(r.Jobs)
		if e := r.Err; e != nil {
			list[i].Error = &checkError{File: e.File, Line: e.Line, Column: e.Column, Name: e.Name, Message: e.Message, Hint: e.Hint(), Frame: e.Frame}
		}
	}
	return list
}

func warningsJSON(notes []bundle.Note) []checkError {
	var list []checkError
	for _, n := range notes {
		list = append(list, checkError{File: n.File, Line: n.Line, Column: n.Column, Message: n.Text, Hint: n.Hint, Frame: n.Frame})
	}
	return list
}

// printChecks shows failures in full and the rest as one line, on stdout: they
// are what was asked for.
func (g *globals) printChecks(results []host.CheckResult, bad, all int) {
	w := g.streams.Out
	for _, r := range results {
		if r.Passed {
			printWarnings(w, r.Warnings)
			continue
		}
		if r.Err == nil {
			fmt.Fprintf(w, "ok    %s\n", oneLine(filepath.Join(r.Dir, r.Script)))
			printWarnings(w, r.Warnings)
			printJobs(w, r.Jobs, machineChinese())
			continue
		}
		fmt.Fprintf(w, "FAIL  %s\n", oneLine(r.Err.Error()))
		printBelow(w, r.Err.Frame)
		if hint := r.Err.Hint(); hint != "" {
			fmt.Fprintf(w, "hint: %s\n", oneLine(hint))
		}
	}
	switch {
	case all == 0:
		fmt.Fprintln(g.streams.Err, "no rules here\nhint: hotreply dev writes a first one")
	case bad == 0:
		fmt.Fprintf(g.streams.Err, "all %d load\n", all)
	default:
		fmt.Fprintf(g.streams.Err, "%d of %d do not load\n", bad, all)
	}
}

// printWarnings shows what loads and may not do what was meant.
func printWarnings(w io.Writer, notes []bundle.Note) {
	for _, n := range notes {
		place := n.File
		if n.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", n.File, n.Line, n.Column)
		}
		fmt.Fprintf(w, "warn  %s: %s\n", oneLine(place), oneLine(n.Text))
		printBelow(w, n.Frame)
		if n.Hint != "" {
			fmt.Fprintf(w, "hint: %s\n", oneLine(n.Hint))
		}
	}
}

func (g *globals) printJSON(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := g.streams.Out.Write(logger.PrintableJSON(b.Bytes()))
	return err
}
