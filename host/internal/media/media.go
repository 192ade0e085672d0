package media

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"

	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/ilink"
)

// Options is what [Sources] needs. All but Refused and Show are required.
type Options struct {
	State string // the state directory: holds what uploads put aside, and never goes out
	Files string // the folder that scripts write to, absolute; the one of State that may go out
	// Folders are the others that paths may lead into: those of scripts, and
	// those of rules.read. It is asked each time.
	Folders func() []string
	MaxSize int64   // of one upload, download or answer in bytes; 0: no limit
	Fetch   Fetcher // what gets URLs, under the rules of fetch
	// Refused tells an error of Fetch that those rules cause; nil: none is.
	Refused func(error) bool
	// Client is a client of an account by name, for downloads, which need no
	// login. Its errors are handed on.
	Client func(account string) (*ilink.Client, error)
	Log    hclog.Logger
	// Show is asked to show a large transfer to whoever sits at the terminal:
	// total is in bytes, report is called as they go, end once at last. nil shows
	// nothing.
	Show func(name string, total int64) (report func(done int64), end func())
}

// Fetcher gets URLs; [net/http.Client] is one.
type Fetcher interface {
	Do(*http.Request) (*http.Response, error)
}

// Sources opens what rules send and what users sent, and uploads it. Any
// goroutine may use it; its fields do not change.
type Sources struct{ o Options }

// New makes the opener of a host's sources.
func New(o Options) *Sources { return &Sources{o} }

// Open reads a source. The reader of a file or of bytes can go back, so that
// uploading it needs no copy. The caller closes it. What is wrong with the
// source is an [ilink.MediaError]; an end of ctx is its cause.
func (s *Sources) Open(ctx context.Context, src bot.Source) (io.ReadCloser, bot.MediaInfo, error) {
	switch {
	case src.Upload != nil && !src.Upload.Source.IsZero():
		return s.Open(ctx, src.Upload.Source)
	case src.Upload != nil:
		return nil, bot.MediaInfo{}, &ilink.MediaError{
			Reason: ilink.MediaGone, Detail: "the bytes of the upload are not at hand any more",
		}
	case src.Received != nil:
		return s.openReceived(ctx, *src.Received)
	case src.URL != "":
		return s.openURL(ctx, src.URL)
	case src.Path != "":
		return s.openPath(src)
	}
	info := bot.MediaInfo{Name: src.Name, MIME: cmp.Or(src.MIME, ilink.MIMEOf(src.Name, src.Bytes)), Size: int64(len(src.Bytes))}
	return inMemory{bytes.NewReader(src.Bytes)}, info, nil
}

// inMemory is bytes to be read, and read again.
type inMemory struct{ *bytes.Reader }

// Close does nothing.
func (inMemory) Close() error { return nil }

// openReceived fetches media of a message. That needs no login.
func (s *Sources) openReceived(ctx context.Context, r bot.Received) (io.ReadCloser, bot.MediaInfo, error) {
	c, err := s.o.Client(r.Account)
	if err != nil {
		return nil, bot.MediaInfo{}, err
	}
	t := s.transfer("receiving", bot.MediaInfo{Name: bot.SafeName(r.Media.Name)}, nil)
	d, err := c.Download(ctx, r.Media, ilink.DownloadOptions{MaxSize: s.o.MaxSize, Progress: t.progress})
	if err != nil {
		t.over()
		return nil, bot.MediaInfo{}, err
	}
	return shown{d, t}, bot.MediaInfo{Name: r.Media.Name, MIME: d.MIME, Size: d.Size}, nil
}
