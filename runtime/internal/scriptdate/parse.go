package scriptdate

import "math"

// none is a part of a date that was not given.
const none = math.MinInt

// reading is what has been read of a date so far.
type reading struct {
	days  []int // year, month, day in the order of the text, at most three
	month int   // by its name
	iso   bool  // days are year, month, day, and the year is as it stands

	time  []int // hour to millisecond, at most four
	half  int   // what am and pm add
	sign  int   // of the zone, 0 without a zone
	zoneH int
	zoneM int

	number bool // a number has been read
}

// Parse returns the milliseconds since 1970 of a text, NaN if it is no date.
// It takes the format of the language, which is a part of ISO 8601, and what
// V8 takes beyond it: numbers in the orders that people write them, names of
// months, zones by offset or by the American names. Without a zone a text is
// local, a bare ISO date is UTC.
func Parse(text string) float64 {
	r := &reading{month: none, half: none, zoneH: none, zoneM: none}
	s := newScanner(text)
	t, ok := r.standard(s)
	if !ok {
		return math.NaN()
	}
	for ; t.kind != end; t = s.next() {
		if !r.token(s, t) {
			return math.NaN()
		}
	}
	return r.moment()
}

// standard reads the language's own format. Where the text leaves it, the
// token there is returned and what was read stays, for it may still be a date
// of another form; behind a T it may not, and that is not ok.
func (r *reading) standard(s *scanner) (token, bool) {
	switch {
	case s.peek.sign():
		sign := s.next()
		if !s.peek.fixed(6, 0, 999999) {
			return sign, true
		}
		year := s.next().value
		if sign.is('-') {
			if year == 0 {
				return sign, true
			}
			year = -year
		}
		r.days = append(r.days, year)
	case s.peek.fixed(4, 0, 9999):
		r.days = append(r.days, s.next().value)
	default:
		return s.next(), true
	}
	r.number = true
	for _, most := range []int{12, 31} {
		if !s.skip('-') {
			break
		}
		if !s.peek.fixed(2, 1, most) {
			return s.next(), true
		}
		r.days = append(r.days, s.next().value)
	}
	if s.peek.kind != letterT {
		if s.peek.kind != end {
			return s.next(), true
		}
		r.sign, r.zoneH, r.zoneM = 1, 0, 0
	} else if s.next(); !r.standardTime(s) || !r.standardZone(s) || s.peek.kind != end {
		return token{}, false
	}
	r.iso = true
	return token{kind: end}, true
}

func (r *reading) standardTime(s *scanner) bool {
	if !s.peek.fixed(2, 0, 24) {
		return false
	}
	most := 59
	if s.peek.value == 24 { // midnight, and nothing behind it
		most = 0
	}
	r.time = append(r.time, s.next().value)
	if !s.skip(':') || !s.peek.fixed(2, 0, most) {
		return false
	}
	r.time = append(r.time, s.next().value)
	if !s.skip(':') {
		return true
	}
	if !s.peek.fixed(2, 0, most) {
		return false
	}
	r.time = append(r.time, s.next().value)
	if !s.skip('.') {
		return true
	}
	if s.peek.kind != number || most == 0 && s.peek.value > 0 {
		return false
	}
	r.time = append(r.time, milliseconds(s.next()))
	return true
}

func (r *reading) standardZone(s *scanner) bool {
	if s.peek.z {
		s.next()
		r.sign, r.zoneH, r.zoneM = 1, 0, 0
		return true
	}
	if !s.peek.sign() {
		return true
	}
	r.setSign(s.next())
	if s.peek.fixed(4, 0, 2359) {
		n := s.next().value
		r.zoneH, r.zoneM = n/100, n%100
		return r.zoneM < 60
	}
	if !s.peek.fixed(2, 0, 23) {
		return false
	}
	r.zoneH = s.next().value
	if !s.skip(':') || !s.peek.fixed(2, 0, 59) {
		return false
	}
	r.zoneM = s.next().value
	return true
}

func (r *reading) setSign(t token) {
	r.sign = 1
	if t.is('-') {
		r.sign = -1
	}
}

// milliseconds reads the digits behind the point.
func milliseconds(t token) int {
	n, length := t.value, min(t.length, 9)
	for ; length < 3; length++ {
		n *= 10
	}
	for ; length > 3; length-- {
		n /= 10
	}
	return n
}

// token reads on in any other form. It reports false if there is none.
func (r *reading) token(s *scanner, t token) bool {
	switch t.kind {
	case number:
		return r.numeral(s, t.value)
	case half, month, zone, letterT, word:
		return r.word(s, t)
	case symbol:
		switch {
		case t.sign() && (r.zoneH == 0 && r.zoneM == 0 || len(r.time) > 0):
			return r.offset(s, t)
		case (t.sign() || t.is(')')) && r.number:
			return false
		}
	}
	return true
}

// expectsTime reports whether n can go on a time that has begun.
func (r *reading) expectsTime(n int) bool {
	switch len(r.time) {
	case 1, 2:
		return n < 60
	case 3:
		return n < 1000
	}
	return false
}

// endTime adds the last part of a time.
func (r *reading) endTime(n int) {
	r.time = append(r.time, n)
	for len(r.time) < 4 {
		r.time = append(r.time, 0)
	}
}

func (r *reading) numeral(s *scanner, n int) bool {
	r.number = true
	if s.skip(':') {
		if s.skip(':') {
			if len(r.time) > 0 {
				return false
			}
			r.time = append(r.time, n, 0)
			return true
		}
		if len(r.time) == 4 {
			return false
		}
		r.time = append(r.time, n)
		s.skip('.')
		return true
	}
	switch point := s.skip('.'); {
	case point && r.expectsTime(n):
		r.time = append(r.time, n)
		if s.peek.kind != number {
			return false
		}
		r.endTime(milliseconds(s.next()))
	case r.zoneH != none && r.zoneM == none && n < 60:
		r.zoneM = n
	case r.expectsTime(n):
		r.endTime(n)
		p := s.peek
		return p.kind == end || p.kind == space || p.z || p.sign()
	case len(r.days) == 3:
		return false
	default:
		r.days = append(r.days, n)
		s.skip('-')
	}
	return true
}

func (r *reading) word(s *scanner, t token) bool {
	switch {
	case t.kind == half && len(r.time) > 0:
		r.half = t.value
	case t.kind == month:
		r.month = t.value
		s.skip('-')
	case t.kind == zone && r.number:
		r.sign, r.zoneH, r.zoneM = 1, t.value, 0
		if t.value < 0 {
			r.sign, r.zoneH = -1, -t.value
		}
	default:
		// Words that say nothing may stand before the first number, apart
		// from it.
		return !r.number && s.peek.kind != number
	}
	return true
}

// offset reads what follows a sign behind a time or the name of a zone.
func (r *reading) offset(s *scanner, sign token) bool {
	r.setSign(sign)
	r.number = true
	n, length := 0, 0
	if s.peek.kind == number {
		t := s.next()
		n, length = t.value, t.length
	}
	switch {
	case s.peek.is(':'):
		r.zoneH, r.zoneM = n, none
	case length == 1 || length == 2:
		r.zoneH, r.zoneM = n, 0
	case length == 3 || length == 4:
		r.zoneH, r.zoneM = n/100, n%100
	default:
		return false
	}
	return true
}
