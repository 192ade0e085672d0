package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// A drawing is one panel a series, side by side, both axes in powers of ten:
// what grows as fast as its size is a straight line at 45 degrees.
const (
	panelWidth, panelHeight = 300, 220
	left, right             = 52, 14 // of a panel, for numbers and air
	top, bottom             = 34, 40
)

// draw is the curve as SVG. It has its own colours for light and dark readers.
func (c curve) draw(points []point) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif" font-size="11">`+"\n", panelWidth*len(c.series), panelHeight)
	b.WriteString("<style>text{fill:#555}.grid{stroke:#ccc}.line{stroke:#2a78c8;fill:none;stroke-width:2}.dot{fill:#2a78c8}" +
		"@media(prefers-color-scheme:dark){text{fill:#aaa}.grid{stroke:#444}}</style>\n")
	for i, s := range c.series {
		var xs, ys []float64
		for _, p := range points {
			if v, there := p.readings[s.key]; there && v > 0 {
				xs, ys = append(xs, float64(p.size)), append(ys, v)
			}
		}
		fmt.Fprintf(&b, `<g transform="translate(%d 0)">`+"\n", i*panelWidth)
		fmt.Fprintf(&b, `<text x="%d" y="18" font-weight="bold">%s, %s</text>`+"\n", left, html.EscapeString(s.title), html.EscapeString(s.unit))
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", (left+panelWidth-right)/2, panelHeight-6, html.EscapeString(c.axis))
		if len(xs) > 0 {
			drawPanel(&b, xs, ys)
		}
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// drawPanel draws the grid, the line and its dots. All values are above zero.
func drawPanel(b *strings.Builder, xs, ys []float64) {
	x := newScale(xs, left, panelWidth-right)
	y := newScale(ys, panelHeight-bottom, top)
	const grid, number = `<line class="grid" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>` + "\n"
	const low = panelHeight - bottom
	for _, v := range x.decades() {
		at := x.at(v)
		fmt.Fprintf(b, grid, at, float64(top), at, float64(low))
		fmt.Fprintf(b, number, at, float64(low+14), "middle", decade(v))
	}
	for _, v := range y.decades() {
		at := y.at(v)
		fmt.Fprintf(b, grid, float64(left), at, float64(panelWidth-right), at)
		fmt.Fprintf(b, number, float64(left-5), at+4, "end", decade(v))
	}
	var line []string
	for i := range xs {
		line = append(line, fmt.Sprintf("%.1f,%.1f", x.at(xs[i]), y.at(ys[i])))
	}
	fmt.Fprintf(b, `<polyline class="line" points="%s"/>`+"\n", strings.Join(line, " "))
	for i := range xs {
		fmt.Fprintf(b, `<circle class="dot" cx="%.1f" cy="%.1f" r="3"><title>%s: %s</title></circle>`+"\n", x.at(xs[i]), y.at(ys[i]), grouped(int(xs[i])), short(ys[i]))
	}
}

// scale maps values from whole powers of ten to pixels.
type scale struct {
	low, high int // powers of ten
	from, to  float64
}

func newScale(values []float64, from, to float64) scale {
	s := scale{low: math.MaxInt, high: math.MinInt, from: from, to: to}
	for _, v := range values {
		s.low = min(s.low, int(math.Floor(math.Log10(v))))
		s.high = max(s.high, int(math.Ceil(math.Log10(v))))
	}
	if s.low == s.high {
		s.high++
	}
	return s
}

// at is where a value stands.
func (s scale) at(v float64) float64 {
	return s.from + (s.to-s.from)*(math.Log10(v)-float64(s.low))/float64(s.high-s.low)
}

// decades are the powers of ten of the grid.
func (s scale) decades() []float64 {
	var list []float64
	for p := s.low; p <= s.high; p++ {
		list = append(list, math.Pow(10, float64(p)))
	}
	return list
}

// decade is a power of ten for an axis.
func decade(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.0fM", v/1e6)
	case v >= 1000:
		return fmt.Sprintf("%.0fk", v/1000)
	}
	return fmt.Sprintf("%g", math.Round(v*1e6)/1e6)
}
