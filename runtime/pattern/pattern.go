package pattern

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"hotreply/runtime/regex"
)

// Kind says what a pattern looks at. The numbers are stored, see
// [Pattern.MarshalJSON].
type Kind int

// The kinds of patterns.
const (
	WholeText      Kind = iota // the text, without regard to case and outer space
	TextWithPlaces             // the text, with gaps that are filled
	RegExp                     // a regular expression of JavaScript
	CommandName                // the name of a command
	EventKind                  // a kind of event
)

// Pattern is one thing a rule looks for. The zero value is the empty text,
// which matches nothing.
type Pattern struct {
	kind     Kind
	source   string
	flags    string
	places   *places
	literal  string // what a matching text must begin with, or contain; may be empty
	anchored bool   // literal is the beginning
	need     regex.Need
}

// Text matches a whole text without regard to case and outer space; with
// places in brackets ("天气 [城市] [天数?]") it fills them. The error is an
// [*Error].
func Text(source string) (Pattern, error) {
	pl, err := parsePlaces(source)
	if err != nil {
		return Pattern{}, err
	}
	if pl == nil {
		return Pattern{kind: WholeText, source: foldText(source)}, nil
	}
	return Pattern{kind: TextWithPlaces, source: source, places: pl, literal: pl.literal, anchored: true}, nil
}

// Regexp matches as JavaScript's RegExp does; the flags g and y mean nothing
// here and are left out.
func Regexp(source, flags string) Pattern {
	flags = strings.Map(func(r rune) rune {
		if r == 'g' || r == 'y' {
			return -1
		}
		return r
	}, flags)
	p := Pattern{kind: RegExp, source: source, flags: flags}
	p.literal, p.anchored = literalOf(source, flags)
	p.need = regex.NeedOf(source, flags)
	return p
}

// Command matches "/name" and what follows; the name is compared without
// regard to case. The error is an [*Error].
func Command(name string) (Pattern, error) {
	name = strings.TrimSpace(name)
	name = strings.TrimLeft(name, "/／")
	if name == "" {
		return Pattern{}, &Error{Source: name, Problem: "a command needs a name"}
	}
	if i := strings.IndexFunc(name, unicode.IsSpace); i >= 0 {
		return Pattern{}, &Error{Source: name, Problem: "the name of a command can not contain space"}
	}
	return Pattern{kind: CommandName, source: foldText(name)}, nil
}

// OfKind matches events of a kind ("image", "message"), or of a name.
func OfKind(kind string) Pattern { return Pattern{kind: EventKind, source: kind} }

// Kind is what the pattern looks at.
func (p *Pattern) Kind() Kind { return p.kind }

// Source is what it looks for: of texts and commands in the form in which they
// are compared, of the others as it was given.
func (p *Pattern) Source() string { return p.source }

// Flags are those of a regular expression, without g and y.
func (p *Pattern) Flags() string { return p.flags }

// String is the pattern as its author would write it.
func (p Pattern) String() string {
	switch p.kind {
	case RegExp:
		return "/" + p.source + "/" + p.flags
	case CommandName:
		return "/" + p.source
	case EventKind:
		return p.source
	}
	return fmt.Sprintf("%q", p.source)
}

// Short is the pattern with its end left out if it is very long.
func (p Pattern) Short() string {
	const most = 80
	text := []rune(p.source)
	if p.kind != RegExp || len(text) <= most {
		return p.String()
	}
	return "/" + string(text[:most]) + "…/" + p.flags
}

// Example is a subject that the pattern takes. For those with gaps it only has
// the same beginning.
func (p *Pattern) Example() Subject {
	switch p.kind {
	case CommandName:
		return Subject{Text: "/" + p.source}
	case EventKind:
		return Subject{Kinds: []string{p.source}}
	case WholeText:
		return Subject{Text: p.source}
	}
	return Subject{Text: p.literal}
}

// Error says that a pattern makes no sense.
type Error struct{ Source, Problem string }

// Error names pattern and problem.
func (e *Error) Error() string { return fmt.Sprintf("pattern %q: %s", e.Source, e.Problem) }

// stored is a pattern as it is kept across restarts.
type stored struct {
	Kind   Kind   `json:"kind"`
	Source string `json:"source"`
	Flags  string `json:"flags,omitempty"`
}

// MarshalJSON writes kind, source and flags.
func (p Pattern) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{p.kind, p.source, p.flags})
}

// UnmarshalJSON reads what MarshalJSON wrote. Places that make no sense any
// more match nothing.
func (p *Pattern) UnmarshalJSON(text []byte) error {
	var st stored
	if err := json.Unmarshal(text, &st); err != nil {
		return err
	}
	switch st.Kind {
	case RegExp:
		*p = Regexp(st.Source, st.Flags)
	case TextWithPlaces:
		if out, err := Text(st.Source); err == nil {
			*p = out
			return nil
		}
		fallthrough
	default:
		*p = Pattern{kind: st.Kind, source: st.Source, flags: st.Flags}
	}
	return nil
}
