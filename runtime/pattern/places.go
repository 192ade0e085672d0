package pattern

import (
	"strings"
	"unicode"
)

// places is a text with named gaps: "天气 [城市] [天数?]".
type places struct {
	parts   []placePart
	literal string // folded text before the first place, without trailing space
}

type placePart struct {
	text     string // folded literal; for places empty
	name     string
	optional bool
}

// parsePlaces reads a pattern; nil means that it has no places.
func parsePlaces(source string) (*places, error) {
	bad := func(problem string) error { return &Error{Source: source, Problem: problem} }
	p := &places{}
	rest := strings.TrimSpace(source)
	seen := map[string]bool{}
	found := false
	for rest != "" {
		open := strings.IndexByte(rest, '[')
		if open < 0 {
			p.addText(rest)
			break
		}
		end := strings.IndexByte(rest[open:], ']')
		if end < 0 {
			p.addText(rest)
			break
		}
		p.addText(rest[:open])
		name := strings.TrimSpace(rest[open+1 : open+end])
		rest = rest[open+end+1:]
		part := placePart{name: name}
		if n, ok := strings.CutSuffix(name, "?"); ok {
			part.name, part.optional = strings.TrimSpace(n), true
		}
		switch {
		case part.name == "":
			return nil, bad("a place needs a name, like [city]")
		case seen[part.name]:
			return nil, bad("the place [" + part.name + "] stands in it twice")
		}
		seen[part.name] = true
		found = true
		p.parts = append(p.parts, part)
	}
	if !found {
		return nil, nil
	}
	if len(p.parts) > 0 && p.parts[0].name == "" {
		p.literal = p.parts[0].text
	}
	return p, nil
}

func (p *places) addText(s string) {
	if s = foldText(s); s != "" {
		p.parts = append(p.parts, placePart{text: s})
	}
}

// match fills the places from the text: each takes one word, the last takes
// the rest. It returns nil if the text does not fit.
func (p *places) match(text string) map[string]string {
	f := filling{places: p, params: make(map[string]string, len(p.parts))}
	if !f.fill(strings.TrimSpace(text), 0) {
		return nil
	}
	return f.params
}

// filling is one try of a pattern on a text. What failed once is not tried
// again, so that many optional places do not take exponential time.
type filling struct {
	*places
	params map[string]string
	failed map[[2]int]bool // by part and length of the text that was left
}

func (f *filling) fill(text string, i int) bool {
	at := [2]int{i, len(text)}
	if f.failed[at] {
		return false
	}
	if f.try(text, i) {
		return true
	}
	if f.failed == nil {
		f.failed = make(map[[2]int]bool)
	}
	f.failed[at] = true
	return false
}

func (f *filling) try(text string, i int) bool {
	params := f.params
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	if i == len(f.parts) {
		return text == ""
	}
	part := f.parts[i]
	if part.name == "" {
		rest, ok := cutFolded(text, part.text)
		return ok && f.fill(rest, i+1)
	}
	if i == len(f.parts)-1 {
		if text == "" && !part.optional {
			return false
		}
		if text != "" {
			params[part.name] = text
		}
		return true
	}
	word, rest := cutWord(text, f.parts[i+1].text)
	if word != "" {
		params[part.name] = word
		if f.fill(rest, i+1) {
			return true
		}
		delete(params, part.name)
	}
	return part.optional && f.fill(text, i+1)
}

// cutFolded takes a folded literal off the beginning of text.
func cutFolded(text, literal string) (rest string, ok bool) {
	left := literal
	for i, r := range text {
		if left == "" {
			return text[i:], true
		}
		low := strings.ToLower(string(r))
		if !strings.HasPrefix(left, low) {
			return "", false
		}
		left = left[len(low):]
	}
	return "", left == ""
}

// cutWord takes a word off the beginning: up to space, or up to the literal
// that follows the place.
func cutWord(text, until string) (word, rest string) {
	for i, r := range text {
		if unicode.IsSpace(r) {
			return text[:i], text[i:]
		}
		if until != "" && i > 0 {
			if _, ok := cutFolded(text[i:], until); ok {
				return text[:i], text[i:]
			}
		}
	}
	return text, ""
}
