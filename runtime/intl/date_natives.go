package intl

import (
	"strings"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// dateNatives is the go of dates.js.
func (m *module) dateNatives(r *lazy.Realm) *goja.Object {
	o := r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"localZone": func(goja.FunctionCall) goja.Value { return r.VM.ToValue(localZone()) },
		"zone": func(c goja.FunctionCall) goja.Value {
			l := m.zone(c.Argument(0).String())
			if l == nil {
				return r.VM.ToValue("")
			}
			return r.VM.ToValue(m.tables.zones().canonical(l.String()))
		},
		"cycles": func(c goja.FunctionCall) goja.Value { return texts(r.VM, m.words(c.Argument(0)).Dates.Cycles) },
		"writer": func(c goja.FunctionCall) goja.Value {
			o := readDateOptions(c.Argument(2).ToObject(r.VM))
			zone := m.zone(c.Argument(1).String())
			if zone == nil {
				zone = time.UTC
			}
			w := &m.words(c.Argument(0)).Dates
			return dateWriter(r, &dateFormat{words: w, zones: m.tables.zones(), tokens: tokens(w.pattern(o)), o: o, zone: zone})
		},
	})
	_ = o.Set("calendars", texts(r.VM, others(m.tables.zones().Values["calendar"], "gregory")))
	return o
}

// others are the texts of list but one.
func others(list []string, but string) []string {
	var out []string
	for _, s := range list {
		if s != but {
			out = append(out, s)
		}
	}
	return out
}

func dateWriter(r *lazy.Realm, f *dateFormat) goja.Value {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"format": func(c goja.FunctionCall) goja.Value {
			// V8 writes a plain space where ICU has a narrow one, but not in parts.
			return r.VM.ToValue(strings.ReplaceAll(join(f.parts(c.Argument(0).ToInteger())), "\u202f", " "))
		},
		"parts": func(c goja.FunctionCall) goja.Value {
			return partsValue(r.VM, f.parts(c.Argument(0).ToInteger()))
		},
		"fields": func(goja.FunctionCall) goja.Value { return f.fields(r.VM) },
	})
}

// fields are what the pattern has, for resolvedOptions: numbers as "numeric" or
// "2-digit", words as true.
func (f *dateFormat) fields(vm *goja.Runtime) goja.Value {
	o := vm.NewObject()
	for _, k := range f.tokens {
		name := map[byte]string{'y': "year", 'M': "month", 'd': "day", 'E': "weekday", 'G': "era", 'h': "hour", 'm': "minute", 's': "second",
			'f': "fractionalSecondDigits", 'a': "dayPeriod", 'z': "timeZoneName"}[k.letter]
		var value any = "numeric"
		switch {
		case name == "":
			continue
		case k.letter == 'a' && f.o.DayPeriod == "": // AM and PM are part of the hour
			continue
		case k.letter == 'f':
			value = f.o.FractionalSecondDigits
		case k.list >= 0 || k.letter == 'z':
			value = true
		case k.twice:
			value = "2-digit"
		}
		_ = o.Set(name, value) // a new object takes any property
	}
	return o
}

// readDateOptions reads what dates.js has settled.
func readDateOptions(o *goja.Object) dateOptions {
	text := func(name string) string {
		if v := o.Get(name); v != nil && !goja.IsUndefined(v) {
			return v.String()
		}
		return ""
	}
	d := dateOptions{
		Weekday: text("weekday"), Era: text("era"), Year: text("year"), Month: text("month"), Day: text("day"),
		DayPeriod: text("dayPeriod"), Hour: text("hour"), Minute: text("minute"), Second: text("second"),
		TimeZoneName: text("timeZoneName"), DateStyle: text("dateStyle"), TimeStyle: text("timeStyle"), HourCycle: text("hourCycle"),
	}
	if v := o.Get("fractionalSecondDigits"); v != nil && !goja.IsUndefined(v) {
		d.FractionalSecondDigits = int(v.ToInteger())
	}
	return d
}
