package media

import (
	"io"

	"hotreply/bot"
)

// shownFrom is the size from which a transfer is worth showing to whoever sits
// at the terminal.
const shownFrom = 8 << 20

// transfer hears of one upload's or download's progress and passes it on: to
// the script that asked, and to [Options.Show] when it is a large one.
type transfer struct {
	name   string
	script func(done, total int64)
	begin  func(name string, total int64) (report func(done int64), end func())

	report func(done int64) // nil until it is shown
	end    func()
}

func (s *Sources) transfer(verb string, info bot.MediaInfo, script func(done, total int64)) *transfer {
	t := &transfer{name: verb, script: script, begin: s.o.Show}
	if name := bot.SafeName(info.Name); name != "" {
		t.name += " " + name
	}
	return t
}

// progress is called by the transfer's goroutine, one call at a time.
func (t *transfer) progress(done, total int64) {
	if t.script != nil {
		t.script(done, total)
	}
	if t.report == nil && t.begin != nil && total >= shownFrom {
		t.report, t.end = t.begin(t.name, total)
	}
	if t.report != nil {
		t.report(done)
	}
}

// over ends the showing, whether all of it was transferred or not.
func (t *transfer) over() {
	if t.end != nil {
		t.end()
		t.end = nil
	}
}

// shown is a download whose progress ends with it.
type shown struct {
	io.ReadCloser
	t *transfer
}

// WriteTo passes on what the download can do.
func (s shown) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, s.ReadCloser) }

// Close ends the download.
func (s shown) Close() error {
	defer s.t.over()
	return s.ReadCloser.Close()
}
