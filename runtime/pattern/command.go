package pattern

import (
	"strings"
	"unicode"
)

// command is a text read as a command.
type command struct {
	name string // folded, without the slash
	rest string
}

// parseCommand reads "/name rest". The slash may be the wide one.
func parseCommand(text string) (c command, ok bool) {
	text = strings.TrimSpace(text)
	body, ok := strings.CutPrefix(text, "/")
	if !ok {
		if body, ok = strings.CutPrefix(text, "／"); !ok {
			return c, false
		}
	}
	end := strings.IndexFunc(body, unicode.IsSpace)
	if end < 0 {
		end = len(body)
	}
	if end == 0 {
		return c, false
	}
	return command{name: foldText(body[:end]), rest: strings.TrimSpace(body[end:])}, true
}

// quotes are what may enclose an argument with spaces.
var quotes = map[rune]rune{'"': '"', '\'': '\'', '“': '”', '‘': '’', '「': '」'}

// splitArgs splits the rest of a command at space. Quoted parts keep their
// spaces; a backslash inside quotes keeps the next character. A quote that is
// never closed is an ordinary character.
func splitArgs(rest string) []string {
	args := []string{}
	runes := []rune(rest)
	for i := 0; i < len(runes); {
		if unicode.IsSpace(runes[i]) {
			i++
			continue
		}
		var word strings.Builder
		for i < len(runes) && !unicode.IsSpace(runes[i]) {
			if end, ok := quotes[runes[i]]; ok {
				if text, next, ok := quoted(runes, i+1, end); ok {
					word.WriteString(text)
					i = next
					continue
				}
			}
			word.WriteRune(runes[i])
			i++
		}
		args = append(args, word.String())
	}
	return args
}

func quoted(runes []rune, i int, end rune) (text string, next int, ok bool) {
	var b strings.Builder
	for ; i < len(runes); i++ {
		switch {
		case runes[i] == end:
			return b.String(), i + 1, true
		case runes[i] == '\\' && i+1 < len(runes):
			i++
		}
		b.WriteRune(runes[i])
	}
	return "", 0, false
}
