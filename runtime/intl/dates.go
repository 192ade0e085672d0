package intl

import (
	"strconv"
	"strings"
	"time"
)

// dateWords is how a language writes dates; see record/dates.mjs.
type dateWords struct {
	Date           []int
	Glue, HourGlue map[string][]int // between date and time, by cycle (h12, h23)
	Time12, Time24 []int
	Styles         map[string]int
	Cycles         []string // the usual hour cycle, and those that hour12 true and false mean
	Lists          [][]string
	Patterns       []string
	Offsets        struct{ Short, Long [3]string }
	Zones          zoneWords
}

// dateOptions are those of Intl.DateTimeFormat; a field that is not asked for
// is "".
type dateOptions struct {
	Weekday, Era, Year, Month, Day                string
	DayPeriod, Hour, Minute, Second               string
	FractionalSecondDigits                        int
	TimeZoneName, DateStyle, TimeStyle, HourCycle string
}

// forms of fields, in the order in which they were recorded; 0 is none.
var (
	textForms    = map[string]int{"narrow": 1, "short": 2, "long": 3}
	numericForms = map[string]int{"numeric": 1, "2-digit": 2}
	monthForms   = map[string]int{"numeric": 1, "2-digit": 2, "narrow": 3, "short": 4, "long": 5}
)

// plainDay is the number of a date of month and day as numbers.
const plainDay = 4

// pattern finds what o asks for.
func (w *dateWords) pattern(o dateOptions) string {
	if o.DateStyle != "" || o.TimeStyle != "" {
		return w.Patterns[w.Styles[w.styleKey(o)]]
	}
	date := ((textForms[o.Weekday]*4+textForms[o.Era])*3+numericForms[o.Year])*6 + monthForms[o.Month]
	date = date*3 + numericForms[o.Day]
	dayOnly := o.Weekday != "" && o.Year+o.Month+o.Day+o.Era == ""
	if dayOnly && o.TimeZoneName == "" && o.Hour != "" && o.Minute != "" { // a pattern of its own, which knows one form of minutes
		o.Minute = "numeric"
	}
	d, t := w.Patterns[w.Date[date]], w.Patterns[w.clock(o)]
	if d == "" || t == "" {
		return d + t
	}
	between := w.HourGlue
	if o.Hour != "" && o.Minute != "" && o.TimeZoneName == "" && o.FractionalSecondDigits == 0 {
		between = w.Glue
	}
	if o.TimeZoneName != "" && dayOnly {
		date = plainDay // a weekday is close to a time only without a zone
	}
	glue := w.Patterns[between[o.clockCycle()][date]]
	if before, ok := strings.CutPrefix(glue, "<"); ok {
		return t + before + d
	}
	if whole, ok := strings.CutPrefix(glue, "="); ok {
		return strings.Replace(whole, "\x01", t, 1)
	}
	return d + glue + t
}

// clockCycle is the cycle that patterns are recorded of: h12 or h23.
func (o dateOptions) clockCycle() string {
	if o.HourCycle == "h11" || o.HourCycle == "h12" {
		return "h12"
	}
	return "h23"
}

// clock returns the number of the pattern of o's time.
func (w *dateWords) clock(o dateOptions) int {
	i := ((textForms[o.DayPeriod]*3+numericForms[o.Hour])*3+numericForms[o.Minute])*3 + numericForms[o.Second]
	i *= 2
	if o.FractionalSecondDigits > 0 {
		i++
	}
	if o.TimeZoneName != "" {
		i += len(w.Time24) / 2
	}
	if o.clockCycle() == "h12" {
		return w.Time12[i]
	}
	return w.Time24[i]
}

func (w *dateWords) styleKey(o dateOptions) string {
	if o.TimeStyle == "" {
		return o.DateStyle
	}
	return o.DateStyle + "-" + o.TimeStyle + "-" + o.clockCycle()
}

// A part is a piece of formatted text, of the type that formatToParts gives.
type part struct{ Type, Value string }

// A dateFormat writes instants.
type dateFormat struct {
	words  *dateWords
	zones  *zoneTable
	tokens []token
	o      dateOptions
	zone   *time.Location
}

// A token of a pattern: text, or a letter with how often it stands or, if it
// names a list of words, the number of that.
type token struct {
	text   string
	letter byte
	twice  bool
	list   int // -1: none
}

// tokens takes a pattern apart.
func tokens(pattern string) []token {
	var list []token
	for pattern != "" {
		text, rest, found := strings.Cut(pattern, "{")
		if text != "" {
			list = append(list, token{text: text})
		}
		if !found {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		t := token{letter: name[0], list: -1, twice: len(name) == 2 && name[1] == name[0]}
		if n, err := strconv.Atoi(name[1:]); err == nil {
			t.list = n
		}
		list, pattern = append(list, t), after
	}
	return list
}

// parts writes the instant at ms milliseconds since 1970.
func (f *dateFormat) parts(ms int64) []part {
	t := time.UnixMilli(ms).In(f.zone)
	parts := make([]part, 0, len(f.tokens))
	for _, k := range f.tokens {
		if k.letter == 0 {
			parts = append(parts, part{"literal", k.text})
			continue
		}
		if p := f.field(k, t); p.Value != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// field writes one field of t.
func (f *dateFormat) field(k token, t time.Time) part {
	word := func(i int) string { return f.words.Lists[k.list][i] }
	number := func(n int) string {
		if k.twice && n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	switch k.letter {
	case 'y':
		year := t.Year()
		if year <= 0 {
			year = 1 - year
		}
		if k.twice {
			return part{"year", number(year % 100)}
		}
		return part{"year", strconv.Itoa(year)}
	case 'M':
		if k.list >= 0 {
			return part{"month", word(int(t.Month()) - 1)}
		}
		return part{"month", number(int(t.Month()))}
	case 'd':
		return part{"day", number(t.Day())}
	case 'E':
		return part{"weekday", word(int(t.Weekday()))}
	case 'G':
		if t.Year() <= 0 {
			return part{"era", word(0)}
		}
		return part{"era", word(1)}
	case 'h':
		return part{"hour", number(f.hour(t.Hour()))}
	case 'm':
		return part{"minute", number(t.Minute())}
	case 's':
		return part{"second", number(t.Second())}
	case 'f':
		digits := strconv.Itoa(1000 + t.Nanosecond()/1e6)[1:]
		return part{"fractionalSecond", digits[:f.o.FractionalSecondDigits]}
	case 'a':
		i := t.Hour() * 2
		if t.Minute() > 0 {
			i++
		}
		return part{"dayPeriod", word(i)}
	}
	return part{"timeZoneName", f.zones.name(f.words, f.zone, t, f.zoneKind())}
}

// hour turns an hour of the day into that of the cycle.
func (f *dateFormat) hour(h int) int {
	switch f.o.HourCycle {
	case "h11":
		return h % 12
	case "h12":
		return (h+11)%12 + 1
	case "h24":
		return (h+23)%24 + 1
	}
	return h
}

// zoneKind is the form of the zone's name.
func (f *dateFormat) zoneKind() string {
	switch f.o.TimeStyle {
	case "full":
		return "long"
	case "long":
		return "short"
	}
	return f.o.TimeZoneName
}
