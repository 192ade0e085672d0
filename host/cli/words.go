package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"hotreply/host/logger"
)

// oneLine puts a text that anybody may have written on one line of a terminal,
// with its control characters to be seen: none of them moves the cursor,
// breaks a table or begins a line.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
	return strings.ReplaceAll(logger.Printable(s), "\t", " ")
}

// printBelow writes the lines of a text that anybody may have written,
// indented: none of them looks like a line of the program's own.
func printBelow(w io.Writer, text string) {
	for line := range strings.Lines(logger.Printable(text)) {
		fmt.Fprintf(w, "      %s\n", strings.TrimRight(line, "\n"))
	}
}

// table is rows on stdout, each on one line whatever its cells hold.
type table struct{ w *tabwriter.Writer }

func newTable(w io.Writer, heads ...string) table {
	t := table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	t.row(heads...)
	return t
}

func (t table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = oneLine(c)
	}
	fmt.Fprintln(t.w, strings.Join(cells, "\t"))
}

func (t table) end() error { return t.w.Flush() }
