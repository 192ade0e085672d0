package ilink

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// SplitText cuts text into parts of at most atRunes code points (0: no such
// limit) and [MaxTextBytes] bytes of UTF-8 each. It cuts, in this order of
// preference, between paragraphs, between lines, between sentences, at a space
// or comma, and never inside what a reader sees as one character, nor inside a
// link unless it alone is longer than a part. A code block
// that does not fit into one part is closed at the end of it and opened again
// at the start of the next.
//
// The white space at a cut is left out; nothing else is, and nothing is added
// but those fences. A text that fits is returned as it is. Invalid UTF-8
// becomes U+FFFD, as it would on the wire.
func SplitText(text string, atRunes int) []string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if atRunes <= 0 {
		atRunes = MaxTextBytes
	}
	limit := size{atRunes, MaxTextBytes}
	if sizeOf(text).fits(limit) { // nearly every text: where its code and links are does not matter
		return []string{text}
	}
	s := splitter{text: text, limit: limit, fences: findFences(text), links: findLinks(text)}
	for {
		part, more := s.next()
		if !more && len(s.parts) == 0 || strings.TrimSpace(part) != "" {
			s.parts = append(s.parts, part)
		}
		if !more {
			return s.parts
		}
	}
}

// size is the extent of a text.
type size struct{ runes, bytes int }

func sizeOf(s string) size { return size{utf8.RuneCountInString(s), len(s)} }

func (s size) plus(t size) size  { return size{s.runes + t.runes, s.bytes + t.bytes} }
func (s size) minus(t size) size { return size{s.runes - t.runes, s.bytes - t.bytes} }
func (s size) fits(t size) bool  { return s.runes <= t.runes && s.bytes <= t.bytes }

type splitter struct {
	text   string
	at     int // where the next part begins
	limit  size
	fences []fence
	links  []span
	open   *fence // the fence that the next part has to open again, or nil
	parts  []string
}

// next takes one part; more is false with the last.
func (s *splitter) next() (part string, more bool) {
	head := ""
	if s.open != nil {
		head = s.open.head(s.limit) + "\n"
	}
	rest := s.text[s.at:]
	if sizeOf(rest).plus(sizeOf(head)).fits(s.limit) {
		return head + rest, false
	}
	c := s.cut(sizeOf(head))
	part = head + rest[:c.end-s.at]
	s.at, s.open = c.next, c.fence
	if c.fence != nil {
		part = strings.TrimSuffix(part, "\n") + "\n" + c.fence.mark
	}
	return part, true
}

// cut is one place to cut at: the part ends at end, the next begins at next,
// and if the place is inside a code block that is fence.
type cut struct {
	end, next int
	fence     *fence
}

// Kinds of places, better ones higher.
const (
	cutAnywhere = iota
	cutSpace
	cutSentence
	cutCodeLine
	cutLine
	cutParagraph
	cutKinds
)

// cut finds the best place for the part that begins at s.at, of which head is
// taken up already. The last place of the best kind in the second half wins;
// cutting in the first half would make many small parts, each of which costs
// quota, so that is the resort when the second has none.
func (s *splitter) cut(head size) cut {
	var late, early [cutKinds]cut // end 0 = none
	var last cut                  // the last of all, wherever it is
	budget := s.limit.minus(head)
	used, state, rest := size{}, -1, s.text[s.at:]
	for pos := s.at; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used = used.plus(sizeOf(cluster)); !used.fits(budget) {
			break
		}
		pos += len(cluster)
		last = cut{end: pos, next: pos}
		kind, c := s.place(pos, cluster, rest)
		if c.end <= s.at || s.inFenceLine(pos) || insideAny(s.links, pos) || c.fence != nil && !used.plus(c.fence.closing()).fits(budget) {
			continue
		}
		early[kind] = c
		if 2*used.runes >= budget.runes || 2*used.bytes >= budget.bytes {
			late[kind] = c
		}
	}
	for _, list := range [][cutKinds]cut{late, early} {
		for kind := cutKinds - 1; kind > cutAnywhere; kind-- {
			if list[kind].end > 0 {
				return list[kind]
			}
		}
	}
	switch {
	case early[cutAnywhere].end > 0:
		return early[cutAnywhere]
	case last.end > 0:
		return last
	}
	return s.force(budget)
}

// force cuts a single character that is longer than a part, between its code
// points: the limits are the service's.
func (s *splitter) force(budget size) cut {
	used, end := size{}, s.at
	for _, r := range s.text[s.at:] {
		used = used.plus(size{1, utf8.RuneLen(r)})
		if !used.fits(budget) && end > s.at {
			break
		}
		end += utf8.RuneLen(r)
	}
	return cut{end: end, next: end}
}

// place judges the position behind a cluster, before rest.
func (s *splitter) place(pos int, cluster, rest string) (kind int, c cut) {
	c = cut{end: pos, next: pos, fence: s.inside(pos)}
	newline := cluster == "\n" || cluster == "\r\n"
	switch {
	case c.fence != nil && newline:
		return cutCodeLine, c
	case c.fence != nil:
		return cutAnywhere, c
	case newline:
		c.end = s.at + len(strings.TrimRight(s.text[s.at:pos], " \t\r\n"))
		blank := len(rest) - len(afterBlankLines(rest))
		c.next = pos + blank
		if blank > 0 || strings.HasSuffix(strings.TrimRight(s.text[s.at:pos-len(cluster)], " \t\r"), "\n") {
			return cutParagraph, c
		}
		return cutLine, c
	case endsSentence(cluster, s.text[s.at:pos], rest):
		c.next = pos + skipBlank(rest)
		return cutSentence, c
	case cluster == " " || cluster == "\t":
		c.end = s.at + len(strings.TrimRight(s.text[s.at:pos], " \t"))
		c.next = pos + skipBlank(rest)
		return cutSpace, c
	case strings.Contains("，、；：", cluster):
		return cutSpace, c
	}
	return cutAnywhere, c
}

// skipBlank is how much white space at the start of s belongs to a cut there:
// what is left of the line, and if that is all of it the blank lines behind.
func skipBlank(s string) int {
	rest := strings.TrimLeft(s, " \t")
	if next := strings.TrimPrefix(strings.TrimPrefix(rest, "\r"), "\n"); len(next) < len(rest) {
		rest = afterBlankLines(next)
	}
	return len(s) - len(rest)
}

// afterBlankLines skips lines of white space, but no indentation.
func afterBlankLines(s string) string {
	for {
		line, rest, found := strings.Cut(s, "\n")
		if !found || strings.TrimSpace(line) != "" {
			return s
		}
		s = rest
	}
}

// endsSentence tells whether a sentence ends with cluster, the last of before.
func endsSentence(cluster, before, rest string) bool {
	if strings.Contains("”’」』）】》)\"'", cluster) { // a closing quote belongs to the sentence
		before = strings.TrimSuffix(before, cluster)
		r, _ := utf8.DecodeLastRuneInString(before)
		return strings.ContainsRune("。！？…", r) || strings.ContainsRune(".!?", r) && startsBlank(rest)
	}
	if r, _ := utf8.DecodeRuneInString(rest); r != utf8.RuneError && strings.ContainsRune("”’」』）】》。！？…", r) {
		return false
	}
	switch cluster {
	case "。", "！", "？", "…":
		return true
	case ".", "!", "?", ";":
		return startsBlank(rest)
	}
	return false
}

func startsBlank(s string) bool { return s == "" || strings.ContainsAny(s[:1], " \t\n") }
