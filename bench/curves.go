package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// curve is how some numbers grow with another.
type curve struct {
	name, axis string
	sizes      []int
	series     []series
	// begin starts it; the step that it returns is called for each size, in
	// order. What it leaves running the lab ends.
	begin func(l *lab, s side) (step, error)
}

type step func(size int) (readings, error)

// series is one of those numbers.
type series struct{ key, title, unit string }

// point is what was found at one size.
type point struct {
	size     int
	readings readings
}

// each is a curve whose sizes have nothing to do with each other.
func each(run func(l *lab, s side, size int) (readings, error)) func(*lab, side) (step, error) {
	return func(l *lab, s side) (step, error) {
		return func(size int) (readings, error) { return run(l, s, size) }, nil
	}
}

// drawCurves measures curves and puts their tables and drawings into a document.
func drawCurves(ctx context.Context, args []string) (err error) {
	var only string
	o := options{rounds: 1}
	f := flag.NewFlagSet("bench curves", flag.ContinueOnError)
	f.StringVar(&o.new, "new", "", "`binary` that is measured (default: built from this folder)")
	f.StringVar(&o.newConfig, "new-config", "", "`lines` added to its config.toml")
	f.StringVar(&only, "only", "", "`curves`, with commas; all: "+strings.Join(curveNames(), ","))
	f.DurationVar(&o.take, "take", 3*time.Second, "of one load")
	f.StringVar(&o.dir, "dir", "", "`folder` for temporary state, on the disk that is meant")
	most := f.Int("most", 1_000_000, "largest size")
	document := f.String("out", "", "`file` whose marked parts are replaced, such as docs/performance.md; without it tables are printed")
	if err := f.Parse(args); err != nil {
		return err
	}
	wanted := curveNames()
	if only != "" {
		wanted = strings.Split(only, ",")
	}
	for _, name := range wanted {
		if !slices.Contains(curveNames(), name) {
			return fmt.Errorf("no curve %q: %s", name, strings.Join(curveNames(), ", "))
		}
	}
	done, err := o.complete(ctx)
	if err != nil {
		return err
	}
	defer done()
	l, err := openLab(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	for _, c := range curves() {
		if !slices.Contains(wanted, c.name) || ctx.Err() != nil {
			continue
		}
		points, failed := c.measure(l, o.sides()[0], *most, os.Stderr)
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("curve %s: %w", c.name, failed))
		}
		if len(points) > 0 {
			err = errors.Join(err, c.write(points, *document))
		}
		err = errors.Join(err, l.tidy())
	}
	return err
}

// measure steps through the sizes up to most. An error ends the curve; what was
// found until then is returned with it.
func (c curve) measure(l *lab, s side, most int, progress io.Writer) ([]point, error) {
	next, err := c.begin(l, s)
	if err != nil {
		return nil, err
	}
	var list []point
	for _, size := range c.sizes {
		if size > most {
			break
		}
		began := time.Now()
		found, err := next(size)
		if err != nil {
			return list, fmt.Errorf("at %d: %w", size, err)
		}
		fmt.Fprintf(progress, "%s %d: %v, %v\n", c.name, size, found, time.Since(began).Round(time.Second))
		list = append(list, point{size, found})
	}
	return list, nil
}

// write puts a curve into a document, with its drawing beside that, or prints it.
func (c curve) write(points []point, document string) error {
	text := c.table(points)
	if document == "" {
		_, err := fmt.Println(text)
		return err
	}
	folder, err := besides(document)
	if err != nil {
		return err
	}
	drawing := filepath.Join(folder, c.name+".svg")
	if err := os.WriteFile(drawing, []byte(c.draw(points)), 0o644); err != nil {
		return err
	}
	text = fmt.Sprintf("%s\n\n![%s](%s/%s.svg)\n\n%s", text, c.name, filepath.Base(folder), c.name, provenance())
	return replacePart(document, c.name, text)
}

// table is the curve as a table of Markdown.
func (c curve) table(points []point) string {
	var b strings.Builder
	b.WriteString("| " + c.axis + " |")
	for _, s := range c.series {
		fmt.Fprintf(&b, " %s, %s |", s.title, s.unit)
	}
	b.WriteString("\n|" + strings.Repeat("---:|", len(c.series)+1))
	for _, p := range points {
		fmt.Fprintf(&b, "\n| %s |", grouped(p.size))
		for _, s := range c.series {
			if v, there := p.readings[s.key]; there {
				fmt.Fprintf(&b, " %s |", short(v))
			} else {
				b.WriteString(" |")
			}
		}
	}
	return b.String()
}

// grouped is a number with commas.
func grouped(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func curveNames() []string {
	var list []string
	for _, c := range curves() {
		list = append(list, c.name)
	}
	return list
}
