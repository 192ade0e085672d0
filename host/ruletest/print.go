package ruletest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"hotreply/host/logger"
	"hotreply/runtime"
)

// Printer shows results as they come and sums them up.
type Printer interface {
	Result(r Result)
	End(s Summary)
}

// Formats are the names that [NewPrinter] takes.
func Formats() []string { return []string{"text", "tap", "junit"} }

// NewPrinter makes a printer: "text" for people, "tap" (version 14) or "junit"
// (XML) for machines; nil for an unknown format.
func NewPrinter(format string, w io.Writer) Printer {
	switch format {
	case "text", "":
		return &textPrinter{w: w}
	case "tap":
		return &tapPrinter{w: w}
	case "junit":
		return &junitPrinter{w: w, files: map[string]*junitSuite{}}
	}
	return nil
}

// textPrinter groups results by file as they come.
type textPrinter struct {
	w    io.Writer
	last string
}

func (p *textPrinter) Result(r Result) {
	if r.File != p.last {
		fmt.Fprintln(p.w, logger.Printable(filepath.ToSlash(r.File)))
		p.last = r.File
	}
	switch {
	case r.Failed():
		name := shownName(r)
		if name == "" {
			name = "does not load"
		}
		fmt.Fprintf(p.w, "  ✗ %s (%s)\n%s", name, took(r.Took), shift(details(r), "      "))
	case r.Skipped:
		fmt.Fprintf(p.w, "  - %s (skipped)\n", shownName(r))
	default:
		fmt.Fprintf(p.w, "  ✓ %s (%s)\n", shownName(r), took(r.Took))
	}
}

func (p *textPrinter) End(s Summary) {
	fmt.Fprintf(p.w, "\n%d passed", s.Passed)
	if s.Failed > 0 {
		fmt.Fprintf(p.w, ", %d failed", s.Failed)
	}
	if s.Skipped > 0 {
		fmt.Fprintf(p.w, ", %d skipped", s.Skipped)
	}
	fmt.Fprintf(p.w, " in %s\n", took(s.Took))
}

// shownName is a test's name on one line.
func shownName(r Result) string {
	return strings.Join(strings.Fields(logger.Printable(r.Name)), " ")
}

// details are all lines about a failure: what, where, the code and the log.
func details(r Result) string {
	var b strings.Builder
	var se *runtime.ScriptError
	if errors.As(r.Err, &se) {
		fmt.Fprintf(&b, "%s\n", se.Error())
		if se.Frame != "" {
			fmt.Fprintln(&b, strings.TrimRight(se.Frame, "\n"))
		}
		if h := se.Hint(); h != "" {
			fmt.Fprintf(&b, "hint: %s\n", h)
		}
	} else {
		fmt.Fprintf(&b, "%v\n", r.Err)
	}
	if r.Log != "" {
		fmt.Fprintf(&b, "log of the rules:\n%s\n", indent(r.Log))
	}
	return logger.Printable(b.String())
}

func shift(s, by string) string {
	return by + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n"+by) + "\n"
}

func took(d time.Duration) string { return d.Round(time.Millisecond).String() }

// tapPrinter writes the Test Anything Protocol.
type tapPrinter struct {
	w io.Writer
	n int
}

func (p *tapPrinter) Result(r Result) {
	if p.n == 0 {
		fmt.Fprintln(p.w, "TAP version 14")
	}
	p.n++
	status, end := "ok", ""
	if r.Failed() {
		status = "not ok"
	}
	if r.Skipped {
		end = " # SKIP"
	}
	name := strings.ReplaceAll(logger.Printable(filepath.ToSlash(r.File))+" "+shownName(r), "#", `\#`)
	fmt.Fprintf(p.w, "%s %d - %s%s\n", status, p.n, strings.TrimSpace(name), end)
	if r.Failed() {
		fmt.Fprintf(p.w, "  ---\n  message: |\n%s  duration_ms: %d\n  ...\n", shift(details(r), "    "), r.Took.Milliseconds())
	}
}

func (p *tapPrinter) End(Summary) { fmt.Fprintf(p.w, "1..%d\n", p.n) }

// junitPrinter writes the XML that CI servers read, once all is over.
type junitPrinter struct {
	w     io.Writer
	files map[string]*junitSuite
	order []*junitSuite
}

type junitSuites struct {
	XMLName xml.Name      `xml:"testsuites"`
	Suites  []*junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     float64     `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Time    float64       `xml:"time,attr"`
	Failure *junitFailure `xml:"failure"`
	Skipped *struct{}     `xml:"skipped"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (p *junitPrinter) Result(r Result) {
	file := filepath.ToSlash(r.File)
	s := p.files[file]
	if s == nil {
		s = &junitSuite{Name: file}
		p.files[file] = s
		p.order = append(p.order, s)
	}
	c := junitCase{Name: shownName(r), Class: file, Time: r.Took.Seconds()}
	s.Tests++
	s.Time += c.Time
	switch {
	case r.Failed():
		s.Failures++
		c.Failure = &junitFailure{Message: logger.Printable(r.Err.Error()), Text: details(r)}
	case r.Skipped:
		s.Skipped++
		c.Skipped = &struct{}{}
	}
	s.Cases = append(s.Cases, c)
}

func (p *junitPrinter) End(Summary) {
	fmt.Fprint(p.w, xml.Header)
	e := xml.NewEncoder(p.w)
	e.Indent("", "  ")
	_ = e.Encode(junitSuites{Suites: p.order}) // the writer's own error shows elsewhere
	fmt.Fprintln(p.w)
}
