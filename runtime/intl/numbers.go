package intl

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// numberWords is how a language writes numbers; see record/numbers.mjs.
type numberWords struct {
	Symbols          [8]string
	Groups           [2]int // digits of the last group and of the others
	Least            int    // of digits before the first group's sign
	Forms            []string
	Decimal, Percent [3]string // positive, negative, with a plus
	Currency         moneyWords
	Currencies       map[string]currencyWords
	Units            map[string][3]forms // short, narrow, long
	Per              map[string]map[string]string
	Odd              map[string]map[string]forms
	Compact          map[string][]compactWords // from a thousand on, by power of ten
	Range            [3]string                 // between plain ends, between ends with something around, before what is about
}

// moneyWords are the shapes of amounts, with symbols that end in a letter apart.
type moneyWords struct {
	Symbol, Letters, Accounting, AccountingLetters [3]string
}

// currencyWords are [symbol, narrow symbol, template with the name, digits,
// name].
type currencyWords struct {
	symbol, narrow string
	name           forms
	digits         int
	title          string
}

// UnmarshalJSON reads the list of five.
func (c *currencyWords) UnmarshalJSON(text []byte) error {
	return unmarshalList(text, &c.symbol, &c.narrow, &c.name, &c.digits, &c.title)
}

// compactWords are [power of ten that one of the word stands for, template].
type compactWords struct {
	power int
	text  forms
}

// UnmarshalJSON reads the list of two.
func (c *compactWords) UnmarshalJSON(text []byte) error {
	return unmarshalList(text, &c.power, &c.text)
}

// The places in numberWords.Symbols.
const (
	symDecimal = iota
	symGroup
	symMinus
	symPlus
	symPercent
	symNaN
	symInfinity
	symExponent
)

// numberOptions are those of Intl.NumberFormat, all settled.
type numberOptions struct {
	Style, Currency, CurrencyDisplay, CurrencySign, Unit, UnitDisplay string
	Notation, CompactDisplay, SignDisplay, UseGrouping                string
	rounding
}

// A numberFormat writes numbers. plural tells the number of the form of a text
// of digits, in the order of numberWords.Forms.
type numberFormat struct {
	words  *numberWords
	o      numberOptions
	plural func(digits string, exponent int) int
}

// number is what is written: a decimal with a sign, or neither a number nor
// finite.
type number struct {
	decimal
	negative, nan, infinite bool
}

// parts writes x.
func (f *numberFormat) parts(x number) []part {
	outer, middle, inner := f.pieces(x)
	return fill(outer, fill(middle, inner))
}

// pieces are what stands around the number from the outside in: the unit or the
// name of a currency, then the sign and the symbol, then the digits with the
// word of their size. Nil stands for nothing around.
func (f *numberFormat) pieces(x number) (outer, middle, inner []part) {
	inner, zero, form := f.digits(x)
	middle = f.signed(x, zero)
	switch f.o.Style {
	case "unit":
		outer = f.template(f.unit().of(form), "unit")
	case "currency":
		if f.o.CurrencyDisplay == "name" {
			outer = f.template(f.currencyName().of(form), "currency")
		}
	}
	return outer, middle, inner
}

// slot is the part that stands for what is inside.
const slot = "\x00"

// fill puts inner where outer has its slot.
func fill(outer, inner []part) []part {
	if outer == nil {
		return inner
	}
	out := make([]part, 0, len(outer)+len(inner))
	for _, p := range outer {
		if p.Type == slot {
			out = append(out, inner...)
		} else {
			out = append(out, p)
		}
	}
	return out
}

// template turns "{-}{n}{=km}" into parts; word is the type of {=…}.
func (f *numberFormat) template(text, word string) []part {
	var out []part
	for text != "" {
		literal, rest, found := strings.Cut(text, "{")
		if literal != "" {
			out = append(out, part{"literal", literal})
		}
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		text = after
		s := &f.words.Symbols
		switch name {
		case "n":
			out = append(out, part{slot, ""})
		case "-":
			out = append(out, part{"minusSign", s[symMinus]})
		case "+":
			out = append(out, part{"plusSign", s[symPlus]})
		case "%":
			out = append(out, part{"percentSign", s[symPercent]})
		case "¤":
			out = append(out, part{"currency", f.symbol()})
		default:
			out = append(out, part{word, name[1:]})
		}
	}
	return out
}

