package outbox

import (
	"strings"
	"unicode"

	"hotreply/bot"
	"hotreply/ilink"
)

// How many messages a content makes is decided when it is sent, by what the
// window has left: texts are cut at send.split_at if that fits, else into parts
// as much larger as it takes, up to what one message can hold. What fits no
// more into this window has to fit into one that is whole, and waits or is
// refused; what fits into none is refused at once.

// texts are the content's texts as they go to the phone, uncut, in order; nil
// stands for a media part, and textPart makes a message of each piece. An
// [ilink.TextTooLongError]: one may not be cut, and is too long.
func (s *Send) texts() ([]*string, error) {
	list := make([]*string, 0, len(s.content.Parts))
	for _, p := range s.content.Parts {
		if p.Media() {
			list = append(list, nil)
			continue
		}
		text := p.Text
		if s.o.opt.Markdown == "wechat" {
			text = ilink.MarkAngles(ilink.FilterMarkdown(text))
		}
		if !s.splits() && len(text) > ilink.MaxTextBytes {
			return nil, &ilink.TextTooLongError{Bytes: len(text), Limit: ilink.MaxTextBytes}
		}
		list = append(list, &text)
	}
	return list, nil
}

// textPart is a message of a text in which phones' pitfalls may be marked.
func textPart(marked string) outPart {
	p := outPart{Text: ilink.ShowAngles(marked)}
	if p.Text != marked {
		p.Plain = ilink.PlainAngles(marked)
	}
	return p
}

// splits says whether texts may be cut.
func (s *Send) splits() bool {
	if s.opts.Split != nil {
		return *s.opts.Split
	}
	return s.o.opt.Split
}

// whole is a content whose media has been uploaded and whose texts are not cut
// yet.
type whole struct {
	texts []*string     // nil: a media part
	media []*bot.Upload // by index of texts
}

// cut makes the messages, with texts of at most runes code points.
func (s *Send) cut(w whole, runes int) []outPart {
	var parts []outPart
	for i, text := range w.texts {
		switch {
		case text == nil:
			p := outPart{}
			if w.media != nil {
				p.Upload = w.media[i]
			}
			parts = append(parts, p)
		case s.splits():
			for _, t := range ilink.SplitText(*text, runes) {
				parts = append(parts, textPart(t))
			}
		case *text != "":
			parts = append(parts, textPart(*text))
		}
	}
	return parts
}

// fit cuts the content into at most most messages, with texts as little longer
// than send.split_at as it takes; -1 is no limit. ok is false when even the
// longest texts make more: parts are those then, or nil if it is plain without
// cutting them.
func (s *Send) fit(w whole, most int) (parts []outPart, ok bool) {
	if most >= 0 && s.splits() && w.least() > most {
		return nil, false
	}
	at := s.o.opt.SplitAt
	if parts = s.cut(w, at); most < 0 || len(parts) <= most {
		return parts, true
	}
	if !s.splits() {
		return parts, false
	}
	longest := ilink.MaxTextBytes // a code point has a byte at least
	if parts = s.cut(w, longest); len(parts) > most {
		return parts, false
	}
	for at+1 < longest {
		middle := (at + longest) / 2
		if p := s.cut(w, middle); len(p) <= most {
			parts, longest = p, middle
		} else {
			at = middle
		}
	}
	return parts, true
}

// least is a number of messages that no cutting can go below: white space may
// be left out at a cut, everything else is sent.
func (w whole) least() int {
	n := 0
	for _, text := range w.texts {
		if text == nil {
			n++
			continue
		}
		bytes := 0
		for _, word := range strings.FieldsFunc(*text, unicode.IsSpace) {
			bytes += len(word)
		}
		n += (bytes + ilink.MaxTextBytes - 1) / ilink.MaxTextBytes
	}
	return n
}
