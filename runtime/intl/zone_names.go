package intl

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// zoneTable is what all languages share.
type zoneTable struct {
	Zones   []string
	Values  map[string][]string // of Intl.supportedValuesOf
	Aliases map[string]string   // older and other names → that of Zones
	number  map[string]int
}

// canonical is the name that stands for all names of a zone.
func (z *zoneTable) canonical(name string) string { return cmp.Or(z.Aliases[name], name) }

// zoneWords are the names of zones in a language; see record/zones.mjs.
type zoneWords struct {
	Names, Generics [][2]*string // short and long; nil: the plain offset
	Sets            [][]zoneRun
	Of              [][2]int // by number of the zone: sets, generics
}

// A zoneRun says which names a zone has from an instant on, by its offset in
// minutes.
type zoneRun struct {
	from  int64
	names map[string]int
}

// UnmarshalJSON reads [from, {offset: names}].
func (r *zoneRun) UnmarshalJSON(text []byte) error {
	return unmarshalList(text, &r.from, &r.names)
}

// name is what a language calls zone at t; kind is an option of timeZoneName.
func (z *zoneTable) name(w *dateWords, zone *time.Location, t time.Time, kind string) string {
	_, seconds := t.Zone()
	long := strings.HasPrefix(kind, "long")
	plain := w.offset(seconds, long)
	i, known := z.number[z.canonical(zone.String())]
	if !known || strings.HasSuffix(kind, "Offset") {
		return plain
	}
	of := w.Zones.Of[i]
	pair := [2]*string{}
	if strings.HasSuffix(kind, "Generic") {
		pair = w.Zones.Generics[of[1]]
	} else if n, ok := nameAt(w.Zones.Sets[of[0]], t.Unix(), seconds); ok {
		pair = w.Zones.Names[n]
	}
	name := pair[0]
	if long {
		name = pair[1]
	}
	if name == nil {
		return plain
	}
	return *name
}

// nameAt finds the number of the names at an instant.
func nameAt(runs []zoneRun, unix int64, seconds int) (int, bool) {
	run := runs[0]
	for _, r := range runs[1:] {
		if r.from <= unix {
			run = r
		}
	}
	n, ok := run.names[strconv.Itoa(seconds/60)]
	return n, ok && seconds%60 == 0
}

// offset writes an offset as "GMT+8" or "GMT+08:00". The recorded forms are of
// 0, +8 and -3:30.
func (w *dateWords) offset(seconds int, long bool) string {
	recorded, eight, half := w.Offsets.Short, "8", "3:30"
	if long {
		recorded, eight, half = w.Offsets.Long, "08:00", "03:30"
	}
	if seconds == 0 {
		return recorded[0]
	}
	colon := recorded[2][len(recorded[2])-len("30")-1]
	half = strings.Replace(half, ":", string(colon), 1)
	eight = strings.Replace(eight, ":", string(colon), 1)
	sign := strings.TrimSuffix(recorded[1], eight)
	if seconds < 0 {
		sign, seconds = strings.TrimSuffix(recorded[2], half), -seconds
	}
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	text := strconv.Itoa(h)
	if long {
		text = fmt.Sprintf("%02d", h)
	}
	if long || m != 0 || s != 0 {
		text += fmt.Sprintf("%c%02d", colon, m)
	}
	if s != 0 {
		text += fmt.Sprintf("%c%02d", colon, s)
	}
	return sign + text
}
