package cli

import (
	"errors"
	"fmt"
	"hotreply/internal/hint"
	"io"
	"strings"
)

// Exit codes, a part of the contract with whatever starts hotreply.
const (
	exitOK     = 0 // stopped as asked
	exitFailed = 1
	exitUsage  = 2 // bad flag or config: starting again will not help
	exitLogin  = 3 // login given up: a person is needed
	exitForced = 4 // a second signal
)

// exitCode asks err for its exit code. Errors that know it have an ExitCode
// method; the others are failures.
func exitCode(err error) int {
	var coded interface{ ExitCode() int }
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &coded):
		return coded.ExitCode()
	}
	return exitFailed
}

// report tells a person what went wrong: a line, then the hints of the error
// and of everything it wraps.
func report(w io.Writer, err error) {
	fmt.Fprintf(w, "hotreply: %s\n", oneLine(err.Error()))
	for _, hint := range hints(err) {
		fmt.Fprintf(w, "hint: %s\n", oneLine(hint))
	}
}

// hints collects the distinct hints along err's chain, outermost first.
func hints(err error) []string {
	var list []string
	seen := map[string]bool{}
	var walk func(error)
	walk = func(err error) {
		if err == nil {
			return
		}
		if h, ok := err.(interface{ Hint() string }); ok {
			for line := range strings.Lines(h.Hint()) {
				if line = strings.TrimSpace(line); line != "" && !seen[line] {
					seen[line] = true
					list = append(list, line)
				}
			}
		}
		switch w := err.(type) {
		case interface{ Unwrap() error }:
			walk(w.Unwrap())
		case interface{ Unwrap() []error }:
			for _, e := range w.Unwrap() {
				walk(e)
			}
		}
	}
	walk(err)
	return list
}

// usage is a mistake in the arguments.
func usage(advice, format string, args ...any) error {
	return hint.Exit(exitUsage, advice, format, args...)
}

// failed is something that did not work.
func failed(advice, format string, args ...any) error {
	return hint.Exit(exitFailed, advice, format, args...)
}

// silent ends a command with a code and without a message: it has said all
// there is to say.
type silent int

func (s silent) Error() string { return fmt.Sprintf("exit code %d", int(s)) }
func (s silent) ExitCode() int { return int(s) }
