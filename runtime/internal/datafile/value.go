package datafile

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// writer writes a value as a JavaScript expression.
type writer struct {
	text   strings.Builder
	json   bool // what was written is JSON
	most   int  // bytes that may be written
	depth  int
	failed *Error // the first thing that could not be written
}

func (w *writer) fail(e *Error) {
	if w.failed == nil {
		w.failed = e
	}
}

func (w *writer) raw(s string) {
	if w.text.Len()+len(s) > w.most {
		w.fail(failed(0, 0, "write the parts out, or into files of their own", "aliases make more than %d MB of the file", max(w.most>>20, 1)))
		return
	}
	w.text.WriteString(s)
}

// open begins a list or a table at a line; closed must follow if it is true.
func (w *writer) open(line int, bracket string) bool {
	if w.depth++; w.depth > maxDepth {
		w.fail(failed(line, 1, "", "the data is nested deeper than %d", maxDepth))
	}
	w.raw(bracket)
	return w.failed == nil
}

func (w *writer) closed(bracket string) {
	w.depth--
	w.raw(bracket)
}

// comma stands before the n-th part.
func (w *writer) comma(n int) {
	if n > 0 {
		w.raw(",")
	}
}

func (w *writer) str(s string) {
	text, _ := json.Marshal(s)
	w.raw(string(text))
}

// key is the key of a table. A plain "__proto__" would set the prototype of an
// object that is no JSON.
func (w *writer) key(s string) {
	if s == "__proto__" {
		w.json = false
		w.raw("[")
		w.str(s)
		w.raw("]:")
		return
	}
	w.str(s)
	w.raw(":")
}

func (w *writer) boolean(v bool) { w.raw(strconv.FormatBool(v)) }

// maxInteger is 2^53: up to there a number of JavaScript holds each integer.
const maxInteger = 1 << 53

// integer writes one if no digit of it gets lost.
func (w *writer) integer(n *big.Int, line, column int) {
	if n.CmpAbs(big.NewInt(maxInteger)) > 0 {
		w.fail(failed(line, column, `write it as a text, in quotes: "`+n.String()+`"`, "%s is larger than the integers that JavaScript holds (2^53, 16 digits)", n))
		return
	}
	w.raw(n.String())
}

func (w *writer) float(f float64) {
	switch {
	case math.IsNaN(f):
		w.json = false
		w.raw("NaN")
	case math.IsInf(f, 0):
		w.json = false
		if f < 0 {
			w.raw("-")
		}
		w.raw("Infinity")
	case f == 0 && math.Signbit(f):
		w.raw("-0")
	default:
		w.raw(strconv.FormatFloat(f, 'g', -1, 64))
	}
}
