package scriptjson

import (
	"fmt"
	"strings"

	"github.com/dop251/goja"
)

// shown is how many steps of a circle a message names behind the first object.
const shown = 2

// circular says how the first object of way comes to be in itself: last is
// where it was met again.
func circular(way []step, last step) string {
	var b strings.Builder
	b.WriteString("Converting circular structure to JSON\n    --> starting at object with constructor " + maker(way[0].object))
	for i, s := range way[1:] {
		switch {
		case i < shown || i == len(way)-2:
			fmt.Fprintf(&b, "\n    |     %s -> object with constructor %s", s.place(), maker(s.object))
		case i == shown:
			b.WriteString("\n    |     ...")
		}
	}
	b.WriteString("\n    --- " + last.place() + " closes the circle")
	return b.String()
}

func (s step) place() string {
	if s.item {
		return "index " + s.key
	}
	return "property '" + s.key + "'"
}

// maker is the quoted name of what made o.
func maker(o *goja.Object) string {
	if c, ok := o.Get("constructor").(*goja.Object); ok && isFunction(c) {
		if name := c.Get("name"); name != nil && name.String() != "" {
			return "'" + name.String() + "'"
		}
	}
	return "'Object'"
}
