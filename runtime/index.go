package runtime

import "strings"

// index finds the rules that may take an event, in their order.
type index struct {
	rules []*Rule // of all scripts, fallbacks last
}

func newIndex(scripts []*Script) *index {
	ix := &index{}
	var last []*Rule
	for _, s := range scripts {
		for _, r := range s.loaded {
			switch r.Kind {
			case Fallback:
				last = append(last, r)
			case OnEvent:
			default:
				ix.rules = append(ix.rules, r)
			}
		}
	}
	ix.rules = append(ix.rules, last...)
	return ix
}

// subject is an event's subject in the forms that patterns look at.
type subject struct {
	Subject
	folded string  // whole text, trimmed and folded
	lower  string  // whole text in lower case
	cmd    command // if it is one
	isCmd  bool
}

func newSubject(s Subject) *subject {
	x := &subject{Subject: s, folded: foldText(s.Text), lower: strings.ToLower(s.Text)}
	x.cmd, x.isCmd = parseCommand(s.Text)
	return x
}

// is reports whether the event is of the kind.
func (s *subject) is(kind string) bool {
	if kind == "message" {
		return true
	}
	for _, k := range s.Kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// may reports whether a regular expression can match at all.
func (s *subject) may(p *Pattern) bool {
	text := s.Text
	if strings.Contains(p.flags, "i") {
		text = s.lower
	}
	if p.anchored {
		return strings.HasPrefix(text, p.literal)
	}
	return p.literal == "" || strings.Contains(text, p.literal)
}
