package runtime

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"hotreply/internal/lazyregexp"
)

// longestOwner is how many bytes of an expression a hint shows.
const longestOwner = 80

// sourceLine is the line of the error, and where its column is in bytes.
func (s *Script) sourceLine(e *ScriptError) (line string, at int) {
	lines := strings.Split(s.bundle.Sources[e.File], "\n")
	if e.Line < 1 || e.Line > len(lines) {
		return "", 0
	}
	line = lines[e.Line-1]
	units := utf16.Encode([]rune(line))
	return line, len(string(utf16.Decode(units[:min(max(e.Column-1, 0), len(units))])))
}

// ownerOf finds in the source line of the error what stands before the
// member: "msg" for msg.repl(), `store.get("a")` for store.get("a").name. Of
// several it is the one nearest to the error's place.
func (s *Script) ownerOf(member string, e *ScriptError) string {
	line, at := s.sourceLine(e)
	found, distance := -1, 0
	access := regexp.MustCompile(`(?:\??\.\s*|\[\s*["'` + "`" + `]?)` + regexp.QuoteMeta(member))
	for _, m := range access.FindAllStringIndex(line, -1) {
		if next, _ := utf8.DecodeRuneInString(line[m[1]:]); isNamePart(next) {
			continue // a longer name
		}
		d := max(m[0]-at, at-m[1], 0)
		if found < 0 || d < distance {
			found, distance = m[0], d
		}
	}
	if found < 0 {
		return ""
	}
	if owner := expressionBefore(line[:found]); len(owner) <= longestOwner {
		return owner
	}
	return ""
}

func isNamePart(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// expressionBefore is the member expression that text ends with: names, calls
// and brackets, joined by dots.
func expressionBefore(text string) string {
	i := len(strings.TrimRight(text, " \t"))
	end := i
	for i > 0 {
		i = beforeGroups(text, i)
		start := i
		for i > 0 {
			r, size := utf8.DecodeLastRuneInString(text[:i])
			if !isNamePart(r) {
				break
			}
			i -= size
		}
		if start == i && i > 0 && strings.ContainsRune("\"'`", rune(text[i-1])) {
			i = strings.LastIndexByte(text[:i-1], text[i-1])
			return text[max(i, 0):end]
		}
		dot := len(strings.TrimRight(text[:i], " \t"))
		if start == i || dot == 0 || text[dot-1] != '.' || strings.HasSuffix(text[:dot], "..") {
			break
		}
		i = len(strings.TrimSuffix(text[:dot-1], "?"))
	}
	if strings.HasSuffix(strings.TrimRight(text[:i], " \t"), "new") && strings.HasSuffix(text[:end], ")") {
		i = strings.LastIndex(text[:i], "new")
	}
	return strings.TrimSpace(text[i:end])
}

// beforeGroups skips calls and brackets backwards from end.
func beforeGroups(text string, end int) int {
	for end > 0 && (text[end-1] == ')' || text[end-1] == ']') {
		depth, i := 0, end-1
		for ; i >= 0; i-- {
			switch text[i] {
			case '"', '\'', '`':
				i = max(strings.LastIndexByte(text[:i], text[i]), 0)
			case ')', ']', '}':
				depth++
			case '(', '[', '{':
				depth--
			}
			if depth == 0 {
				break
			}
		}
		if depth != 0 {
			return end
		}
		end = i
	}
	return end
}

// mangled is an access to a name that the engine did not write down as text.
var mangled = lazyregexp.New(`^((?:Cannot (?:read|assign|set|delete) (?:to )?(?:property|properties) |Object has no member ))'[^']*\x{FFFD}[^']*'`)

// wideName is a name with letters beyond ASCII, as a member.
var wideName = lazyregexp.New("(?:\\.\\s*|\\[\\s*[\"'`])([\\p{L}\\p{N}_$]*[^\\x00-\\x7F][\\p{L}\\p{N}_$]*)")

// mendName puts the name that stands in the source into a message that has it
// in another encoding.
func (s *Script) mendName(e *ScriptError) {
	if !strings.ContainsRune(e.Message, utf8.RuneError) {
		return
	}
	m := mangled.FindStringSubmatchIndex(e.Message)
	if m == nil {
		return
	}
	line, at := s.sourceLine(e)
	name, distance := "…", -1
	for _, w := range wideName.FindAllStringSubmatchIndex(line, -1) {
		d := max(w[2]-at, at-w[3], 0)
		if distance < 0 || d < distance {
			name, distance = line[w[2]:w[3]], d
		}
	}
	e.Message = e.Message[:m[3]] + "'" + name + "'" + e.Message[m[1]:]
}
