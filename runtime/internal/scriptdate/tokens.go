package scriptdate

import "unicode"

// The kinds of tokens that a text about a date is made of.
type kind byte

const (
	end     kind = iota
	number       // digits
	symbol       // one of : - + . )
	month        // a word that begins as the name of a month does
	half         // am, pm
	zone         // a name of a zone that is known
	letterT      // what stands between date and time
	word         // any other word
	space        // one white character
	other        // anything else, a phrase in parentheses among it
)

type token struct {
	kind   kind
	value  int  // of a number, at most nine digits; of a word what it stands for
	length int  // of a number, leading zeros counted
	symbol byte // of a symbol
	z      bool // the zone is Z
}

func (t token) is(symbol1 byte) bool { return t.kind == symbol && t.symbol == symbol1 }

func (t token) sign() bool { return t.is('+') || t.is('-') }

// fixed reports whether t is a number of n digits from low to high.
func (t token) fixed(n, low, high int) bool {
	return t.kind == number && t.length == n && t.value >= low && t.value <= high
}

type keyword struct {
	kind  kind
	value int
}

// words are what a word can mean by its first three letters. Only names of
// months may be longer than that.
var words = map[string]keyword{
	"jan": {month, 1}, "feb": {month, 2}, "mar": {month, 3}, "apr": {month, 4}, "may": {month, 5}, "jun": {month, 6},
	"jul": {month, 7}, "aug": {month, 8}, "sep": {month, 9}, "oct": {month, 10}, "nov": {month, 11}, "dec": {month, 12},
	"am": {half, 0}, "pm": {half, 12}, "t": {letterT, 0},
	"z": {zone, 0}, "ut": {zone, 0}, "utc": {zone, 0}, "gmt": {zone, 0},
	"est": {zone, -5}, "edt": {zone, -4}, "cst": {zone, -6}, "cdt": {zone, -5},
	"mst": {zone, -7}, "mdt": {zone, -6}, "pst": {zone, -8}, "pdt": {zone, -7},
}

// scanner cuts a text into tokens, of which it shows the next.
type scanner struct {
	text []rune
	at   int
	peek token
}

func newScanner(text string) *scanner {
	s := &scanner{text: []rune(text)}
	s.next()
	return s
}

// next returns the token that peek showed.
func (s *scanner) next() token {
	t := s.peek
	s.peek = s.scan()
	return t
}

// skip passes a symbol if it is the next token.
func (s *scanner) skip(c byte) bool {
	if s.peek.is(c) {
		s.next()
		return true
	}
	return false
}

func (s *scanner) scan() token {
	if s.at == len(s.text) {
		return token{kind: end}
	}
	switch c := s.text[s.at]; {
	case c >= '0' && c <= '9':
		return s.number()
	case c == ':' || c == '-' || c == '+' || c == '.' || c == ')':
		s.at++
		return token{kind: symbol, symbol: byte(c)}
	case white(c):
		s.at++
		return token{kind: space}
	case c >= 'A':
		return s.word()
	case c == '(':
		s.parentheses()
	default:
		s.at++
	}
	return token{kind: other}
}

func (s *scanner) number() token {
	from, n, digits := s.at, 0, 0
	for ; s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9'; s.at++ {
		if n > 0 || s.text[s.at] != '0' {
			if digits++; digits <= 9 {
				n = n*10 + int(s.text[s.at]-'0')
			}
		}
	}
	return token{kind: number, value: n, length: s.at - from}
}

func (s *scanner) word() token {
	from := s.at
	start := make([]rune, 0, 3)
	for ; s.at < len(s.text) && s.text[s.at] >= 'A' && !white(s.text[s.at]); s.at++ {
		if len(start) < 3 {
			start = append(start, s.text[s.at]|0x20)
		}
	}
	k, ok := words[string(start)]
	if !ok || s.at-from > 3 && k.kind != month {
		return token{kind: word}
	}
	return token{kind: k.kind, value: k.value, z: s.at-from == 1 && k.kind == zone}
}

// parentheses passes a phrase with all parentheses inside it.
func (s *scanner) parentheses() {
	depth := 0
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '(':
			depth++
		case ')':
			depth--
		}
		s.at++
		if depth == 0 {
			return
		}
	}
}

func white(c rune) bool { return unicode.IsSpace(c) && c != 0x85 || c == 0xFEFF }
