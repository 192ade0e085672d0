package media

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"hotreply/bot"
	"hotreply/ilink"
)

// fittingKind is the kind to send content as, and a reader of all of it: the
// kind that the rule asked for, unless extension and first bytes say that a
// phone could not show it as that. Nothing at all is no picture, video or voice,
// and an error.
func (s *Sources) fittingKind(r bot.UploadRequest, src io.Reader, info bot.MediaInfo) (io.Reader, string, error) {
	src, head, err := peek(src)
	if err != nil {
		return nil, "", fmt.Errorf("read what is to be sent: %w", err)
	}
	if len(head) == 0 && (r.Kind != ilink.KindFile || r.Voice) {
		return nil, "", emptySource(r)
	}
	name := cmp.Or(r.Name, info.Name)
	told := told(r, info)
	kind := fittingKind(r.Kind, name, told, head)
	if kind != r.Kind {
		s.o.Log.With("account", r.Account).Warn("sent as "+kind+", not as "+r.Kind, "user", r.To, "media", uploadName(r, info),
			"type", typeOf(name, told, head), "hint", "phones show nothing for a kind that does not fit; write {"+kind+": …}")
	}
	return src, kind, nil
}

// voice is how scripts ask for a file that is heard.
const voice = "voice"

// emptySource is the error of a source that gave not one byte.
func emptySource(r bot.UploadRequest) *ilink.MediaError {
	kind := r.Kind
	if r.Voice {
		kind = voice
	}
	e := &ilink.MediaError{Reason: ilink.MediaUnsupported, Detail: fmt.Sprintf("%s has 0 bytes, which is no %s", namedSource(r.Source), kind)}
	switch {
	case r.Source.URL != "":
		e.Advice = "the site answered without content; open the URL in a browser to see what it gives"
	case r.Source.Path != "":
		e.Advice = "look whether the file was written to its end before it is sent"
	default:
		e.Advice = "look where the bytes come from: the body of an answer can be read only once, and a file is full only after its write was awaited"
	}
	return e
}

// namedSource is a source as errors name it, a URL without its query.
func namedSource(s bot.Source) string {
	if u, err := url.Parse(s.URL); s.URL != "" && err == nil {
		return withoutQuery(u)
	}
	return s.String()
}

// fittingKind is the kind for content asked for as another. Bytes that do not
// say what they are go as asked for, unless their source calls them a text, and
// so does whatever is to be a file.
func fittingKind(asked, name, told string, head []byte) string {
	if asked != ilink.KindImage && asked != ilink.KindVideo {
		return asked
	}
	if isText(told) && isVague(ilink.MIMEOf("", head)) {
		return ilink.KindFile
	}
	if isVague(ilink.MIMEOf(name, head)) {
		return asked
	}
	return ilink.KindOf(name, head)
}

// isVague says whether a type says nothing but that there are bytes.
func isVague(mime string) bool { return mime == octetStream || mime == "text/plain" }

// told is what a source calls its content: a site, or whoever made a Blob.
func told(r bot.UploadRequest, info bot.MediaInfo) string {
	if r.Source.URL != "" {
		return info.MIME
	}
	return r.Source.MIME
}

const octetStream = "application/octet-stream"

// typeOf is the type of content by its bytes, or by what its source calls it or
// its name says where they do not tell.
func typeOf(name, told string, head []byte) string {
	if isText(told) && isVague(ilink.MIMEOf("", head)) {
		return told
	}
	return ilink.MIMEOf(name, head)
}

// isText says whether a source calls its content a page or an answer for
// programs, such as an error in a picture's place.
func isText(told string) bool {
	told, _, _ = strings.Cut(strings.ToLower(told), ";")
	told = strings.TrimSpace(told)
	return strings.HasPrefix(told, "text/") || told == "application/json" || told == "application/xml" || strings.HasSuffix(told, "+json")
}

// peek reads the first bytes, and returns a reader that begins with them. What
// can go back is returned as it is, so that it need not be copied.
func peek(src io.Reader) (whole io.Reader, head []byte, err error) {
	head = make([]byte, ilink.HeadSize)
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