// symbol is the sign or code of the currency.
func (f *numberFormat) symbol() string {
	c, known := f.words.Currencies[f.o.Currency]
	switch {
	case !known || f.o.CurrencyDisplay == "code":
		return f.o.Currency
	case f.o.CurrencyDisplay == "narrowSymbol":
		return c.narrow
	}
	return c.symbol
}

// noCurrency is the code of ISO 4217 for "no currency"; languages have a name
// for it that shows how a code is spaced.
const noCurrency = "XXX"

func (f *numberFormat) currencyName() forms {
	if c, known := f.words.Currencies[f.o.Currency]; known {
		return c.name
	}
	// A currency without a name is written by its code, spaced as the others are.
	name := f.words.Currencies[noCurrency].name
	if len(name) == 0 {
		name = f.words.Currencies["USD"].name
	}
	text := name[len(name)-1]
	if i, j := strings.Index(text, "{="), strings.LastIndex(text, "}"); i >= 0 && j > i {
		text = text[:i] + "{=" + f.o.Currency + text[j:]
	}
	return forms{text}
}

// unit is the template of the unit.
func (f *numberFormat) unit() forms {
	width := map[string]int{"short": 0, "narrow": 1, "long": 2}[f.o.UnitDisplay]
	if simple, ok := f.words.Units[f.o.Unit]; ok {
		return simple[width]
	}
	if odd, ok := f.words.Odd[f.o.UnitDisplay][f.o.Unit]; ok {
		return odd
	}
	a, b, _ := strings.Cut(f.o.Unit, "-per-")
	rule := f.words.Per[f.o.UnitDisplay][b]
	var out forms
	for _, base := range f.words.Units[a][width] {
		if end, ok := strings.CutPrefix(rule, "+"); ok {
			out = append(out, strings.TrimSuffix(base, "}")+end+"}")
			continue
		}
		before, after, _ := strings.Cut(rule, "|")
		out = append(out, before+base+after)
	}
	return out
}

// signed is the shape of the number with its sign, and with the symbols that
// stand close to it.
func (f *numberFormat) signed(x number, zero bool) []part {
	shapes := f.words.Decimal
	switch f.o.Style {
	case "percent":
		shapes = f.words.Percent
	case "currency":
		if f.o.CurrencyDisplay != "name" {
			shapes = f.money()
		}
	}
	i := 0
	switch f.o.SignDisplay {
	case "auto":
		i = choose(x.negative, 1, 0)
	case "always":
		i = choose(x.negative, 1, 2)
	case "exceptZero":
		if !zero && !x.nan {
			i = choose(x.negative, 1, 2)
		}
	case "negative":
		i = choose(x.negative && !zero, 1, 0)
	}
	if shapes[i] == "{n}" {
		return nil
	}
	return f.template(shapes[i], "")
}

func choose(yes bool, a, b int) int {
	if yes {
		return a
	}
	return b
}

// money is the shape of amounts; a symbol with a letter next to the digits is
// kept off them.
func (f *numberFormat) money() [3]string {
	m, symbol := &f.words.Currency, f.symbol()
	first, _ := utf8.DecodeRuneInString(symbol)
	last, _ := utf8.DecodeLastRuneInString(symbol)
	near := last
	if strings.Index(m.Symbol[0], "{n}") < strings.Index(m.Symbol[0], "{¤}") {
		near = first
	}
	letters := !unicode.IsSymbol(near)
	switch {
	case f.o.CurrencySign == "accounting" && letters:
		return m.AccountingLetters
	case f.o.CurrencySign == "accounting":
		return m.Accounting
	case letters:
		return m.Letters
	}
	return m.Symbol
}
