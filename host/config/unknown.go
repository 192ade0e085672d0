package config

import (
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// unknown names the nearest key, and else the keys that stand beside.
func (d *decoder) unknown(name string) *Error {
	bad := &Error{Key: name, Want: "unknown key"}
	if near := d.nearest(name); near != "" {
		bad.Tip = "did you mean " + near + "?"
		return bad
	}
	table, _, nested := strings.Cut(name, ".")
	if !nested {
		table = ""
	}
	if beside := d.keysOf(table); len(beside) > 0 {
		bad.Tip = "known keys here: " + strings.Join(beside, ", ")
		return bad
	}
	bad.Tip = "known tables: " + strings.Join(d.tables(), ", ")
	return bad
}

// nearest is the known key or table most like name, or "" when none is alike.
// A key that is right but stands in the wrong table is as near as a typo.
func (d *decoder) nearest(name string) string {
	own := name[strings.LastIndex(name, ".")+1:]
	best, least := "", 1+max(2, len(own)/3)
	try := func(candidate string, distance int) {
		if distance < least || distance == least && best != "" && candidate < best {
			best, least = candidate, distance
		}
	}
	for key := range d.keys {
		try(key, levenshtein.Distance(name, key, nil))
		try(key, 1+levenshtein.Distance(own, key[strings.LastIndex(key, ".")+1:], nil))
	}
	if !strings.Contains(name, ".") {
		for _, table := range d.tables() {
			try("["+table+"]", levenshtein.Distance(name, table, nil))
		}
	}
	return best
}

// keysOf lists the keys of a table without its name, "" being the top.
func (d *decoder) keysOf(table string) []string {
	var list []string
	for key := range d.keys {
		if t, name, nested := strings.Cut(key, "."); nested && t == table {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func (d *decoder) tables() []string {
	list := []string{"env", "accounts"}
	for key := range d.keys {
		if table, _, nested := strings.Cut(key, "."); nested && !slices.Contains(list, table) {
			list = append(list, table)
		}
	}
	slices.Sort(list)
	return list
}
