package runtime

// maxNesting is how deep brackets of a source file may be nested. The bundler
// and the compiler recurse, and Go ends the process when a stack is full.
const maxNesting = 2000

// tooDeep returns the line on which brackets are nested deeper than that, 0 if
// there is none. It does not know strings and comments, so a file may count as
// deeper than it is; none that people write comes near the limit.
func tooDeep(text string) (line int) {
	depth := 0
	line = 1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '[', '{':
			if depth++; depth > maxNesting {
				return line
			}
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '\n':
			line++
		}
	}
	return 0
}
