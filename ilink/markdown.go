package ilink

import "strings"

// FilterMarkdown takes out of a text what phones show badly, and nothing more.
// It does to a whole text what the streaming filter of openclaw-weixin 2.4.9
// (messaging/markdown-filter.ts) does, its quirks included:
//
//   - images are removed;
//   - the markers of H5 and H6 at the very start of a line are removed;
//   - the markers of italic and bold italic (* _ *** ___) are removed if what
//     they enclose holds a Chinese, Japanese or Korean character, since phones
//     slant those into something unreadable; around anything else they stay;
//   - fenced code is left alone, inline code is not.
//
// All else passes: bold, strikethrough, H1 to H4, lists, quotes, tables, rules
// and links are rendered.
func FilterMarkdown(text string) string {
	f := mdFilter{rest: text}
	f.out.Grow(len(text))
	for f.rest != "" {
		if !f.lineStart() {
			f.lineBody()
		}
	}
	return f.out.String()
}

type mdFilter struct {
	rest string // not looked at yet
	out  strings.Builder
}

// pass moves n bytes to the output as they are.
func (f *mdFilter) pass(n int) {
	f.out.WriteString(f.rest[:n])
	f.rest = f.rest[n:]
}

// lineStart takes what has a meaning only at the start of a line. It reports
// whether that was the whole line, or lines.
func (f *mdFilter) lineStart() bool {
	switch f.rest[0] {
	case '`':
		return f.fence()
	case '#':
		n := len(f.rest) - len(strings.TrimLeft(f.rest, "#"))
		if (n == 5 || n == 6) && strings.HasPrefix(f.rest[n:], " ") {
			f.rest = f.rest[n+1:]
		}
	case '-', '*', '_':
		return f.rule()
	}
	return false
}

// fence passes fenced code up to the end of its closing line, or of the text.
func (f *mdFilter) fence() bool {
	const mark = "```"
	if !strings.HasPrefix(f.rest, mark) {
		return false
	}
	for first := true; f.rest != ""; first = false {
		closing := !first && strings.HasPrefix(f.rest, mark)
		f.pass(lineLen(f.rest))
		if closing {
			break
		}
	}
	return true
}

// rule passes a line of three or more equal marks, spaces between allowed.
func (f *mdFilter) rule() bool {
	n := lineLen(f.rest)
	line, mark := strings.TrimSuffix(f.rest[:n], "\n"), f.rest[:1]
	if strings.Trim(line, mark+" ") != "" || strings.Count(line, mark) < 3 {
		return false
	}
	f.pass(n)
	return true
}

// lineLen is the length of the first line, its newline included.
func lineLen(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i + 1
	}
	return len(s)
}

// lineBody filters up to the end of the line; images and bold italic may reach
// beyond it. What was opened and never closed stays, with all that follows.
func (f *mdFilter) lineBody() {
	for f.rest != "" {
		i := strings.IndexAny(f.rest, "\n!*_")
		if i < 0 {
			f.pass(len(f.rest))
			return
		}
		f.pass(i)
		switch mark := f.rest[:1]; {
		case mark == "\n":
			f.pass(1)
			return
		case mark == "!":
			f.image()
		case strings.HasPrefix(f.rest, mark+mark+mark):
			f.boldItalic(mark + mark + mark)
		case strings.HasPrefix(f.rest, mark+mark):
			f.pass(2)
		case len(f.rest) == 1 || f.rest[1] == ' ' || f.rest[1] == '\n':
			f.pass(1)
		default:
			if f.italic(mark[0]) {
				return // it was none, and its line is over
			}
		}
	}
}

// image removes "![alt](url)"; what only begins like one passes.
func (f *mdFilter) image() {
	if !strings.HasPrefix(f.rest, "![") {
		f.pass(1)
		return
	}
	end := strings.IndexByte(f.rest, ']')
	switch {
	case end < 0 || end+1 == len(f.rest):
		f.pass(len(f.rest))
	case f.rest[end+1] != '(':
		f.pass(end + 1)
	default:
		stop := strings.IndexByte(f.rest[end+1:], ')')
		if stop < 0 {
			f.pass(len(f.rest))
			return
		}
		f.rest = f.rest[end+1+stop+1:]
	}
}

// boldItalic takes text between two triple marks.
func (f *mdFilter) boldItalic(mark string) {
	n := strings.Index(f.rest[3:], mark)
	if n < 0 {
		f.pass(len(f.rest))
		return
	}
	f.enclosed(3, n)
}

// italic takes text between two single marks on one line; double marks inside
// belong to the text. It reports whether the line ended first.
func (f *mdFilter) italic(mark byte) bool {
	for i := 1; i < len(f.rest); i++ {
		switch f.rest[i] {
		case '\n':
			f.pass(i + 1)
			return true
		case mark:
			if i+1 < len(f.rest) && f.rest[i+1] == mark {
				i++
				continue
			}
			f.enclosed(1, i-1)
			return false
		}
	}
	f.pass(len(f.rest))
	return true
}

// enclosed takes n bytes between marks of the given width, and the marks only
// if there is no CJK between them.
func (f *mdFilter) enclosed(width, n int) {
	if inner := f.rest[width : width+n]; strings.ContainsFunc(inner, isCJK) {
		f.out.WriteString(inner)
		f.rest = f.rest[2*width+n:]
		return
	}
	f.pass(2*width + n)
}

// isCJK is the published filter's notion: from radicals to the unified
// ideographs, Hangul, compatibility ideographs. Full-width Latin is outside.
func isCJK(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7AF || r >= 0xF900 && r <= 0xFAFF
}
