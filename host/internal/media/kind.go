package media

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"hotreply/bot"
	"hotreply/ilink"
)

// kindHead is how many of the first bytes tell what content is.
const kindHead = 3072

// fittingKind is the kind to send content as, and a reader of all of it: the
// kind that the rule asked for, unless extension and first bytes say that a
// phone could not show it as that.
func (s *Sources) fittingKind(r bot.UploadRequest, src io.Reader, info bot.MediaInfo) (io.Reader, string, error) {
	src, head, err := peek(src)
	if err != nil {
		return nil, "", fmt.Errorf("read what is to be sent: %w", err)
	}
	name := cmp.Or(r.Name, info.Name)
	kind := fittingKind(r.Kind, name, head)
	if kind != r.Kind {
		s.o.Log.With("account", r.Account).Warn("sent as "+kind+", not as "+r.Kind, "user", r.To, "media", uploadName(r, info),
			"type", ilink.MIMEOf(name, head), "hint", "phones show nothing for a kind that does not fit; write {"+kind+": …}")
	}
	return src, kind, nil
}

// fittingKind is the kind for content asked for as another. Content that does
// not say what it is goes as asked for, and so does whatever is to be a file.
func fittingKind(asked, name string, head []byte) string {
	if asked != ilink.KindImage && asked != ilink.KindVideo {
		return asked
	}
	switch mime := ilink.MIMEOf(name, head); {
	case mime == "application/octet-stream", strings.HasPrefix(mime, "text/plain"):
		return asked
	}
	return ilink.KindOf(name, head)
}

// peek reads the first bytes, and returns a reader that begins with them. What
// can go back is returned as it is, so that it need not be copied.
func peek(src io.Reader) (whole io.Reader, head []byte, err error) {
	head = make([]byte, kindHead)
	n := 0
	for n < len(head) && err == nil {
		var m int
		m, err = src.Read(head[n:])
		n += m
	}
	head = head[:n]
	if err != nil && !errors.Is(err, io.EOF) { // io.ReadFull would not tell a short file from a connection that broke
		return nil, nil, err
	}
	if s, ok := src.(io.Seeker); ok {
		_, err := s.Seek(int64(-n), io.SeekCurrent)
		return src, head, err
	}
	return io.MultiReader(bytes.NewReader(head), src), head, nil
}
