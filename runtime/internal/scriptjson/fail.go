package scriptjson

import (
	"fmt"
	"slices"
	"strings"
)

// near is how many characters of the text a message shows on either side.
const near = 10

// fail throws what is wrong at the present position, and where that is.
func (p *parser) fail(what string) {
	before := unitsOf(p.text[:p.pos])
	line, column := 1, 1
	for i, c := range before {
		column++
		if c == '\n' || c == '\r' && (i+1 == len(before) && !p.at('\n') || i+1 < len(before) && before[i+1] != '\n') {
			line, column = line+1, 1
		}
	}
	if !strings.HasSuffix(what, "JSON") {
		what += " in JSON"
	}
	p.throw(fmt.Sprintf("%s at position %d (line %d column %d)", what, len(before), line, column))
}

func (p *parser) throw(message string) { panic(newError(p.vm, "SyntaxError", message)) }

// special are texts that are there by mistake: what a script made of a value
// that it should not have parsed.
var special = []string{"NaN", "Infinity", "undefined", "[object Object]"}

// unexpected throws that what comes next can not be there.
func (p *parser) unexpected() {
	switch {
	case slices.Contains(special, p.text):
		p.throw(`"` + p.text + `" is not valid JSON`)
	case p.pos >= len(p.text):
		p.throw("Unexpected end of JSON input")
	case p.at('"'):
		p.fail("Unexpected string")
	case p.text[p.pos] == '-' || p.text[p.pos] >= '0' && p.text[p.pos] <= '9':
		p.fail("Unexpected number")
	}
	all, at := unitsOf(p.text), len(unitsOf(p.text[:p.pos]))
	from, to := 0, len(all)
	if len(all) > 2*near {
		if at >= near {
			from = at - near
		}
		if at < len(all)-near {
			to = at + near
		}
	}
	left, right := `"`, `"`
	if from > 0 {
		left = `..."`
	}
	if to < len(all) {
		right = `"...`
	}
	text := func(units []uint16) string { return string(appendUnits(nil, units)) }
	p.throw("Unexpected token '" + text(all[at:at+1]) + "', " + left + text(all[from:to]) + right + " is not valid JSON")
}
