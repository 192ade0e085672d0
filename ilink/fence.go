package ilink

import (
	"sort"
	"strings"

	"hotreply/internal/lazyregexp"
)

// fence is one block of fenced code in a text.
type fence struct {
	line string // opening line without indentation and newline: "```go"
	mark string // what closes it: "```"
	// The block's opening line begins at start, its code at code; the code ends
	// at end, where the closing line begins, and the block at stop.
	start, code, end, stop int
}

var fenceLine = lazyregexp.New("^ {0,3}(`{3,}|~{3,})([^`\n]*)$")

// findFences lists the code blocks of a text. One that is never closed reaches
// to its end.
func findFences(text string) []fence {
	var (
		list []fence
		open *fence
	)
	for at := 0; at < len(text); {
		n := lineLen(text[at:])
		m := fenceLine.FindStringSubmatch(strings.TrimRight(text[at:at+n], "\r\n"))
		switch {
		case m == nil:
		case open == nil:
			line := strings.TrimSpace(m[0])
			open = &fence{line: line, mark: m[1], start: at, code: at + n}
		case strings.HasPrefix(m[1], open.mark) && strings.TrimSpace(m[2]) == "":
			open.end, open.stop = at, at+n
			list = append(list, *open)
			open = nil
		}
		at += n
	}
	if open != nil {
		open.end, open.stop = len(text), len(text)
		list = append(list, *open)
	}
	return list
}

// head is the line that opens the block again in a later part: the one it
// began with, unless that would take more than a quarter of the part.
func (f *fence) head(limit size) string {
	if n := sizeOf(f.line); 4*n.runes > limit.runes || 4*n.bytes > limit.bytes {
		return f.mark
	}
	return f.line
}

// closing is what closing the block adds to a part at most.
func (f *fence) closing() size { return sizeOf("\n" + f.mark) }

// fenceAt is the first block that ends behind pos, or nil.
func (s *splitter) fenceAt(pos int) *fence {
	i := sort.Search(len(s.fences), func(i int) bool { return s.fences[i].stop > pos })
	if i == len(s.fences) {
		return nil
	}
	return &s.fences[i]
}

// inside is the code block that a part ending at pos has to close, or nil. A
// block whose fences alone take up half a part is treated as any text.
func (s *splitter) inside(pos int) *fence {
	f := s.fenceAt(pos)
	if f == nil || pos <= f.code || pos >= f.end {
		return nil
	}
	if n := sizeOf(f.head(s.limit)).plus(f.closing()); 2*n.runes > s.limit.runes || 2*n.bytes > s.limit.bytes {
		return nil
	}
	return f
}

// inFenceLine tells whether pos is inside an opening or closing line or next
// to the code, where a cut would leave an empty block or half a fence.
func (s *splitter) inFenceLine(pos int) bool {
	f := s.fenceAt(pos)
	return f != nil && (pos > f.start && pos <= f.code || pos >= f.end)
}
