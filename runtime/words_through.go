package runtime

import (
	"strings"

	"hotreply/internal/lazyregexp"
)

// A walkedOver is the expression that for…of or a list pattern goes through.
type walkedOver struct {
	text      string
	byPattern bool // [a, b] = text
}

var (
	ofHead      = lazyregexp.New(`\bfor\s*(?:await\s*)?\((?:const|let|var)?\s*[^()]*?[\p{L}\p{N}_$\]}]\s+of\s+`)
	patternHead = lazyregexp.New(`(?:^|const|let|var|[,;({])\s*\[[^\[\]{}]*\]\s*=\s*`)
	plainCall   = lazyregexp.New(`^[\p{L}\p{N}_$]+\(\.\.\.\)$`)
)

// goneThrough finds in the line what is gone through at the place. Where the
// elements are taken apart as well, the place lies outside.
func (p place) goneThrough() (walkedOver, bool) {
	for _, head := range []*lazyregexp.Regexp{ofHead, patternHead} {
		for _, m := range head.FindAllStringIndex(p.line, -1) {
			text := memberExpression(p.line[m[1]:])
			if text != "" && text[0] != '[' && p.at >= m[1] && p.at <= m[1]+len(text) {
				return walkedOver{text, head == patternHead}, true
			}
		}
	}
	return walkedOver{}, false
}

// notIterable is what V8 says of it; kind is what the engine found there.
func (w walkedOver) notIterable(kind string) string {
	short := shortForm(w.text)
	name, isCall := strings.CutSuffix(short, "(...)")
	switch {
	case isCall && (!w.byPattern || plainCall.MatchString(short)):
		return name + " is not a function or its return value is not iterable"
	case w.byPattern && (isCall || strings.ContainsAny(short, ".[") && !strings.HasPrefix(short, "[")):
		if givesNull.MatchString(w.text) {
			kind = "object null"
		}
		return kind + " is not iterable (cannot read property Symbol(Symbol.iterator))"
	}
	return short + " is not iterable"
}
