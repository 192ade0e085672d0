package runtime

import "fmt"

// maxNesting is how deep brackets of a source file may be nested. The bundler
// and the compiler recurse, and Go ends the process when a stack is full.
const maxNesting = 2000

// DepthError says that a file is nested too deep to be read safely.
type DepthError struct {
	File  string
	Line  int
	Limit int
}

// Error names the file and the limit.
func (e *DepthError) Error() string {
	return fmt.Sprintf("%s:%d: brackets are nested deeper than %d", e.File, e.Line, e.Limit)
}

// Hint says what to do about it.
func (e *DepthError) Hint() string {
	return "data that is nested so deep can be read with JSON.parse from a file in parts"
}

// checkDepth counts brackets. It does not know strings and comments, so a file
// may count as deeper than it is; none that people write comes near the limit.
func checkDepth(file, text string) error {
	depth, line := 0, 1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			if depth++; depth > maxNesting {
				return &DepthError{File: file, Line: line, Limit: maxNesting}
			}
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '\n':
			line++
		}
	}
	return nil
}
