package cli

import (
	"io"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// transferLine shows a large upload or download on the terminal's last line
// while it runs. There is one line, so of several at once it shows the first.
type transferLine struct {
	w    io.Writer
	busy atomic.Bool
}

func newTransferLine(w io.Writer) *transferLine { return &transferLine{w: w} }

// begin is [host.Embed.Transfer].
func (l *transferLine) begin(name string, total int64) (report func(done int64), end func()) {
	if !l.busy.CompareAndSwap(false, true) {
		return func(int64) {}, func() {}
	}
	bar := progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(l.w),
		progressbar.OptionSetDescription(name),
		progressbar.OptionShowBytes(true),
		progressbar.OptionUseIECUnits(true),
		progressbar.OptionSetWidth(24),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
	return func(done int64) { _ = bar.Set64(done) }, func() {
		_ = bar.Clear()
		l.busy.Store(false)
	}
}
