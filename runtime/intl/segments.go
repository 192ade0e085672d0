package intl

import (
	"unicode"

	"github.com/dop251/goja"
	"github.com/rivo/uniseg"

	"hotreply/internal/hint"
	"hotreply/runtime/internal/lazy"
)

// A segment is a piece of a text, by positions as JavaScript counts them.
type segment struct {
	start, end int
	word       bool // it has a letter or a digit
}

// segments walks over the pieces of a text.
type segments struct {
	rest        string
	granularity string
	state, at   int
}

func newSegments(text, granularity string) *segments {
	return &segments{rest: text, granularity: granularity, state: -1}
}

// next returns the next piece; ok is false at the end.
func (s *segments) next() (seg segment, ok bool) {
	if s.rest == "" {
		return segment{}, false
	}
	var piece string
	switch s.granularity {
	case "word":
		piece, s.rest, s.state = uniseg.FirstWordInString(s.rest, s.state)
	case "sentence":
		piece, s.rest, s.state = uniseg.FirstSentenceInString(s.rest, s.state)
	default:
		piece, s.rest, _, s.state = uniseg.FirstGraphemeClusterInString(s.rest, s.state)
	}
	seg.start = s.at
	for _, r := range piece {
		s.at++
		if r > 0xffff {
			s.at++
		}
		seg.word = seg.word || unicode.IsLetter(r) || unicode.IsNumber(r)
	}
	seg.end = s.at
	return seg, true
}

// unspaced are the scripts whose words stand without spaces and are found by a
// dictionary, which there is none of here.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// needsDictionary tells whether the words of a text can not be found by rules.
func needsDictionary(text string) bool {
	before := false
	for _, r := range text {
		now := unicode.In(r, unspaced...)
		if now && before {
			return true
		}
		before = now
	}
	return false
}

// segmentNatives adds what Segmenter in text.js needs to o.
func segmentNatives(r *lazy.Realm, o *goja.Object) {
	triple := func(s segment) goja.Value { return r.VM.NewArray(s.start, s.end, s.word) }
	begin := func(c goja.FunctionCall) *segments {
		text, granularity := c.Argument(0).String(), c.Argument(1).String()
		if granularity == "word" && needsDictionary(text) {
			r.Script.Throw(hint.New(`for Chinese use the npm package segmentit; single letters come with granularity: "grapheme"`,
				"Intl.Segmenter has no dictionary for the words of languages without spaces"))
		}
		return newSegments(text, granularity)
	}
	for name, f := range map[string]func(goja.FunctionCall) goja.Value{
		"segments": func(c goja.FunctionCall) goja.Value {
			s := begin(c)
			return r.Script.Func("next", func(goja.FunctionCall) goja.Value {
				seg, ok := s.next()
				if !ok {
					return goja.Undefined()
				}
				return triple(seg)
			})
		},
		"containing": func(c goja.FunctionCall) goja.Value {
			s, at := begin(c), int(c.Argument(2).ToInteger())
			for seg, ok := s.next(); ok; seg, ok = s.next() {
				if at < seg.end {
					return triple(seg)
				}
			}
			return goja.Undefined()
		},
	} {
		_ = o.Set(name, r.Script.Func(name, f)) // a new object takes any property
	}
}
