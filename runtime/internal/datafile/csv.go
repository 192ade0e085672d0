package datafile

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// table writes a CSV file as an array of objects, by the names in its first
// row. All cells are texts: what looks like a number may be a telephone's. Rows
// and columns that are blank, as spreadsheets leave them, are left out.
func table(w *writer, text string, tabs bool) (note, hint string, err *Error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.ReuseRecord = -1, !tabs, true
	r.Comma = separator(text, tabs)
	w.raw("[")
	var header []string
	rows := 0
	for {
		row, rerr := r.Read()
		if rerr == io.EOF {
			break
		}
		if rerr != nil {
			return "", "", csvError(rerr, text)
		}
		if blank(row) {
			continue
		}
		if header == nil {
			if header, err = headerOf(r, row, text); err != nil {
				return "", "", err
			}
			continue
		}
		w.comma(rows)
		if err = record(w, r, header, row, text); err != nil {
			return "", "", err
		}
		rows++
	}
	w.raw("]")
	if len(header) == 1 && strings.ContainsAny(header[0], "，；\t|") {
		note, hint = "the table has one column, named "+strings.TrimSpace(header[0]), "columns are separated by a comma (,), a semicolon (;) or, in a .tsv file, by a tab"
	}
	return note, hint, nil
}

// separator is a comma, or a semicolon if the first row has those alone, as
// spreadsheets write where the comma is for decimals.
func separator(text string, tabs bool) rune {
	if tabs {
		return '\t'
	}
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	if strings.Contains(first, ";") && !strings.Contains(first, ",") {
		return ';'
	}
	return ','
}

func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// headerOf reads the names of the columns; one that has none has an empty name.
func headerOf(r *csv.Reader, row []string, text string) (header []string, err *Error) {
	for i, cell := range row {
		name := strings.TrimSpace(cell)
		if name != "" && slices.Contains(header, name) {
			line, column := place(text, r, i)
			return nil, failed(line, column, "rename one of them", "two columns are named %q", name)
		}
		header = append(header, name)
	}
	return header, nil
}

// record writes one row. Cells that are missing at its end are empty texts.
func record(w *writer, r *csv.Reader, header, row []string, text string) *Error {
	w.raw("{")
	n := 0
	for i := range max(len(header), len(row)) {
		cell := ""
		if i < len(row) {
			cell = row[i]
		}
		if i >= len(header) || header[i] == "" {
			if strings.TrimSpace(cell) == "" {
				continue
			}
			line, column := place(text, r, i)
			advice := "give the column a name in the first row"
			if i >= len(header) {
				advice = `a cell with a comma in it is written in quotes: "a, b"`
			}
			return failed(line, column, advice, "cell %d has no name in the first row, which has %d", i+1, len(header))
		}
		w.comma(n)
		w.key(header[i])
		w.str(cell)
		n++
	}
	w.raw("}")
	return nil
}

// csvError is an error of the library, whose columns count bytes.
func csvError(err error, text string) *Error {
	var at *csv.ParseError
	if !errors.As(err, &at) {
		return failed(0, 0, "", "%v", err)
	}
	column := letters(text, at.Line, at.Column)
	switch {
	case errors.Is(at.Err, csv.ErrQuote):
		return failed(at.Line, column, `inside quotes, a quotation mark is written twice: "say ""hi"""`, "the quotes of this cell do not end where the cell does")
	case errors.Is(at.Err, csv.ErrBareQuote):
		return failed(at.Line, column, `put the whole cell in quotes and write the quotation mark twice: "say ""hi"""`, "a quotation mark stands inside a cell without quotes")
	}
	return failed(at.Line, column, "", "%v", at.Err)
}

// place is where a cell begins. The library counts bytes.
func place(text string, r *csv.Reader, cell int) (line, column int) {
	line, column = r.FieldPos(cell)
	return line, letters(text, line, column)
}

// letters makes a column in bytes one in letters.
func letters(text string, line, column int) int {
	lines := strings.SplitN(text, "\n", line+1)
	if line < 1 || line > len(lines) {
		return column
	}
	return utf8.RuneCountInString(lines[line-1][:min(max(column-1, 0), len(lines[line-1]))]) + 1
}
