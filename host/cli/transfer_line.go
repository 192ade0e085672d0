package cli

import (
	"io"
	"sync"
	"time"

	"github.com/rivo/uniseg"
	"github.com/schollz/progressbar/v3"
)

// With these widths the line fits a terminal of 80 columns; one that wraps
// would fill the screen, as it is drawn again and again.
const (
	transferName = 30 // columns of a transfer's name
	transferBar  = 16
)

// transferLine is a terminal whose last line shows a large upload or download
// while it runs. There is one line, so of several at once it shows the first.
// What else is written to the terminal goes through Write, above that line.
type transferLine struct {
	mu  sync.Mutex // guards w and bar
	w   io.Writer
	bar *progressbar.ProgressBar // nil: nothing is shown
}

func newTransferLine(w io.Writer) *transferLine { return &transferLine{w: w} }

// Write takes the line away, and writes. The next report draws it again.
func (l *transferLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bar != nil {
		_ = l.bar.Clear()
	}
	return l.w.Write(p)
}

// begin is [host.Embed.Transfer].
func (l *transferLine) begin(name string, total int64) (report func(done int64), end func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bar != nil {
		return func(int64) {}, func() {}
	}
	bar := progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(l.w),
		progressbar.OptionSetDescription(shorten(oneLine(name), transferName)),
		progressbar.OptionShowBytes(true),
		progressbar.OptionUseIECUnits(true),
		progressbar.OptionSetWidth(transferBar),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionUseANSICodes(true), // or Windows keeps what the line before had more
		progressbar.OptionClearOnFinish(),
	)
	_ = bar.RenderBlank()
	l.bar = bar
	return func(done int64) {
			l.mu.Lock()
			defer l.mu.Unlock()
			_ = bar.Set64(done)
		}, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			_ = bar.Clear()
			l.bar = nil
		}
}

// shorten cuts a text to columns of a terminal, where a Chinese character takes
// two.
func shorten(text string, columns int) string {
	if uniseg.StringWidth(text) <= columns {
		return text
	}
	cut, width := "", 1 // of the dots
	for rest, state := text, -1; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if width += w; width > columns {
			break
		}
		cut += cluster
	}
	return cut + "…"
}
