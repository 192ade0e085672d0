package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

func TestScale(t *testing.T) {
	s := newScale([]float64{30, 700}, 0, 100)
	if s.low != 1 || s.high != 3 || len(s.decades()) != 3 {
		t.Errorf("%+v: %v", s, s.decades())
	}
	for v, want := range map[float64]float64{10: 0, 100: 50, 1000: 100} {
		if got := s.at(v); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v stands at %v, want %v", v, got, want)
		}
	}
	// One value, and that a power of ten, has an axis all the same.
	if s := newScale([]float64{10}, 0, 100); s.at(10) != 0 || s.at(100) != 100 {
		t.Errorf("%+v", s)
	}
}

func TestDecade(t *testing.T) {
	for v, want := range map[float64]string{0.01: "0.01", 1: "1", 100: "100", 1000: "1k", 1e6: "1M"} {
		if got := decade(v); got != want {
			t.Errorf("decade(%v) = %s, want %s", v, got, want)
		}
	}
}

// TestDraw: the drawing is XML, with a dot for every value that there is.
func TestDraw(t *testing.T) {
	c := curve{axis: "a < b", series: []series{{"x", "X & Y", "ms"}, {"y", "Y", "MiB"}, {"none", "N", "s"}}}
	text := c.draw([]point{{1, readings{"x": 3, "y": 0}}, {1000, readings{"x": 40, "y": 5}}})
	d := xml.NewDecoder(strings.NewReader(text))
	dots, panels := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if e, is := token.(xml.StartElement); is {
			switch e.Name.Local {
			case "circle":
				dots++
			case "g":
				panels++
			}
		}
	}
	if dots != 3 || panels != 3 || strings.Contains(text, "%!") || strings.Contains(text, "NaN") {
		t.Errorf("%d dots in %d panels:\n%s", dots, panels, text)
	}
}

func TestCurveTable(t *testing.T) {
	c := curve{axis: "rules", series: []series{{"cpu", "CPU", "µs"}, {"alone", "alone", "ms"}}}
	got := c.table([]point{{10, readings{"cpu": 123.4, "alone": 1}}, {10_000, readings{"cpu": 9}}})
	want := "| rules | CPU, µs | alone, ms |\n|---:|---:|---:|\n| 10 | 123 | 1.00 |\n| 10,000 | 9.00 | |"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{1: "1", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := grouped(n); got != want {
			t.Errorf("grouped(%d) = %s", n, got)
		}
	}
}

func TestWithPart(t *testing.T) {
	const document = "# A\n<!-- x -->\nold\n<!-- end x -->\nwords\n<!-- y -->\n<!-- end y -->\n"
	got, err := withPart(document, "x", "new\n")
	if want := "# A\n<!-- x -->\nnew\n<!-- end x -->\nwords\n<!-- y -->\n<!-- end y -->\n"; err != nil || got != want {
		t.Errorf("%v:\n%s", err, got)
	}
	if again, err := withPart(got, "x", "new\n"); err != nil || again != got {
		t.Errorf("not the same again: %v\n%s", err, again)
	}
	if _, err := withPart(document, "z", "new"); err == nil {
		t.Error("a part that is not there")
	}
}

// TestHistory is the curve's own writing and reading of a journal.
func TestHistory(t *testing.T) {
	l := &lab{ctx: t.Context(), dir: t.TempDir()}
	next, err := curveHistory(l, side{})
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{100, 1500} {
		found, err := next(size)
		if err != nil || found["open"] <= 0 || found["commit"] <= 0 || found["state"] <= 0 {
			t.Errorf("%d rows: %v, %v", size, found, err)
		}
	}
}
