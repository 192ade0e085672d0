package ilink

import (
	"sort"

	"hotreply/internal/lazyregexp"
)

// span is a part of a text, from byte start to before byte end.
type span struct{ start, end int }

// linkText is what a reader would call one link: a Markdown link, an address
// with its scheme or www, a mail address. What is not ASCII ends an address,
// for in Chinese text nothing else does.
var linkText = lazyregexp.New(`\[[^\[\]\n]*\]\([^()\s]*\)|(?i:[a-z][a-z0-9+.-]*://|www\.)[!#-;=?-~]+|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)

// findLinks lists the links of a text.
func findLinks(text string) []span {
	var list []span
	for _, at := range linkText.FindAllStringIndex(text, -1) {
		list = append(list, span{at[0], at[1]})
	}
	return list
}

// insideAny says whether pos is inside one of the spans, which are in order
// and do not overlap; their ends are outside.
func insideAny(list []span, pos int) bool {
	i := sort.Search(len(list), func(i int) bool { return list[i].end > pos })
	return i < len(list) && list[i].start < pos
}
