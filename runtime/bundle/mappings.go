package bundle

import (
	"strings"
	"unicode/utf8"
)

// mapper rewrites the mappings of a source map: generated columns become
// bytes, original ones count from 1. All numbers in it are differences to the
// segment before, over the ends of lines too, but for the generated column.
type mapper struct {
	out     strings.Builder
	lines   []string // of the generated code; nil: its columns are bytes already
	coarse  []bool   // of which sources only lines are kept
	row     int      // lines that are behind
	read    segment  // the last one that was read
	written segment
}

// segment is a place in the generated code and the one that it comes from.
type segment struct{ generated, source, line, column int }

// linesOf notes the generated code, of which the next mappings are.
func (m *mapper) linesOf(code string) {
	m.lines = nil
	if !isASCII(code) {
		m.lines = strings.Split(code, "\n")
	}
}

// add adds the mappings of one more source, whose code begins at a line of the
// generated code, counted from 0, and gives all.
func (m *mapper) add(mappings string, source, line int, code string) string {
	for m.row < line {
		m.out.WriteByte(';')
		m.row++
	}
	m.read = segment{source: source}
	m.linesOf(code)
	return m.rewrite(mappings)
}

// rewrite gives the mappings.
func (m *mapper) rewrite(mappings string) string {
	m.out.Grow(len(mappings) / 2)
	for n := 0; ; n++ {
		line, rest, more := strings.Cut(mappings, ";")
		text := ""
		if n < len(m.lines) && !isASCII(m.lines[n]) {
			text = m.lines[n]
		}
		m.line(line, text)
		if !more {
			return m.out.String()
		}
		m.out.WriteByte(';')
		m.row++
		mappings = rest
	}
}

// line rewrites what belongs to one line of the generated code. text is that
// line if its columns have to become bytes.
func (m *mapper) line(segments, text string) {
	m.read.generated, m.written.generated = 0, 0
	bytes := byteCounter{text: text}
	first, kept := true, -1 // the source of the package whose line is noted
	for segments != "" {
		var seg string
		seg, segments, _ = strings.Cut(segments, ",")
		delta, seg := readVLQ(seg)
		m.read.generated += delta
		if seg == "" {
			continue // a place that comes from nowhere
		}
		for _, field := range []*int{&m.read.source, &m.read.line, &m.read.column} {
			delta, seg = readVLQ(seg)
			*field += delta
		}
		at := m.read
		if at.source < len(m.coarse) && m.coarse[at.source] {
			if kept == at.source {
				continue
			}
			kept = at.source
			at.column = 0
		} else {
			kept = -1
		}
		at.generated = bytes.at(at.generated)
		at.column++
		m.write(at, first)
		first = false
	}
}

func (m *mapper) write(at segment, first bool) {
	if !first {
		m.out.WriteByte(',')
	}
	writeVLQ(&m.out, at.generated-m.written.generated)
	writeVLQ(&m.out, at.source-m.written.source)
	writeVLQ(&m.out, at.line-m.written.line)
	writeVLQ(&m.out, at.column-m.written.column)
	m.written = at
}

// byteCounter turns columns of a line in UTF-16 units into bytes.
type byteCounter struct {
	text         string // empty: they are the same
	units, bytes int
}

func (c *byteCounter) at(column int) int {
	if c.text == "" {
		return column
	}
	if column < c.units {
		c.units, c.bytes = 0, 0
	}
	for c.units < column && c.bytes < len(c.text) {
		r, size := utf8.DecodeRuneInString(c.text[c.bytes:])
		c.units++
		if r > 0xFFFF {
			c.units++
		}
		c.bytes += size
	}
	return c.bytes
}
