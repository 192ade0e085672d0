package config

import (
	"slices"
	"strings"

	"maps"

	"hotreply/internal/nearest"
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

// nearest is the known key or table most like name, or "" when none is alike:
// one misspelt, one that stands in another table, or both.
func (d *decoder) nearest(name string) string {
	own := lastPart(name)
	most := max(2, len(own)/3)
	keys := slices.Sorted(maps.Keys(d.keys))
	if near := nearest.Within(name, keys, most); near != "" {
		return near
	}
	if !strings.Contains(name, ".") {
		if near := nearest.Within(name, d.tables(), most-1); near != "" {
			return "[" + near + "]"
		}
	}
	parts := make([]string, len(keys))
	for i, key := range keys {
		parts[i] = lastPart(key)
	}
	if !slices.Contains(parts, own) {
		own = nearest.Within(own, parts, most-1)
	}
	if i := slices.Index(parts, own); i >= 0 {
		return keys[i]
	}
	return ""
}

// lastPart is a key without its table.
func lastPart(key string) string { return key[strings.LastIndex(key, ".")+1:] }

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
