package datafile

import "fmt"

// Error says what is wrong in a file of data, and where.
type Error struct {
	Line, Column int // from 1, the column in letters; 0: not known
	Message      string
	Advice       string // what Hint returns; may be empty
}

// Error is the message alone.
func (e *Error) Error() string { return e.Message }

// Hint says what to do about it.
func (e *Error) Hint() string { return e.Advice }

func failed(line, column int, advice, format string, args ...any) *Error {
	return &Error{Line: line, Column: column, Message: fmt.Sprintf(format, args...), Advice: advice}
}

// Limits of what is read.
const (
	// maxDepth is how deep lists and tables may be nested, as in JSON.
	maxDepth = 2000
	// maxGrowth is how many times its own size the aliases of a file may make
	// of it.
	maxGrowth = 16
)

// Result is a file as JavaScript.
type Result struct {
	Code string // an expression
	JSON bool   // the expression is JSON; it is not when it has Infinity or NaN in it
	Note string // what people should know of how the file was read; may be empty
	Hint string // what to do about that
}

// Formats are the extensions that Parse knows, in byte order.
func Formats() []string { return []string{".csv", ".toml", ".tsv", ".yaml", ".yml"} }

// Parse reads text, which is UTF-8 without a mark, as a file with that
// extension. An error is an [*Error].
func Parse(ext, text string) (Result, error) {
	w := &writer{json: true, most: maxGrowth*len(text) + 1<<16}
	var note, hint string
	var err *Error
	switch ext {
	case ".csv", ".tsv":
		note, hint, err = table(w, text, ext == ".tsv")
	case ".toml":
		err = settings(w, text)
	case ".yaml", ".yml":
		err = document(w, text)
	default:
		err = failed(0, 0, "", "files that end in %q are no data", ext)
	}
	if err == nil {
		err = w.failed
	}
	if err != nil {
		return Result{}, err
	}
	return Result{Code: w.text.String(), JSON: w.json, Note: note, Hint: hint}, nil
}
