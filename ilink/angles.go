package ilink

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hotreply/internal/lazyregexp"
)

// angleMark stands for a < that phones would take for the beginning of a tag
// and swallow with what follows, from the filter to the request. It is as long
// as the ＜ that is sent in its place, and no character of any text.
const (
	angleMark = "\uFDD0"
	wideAngle = "＜"
)

// MarkAngles marks each < of a text that stands directly before a letter, a
// digit, / ! or ?, outside code, links and mail addresses. A marked text can be
// counted and split like any other; [ShowAngles] and [PlainAngles] end that.
func MarkAngles(text string) string {
	text = strings.ReplaceAll(text, angleMark, "\uFFFD")
	if !strings.Contains(text, "<") {
		return text
	}
	fences := &splitter{fences: findFences(text)}
	kept := spared(text)
	var out strings.Builder
	from := 0
	for i := strings.IndexByte(text, '<'); i >= 0; i = nextAngle(text, i) {
		inCode := false
		if f := fences.fenceAt(i); f != nil {
			inCode = i >= f.start
		}
		if inCode || !opensTag(text[i+1:]) || insideAny(kept, i+1) {
			continue
		}
		out.WriteString(text[from:i])
		out.WriteString(angleMark)
		from = i + 1
	}
	out.WriteString(text[from:])
	return out.String()
}

// nextAngle is the index of the first < behind i, -1 if there is none.
func nextAngle(text string, i int) int {
	n := strings.IndexByte(text[i+1:], '<')
	if n < 0 {
		return -1
	}
	return i + 1 + n
}

// ShowAngles is a marked text as it is sent.
func ShowAngles(marked string) string { return strings.ReplaceAll(marked, angleMark, wideAngle) }

// PlainAngles is a marked text as it was written.
func PlainAngles(marked string) string { return strings.ReplaceAll(marked, angleMark, "<") }

// opensTag says whether a < before rest would be taken for a tag's.
func opensTag(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/!?", r))
}

// angleKept is where a < has its own meaning: an address or mail address in
// angle brackets, one as the target of a Markdown link, and an address whose
// query or fragment holds it, unless that looks like a tag of HTML.
var (
	angleKept = lazyregexp.New(`<(?:(?i:[a-z][a-z0-9+.-]*://|mailto:|tel:)[^\s<>]*|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+)>|\]\(<[^<>\n]*>`)
	queryKept = lazyregexp.New(`(?i:https?)://[!$-;=@-~]+[?#](?:[!#-;=?-~]|<[A-Za-z0-9])*`)
	htmlTag   = lazyregexp.New(`^<[A-Za-z][A-Za-z0-9]*\s*/?>`)
)

// spared lists, in order, where nothing is marked: inline code and addresses.
func spared(text string) []span {
	list := inlineCode(text)
	for _, at := range angleKept.FindAllStringIndex(text, -1) {
		list = append(list, span{at[0], at[1]})
	}
	for _, at := range queryKept.FindAllStringIndex(text, -1) {
		end := at[1]
		for i := strings.IndexByte(text[at[0]:end], '<') + at[0]; i >= at[0]; i = nextAngle(text[:end], i) {
			if htmlTag.MatchString(text[i:]) {
				end = i
				break
			}
		}
		list = append(list, span{at[0], end})
	}
	return merged(list)
}

// merged puts spans in order and joins those that overlap.
func merged(list []span) []span {
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	var out []span
	for _, s := range list {
		if n := len(out); n > 0 && s.start < out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

// inlineCode lists the code between equally long runs of backticks of one
// paragraph, outside of code blocks.
func inlineCode(text string) (list []span) {
	from := 0
	for _, f := range append(findFences(text), fence{start: len(text)}) {
		list = append(list, codeBetween(text, span{from, f.start})...)
		from = f.stop
	}
	return list
}

var (
	backticks = lazyregexp.New("`+")
	blankLine = lazyregexp.New(`\n[ \t\r]*\n`)
)

// codeBetween is inlineCode for a part without code blocks.
func codeBetween(text string, in span) (list []span) {
	part := text[in.start:in.end]
	paragraph := func() func(at int) int { // the number of the paragraph at a place, asked in order
		blanks, n := blankLine.FindAllStringIndex(part, -1), 0
		return func(at int) int {
			for n < len(blanks) && blanks[n][0] < at {
				n++
			}
			return n
		}
	}()
	type key struct{ paragraph, length int }
	runs := backticks.FindAllStringIndex(part, -1)
	keys := make([]key, len(runs))
	for i, r := range runs {
		keys[i] = key{paragraph(r[0]), r[1] - r[0]}
	}
	closing, next := make([]int, len(runs)), map[key]int{}
	for i := len(runs) - 1; i >= 0; i-- {
		closing[i] = next[keys[i]] // 0: none
		next[keys[i]] = i
	}
	for i := 0; i < len(runs); i++ {
		if end := closing[i]; end > 0 {
			list = append(list, span{in.start + runs[i][0], in.start + runs[end][1]})
			i = end
		}
	}
	return list
}
