package intl

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// orderOptions are those of Intl.Collator.
type orderOptions struct {
	sensitivity, caseFirst string
	numeric, punctuation   bool // punctuation: leave it out
}

// An order compares texts as people of a language do. It is for one goroutine.
type order struct {
	o    orderOptions
	full *collate.Collator
	base *collate.Collator // without accents and case
	own  *unicode.RangeTable
	han  ranks // of Chinese letters; nil: as x/text has them
}

// scripts are those that a language puts before all other letters.
var scripts = map[string]*unicode.RangeTable{
	"zh": unicode.Han, "ko": unicode.Hangul, "el": unicode.Greek,
	"ru": unicode.Cyrillic, "uk": unicode.Cyrillic, "bg": unicode.Cyrillic, "sr": unicode.Cyrillic, "be": unicode.Cyrillic, "mk": unicode.Cyrillic, "kk": unicode.Cyrillic, "mn": unicode.Cyrillic,
}

// newOrder makes the order of a language, whose tag may name one of several
// ("zh-u-co-stroke"); Chinese is by sound unless it says so, in Taiwan by
// strokes.
func (t *tables) newOrder(tag string, o orderOptions) *order {
	lang := language.Make(tag)
	base, _ := lang.Base()
	ord := &order{o: o, own: scripts[base.String()]}
	if base.String() == "zh" {
		kind := lang.TypeForKey("co")
		if script, _ := lang.Script(); kind == "" && script.String() == "Hant" {
			kind = "stroke"
		}
		ord.han = t.ranks(kind)
	}
	options := []collate.Option{collate.OptionsFromTag(lang)}
	if o.numeric {
		options = append(options, collate.Numeric)
	}
	loose := append(options[:len(options):len(options)], collate.IgnoreDiacritics, collate.IgnoreCase, collate.IgnoreWidth)
	ord.base = collate.New(lang, loose...)
	ord.full = ord.base
	switch o.sensitivity {
	case "accent":
		ord.full = collate.New(lang, append(options, collate.IgnoreCase, collate.IgnoreWidth)...)
	case "variant":
		ord.full = collate.New(lang, options...)
	}
	return ord
}

// compare is negative when a comes first.
func (o *order) compare(a, b string) int {
	if a == b {
		return 0
	}
	a, b = o.plain(a), o.plain(b)
	if o.own != nil {
		if c := o.byLetters(a, b); c != 0 {
			return c
		}
	}
	if o.o.caseFirst != "false" || o.o.sensitivity == "case" {
		if c := o.base.CompareString(a, b); c != 0 {
			return c
		}
		upperLess := o.o.caseFirst == "upper"
		if o.o.sensitivity == "case" {
			return byCase(a, b, upperLess)
		}
		return o.accents(a, b, upperLess)
	}
	return o.full.CompareString(a, b)
}

// accents compares what differs in accents and case alone, accents first.
func (o *order) accents(a, b string, upperLess bool) int {
	if c := o.full.CompareString(strings.ToLower(a), strings.ToLower(b)); c != 0 || o.o.sensitivity != "variant" {
		return c
	}
	if c := byCase(a, b, upperLess); c != 0 {
		return c
	}
	return o.full.CompareString(a, b)
}

// byCase compares large and small letters from the left.
func byCase(a, b string, upperLess bool) int {
	x, y := largeLetters(a), largeLetters(b)
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			if x[i] == upperLess {
				return -1
			}
			return 1
		}
	}
	return 0
}

// largeLetters tells of each letter whether it is large.
func largeLetters(s string) []bool {
	var list []bool
	for _, r := range s {
		if unicode.IsLetter(r) {
			list = append(list, unicode.IsUpper(r))
		}
	}
	return list
}

// plain takes out what is not to be compared, and gives pictographs the place
// of the symbols that x/text knows, before digits and letters.
func (o *order) plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case o.o.punctuation && (unicode.IsPunct(r) || unicode.IsSpace(r)):
			return -1
		case r >= 0x1f000 && r < 0x20000:
			return '☺'
		}
		return r
	}, s)
}

// byLetters compares letter by letter, those of the language's own script
// before others; accents and case do not count.
func (o *order) byLetters(a, b string) int {
	x, y := o.elements(a), o.elements(b)
	for i := range min(len(x), len(y)) {
		if c := o.element(x[i], y[i]); c != 0 {
			return c
		}
	}
	return len(x) - len(y)
}

// towns are read otherwise than their letters alone: Chongqing and Shenyang
// stand with letters of their sound.
var towns = strings.NewReplacer("重庆", "虫庆", "沈阳", "弞阳")

// elements are the letters of s, and its numbers where those count as such.
func (o *order) elements(s string) []string {
	var list []string
	digits := false
	if o.han != nil {
		s = towns.Replace(s)
	}
	for _, r := range norm.NFC.String(s) {
		digit := o.o.numeric && unicode.IsDigit(r)
		switch {
		case unicode.Is(unicode.Mn, r):
		case digit && digits:
			list[len(list)-1] += string(r)
		default:
			list = append(list, string(r))
		}
		digits = digit
	}
	return list
}

func (o *order) element(a, b string) int {
	if a == b {
		return 0
	}
	x, y := firstRune(a), firstRune(b)
	if c := o.class(x) - o.class(y); c != 0 {
		return c
	}
	if o.han != nil && unicode.Is(unicode.Han, x) {
		return o.han.of(x) - o.han.of(y)
	}
	return o.base.CompareString(a, b)
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// class is 0 for what is no letter, 1 for the own script, 2 for others.
func (o *order) class(r rune) int {
	switch {
	case !unicode.IsLetter(r):
		return 0
	case unicode.Is(o.own, r):
		return 1
	}
	return 2
}

// collations are the orders that a language has beside its usual one.
func collations(tag string) []string {
	base, _ := language.Make(tag).Base()
	switch base.String() {
	case "zh":
		return []string{"pinyin", "stroke"}
	case "de":
		return []string{"phonebk"}
	case "es", "bn", "kn", "sv":
		return []string{"trad"}
	}
	return nil
}

// ordered tells the languages whose order is known.
func ordered(tag string) bool {
	base, confidence := language.Make(tag).Base()
	return confidence != language.No && (base.String() == "en" || slices.ContainsFunc(collate.Supported(), func(t language.Tag) bool {
		b, _ := t.Base()
		return b == base
	}))
}
