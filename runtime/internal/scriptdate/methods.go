package scriptdate

import (
	"math"
	"time"

	"github.com/dop251/goja"
)

// texts are the methods that write a date.
var texts = map[string]func(time.Time) string{
	"toString":     func(t time.Time) string { return dateText(t) + " " + timeText(t) },
	"toDateString": dateText,
	"toTimeString": timeText,
	"toUTCString":  utcText,
	"toISOString":  isoText,
}

// writer is the method name, one of texts.
func (l *lender) writer(name string) func(goja.FunctionCall) goja.Value {
	write := texts[name]
	return func(c goja.FunctionCall) goja.Value {
		ms := l.this(c.This, name)
		if !math.IsNaN(ms) {
			return l.vm.ToValue(write(time.UnixMilli(int64(ms))))
		}
		if name == "toISOString" {
			e, err := l.vm.New(l.vm.Get("RangeError"), l.vm.ToValue("Invalid time value"))
			if err != nil {
				panic(err)
			}
			panic(e)
		}
		return l.vm.ToValue("Invalid Date")
	}
}

// offset is getTimezoneOffset: whole minutes, which zones of old did not have.
func (l *lender) offset(c goja.FunctionCall) goja.Value {
	ms := l.this(c.This, "getTimezoneOffset")
	if math.IsNaN(ms) {
		return l.vm.ToValue(ms)
	}
	return l.vm.ToValue(0 - math.Trunc(offset(ms)/60_000))
}

// parts are what a setter changes.
type parts struct {
	year, month, day            float64
	hours, minutes, seconds, ms float64
}

// setters say which parts the arguments of a method are, in order.
var setters = map[string]func(*parts) []*float64{
	"setMilliseconds": func(p *parts) []*float64 { return []*float64{&p.ms} },
	"setSeconds":      func(p *parts) []*float64 { return []*float64{&p.seconds, &p.ms} },
	"setMinutes":      func(p *parts) []*float64 { return []*float64{&p.minutes, &p.seconds, &p.ms} },
	"setHours":        func(p *parts) []*float64 { return []*float64{&p.hours, &p.minutes, &p.seconds, &p.ms} },
	"setDate":         func(p *parts) []*float64 { return []*float64{&p.day} },
	"setMonth":        func(p *parts) []*float64 { return []*float64{&p.month, &p.day} },
	"setFullYear":     func(p *parts) []*float64 { return []*float64{&p.year, &p.month, &p.day} },
	"setYear":         func(p *parts) []*float64 { return []*float64{&p.year} },
}

// split takes a moment apart as if it were UTC.
func split(ms float64) parts {
	t := time.UnixMilli(int64(ms)).UTC()
	return parts{
		float64(t.Year()), float64(t.Month() - 1), float64(t.Day()),
		float64(t.Hour()), float64(t.Minute()), float64(t.Second()), float64(t.Nanosecond() / 1e6),
	}
}

func (p parts) join() float64 {
	return MakeDay(p.year, p.month, p.day)*dayMs + timeMs(p.hours, p.minutes, p.seconds, p.ms)
}

// setter is the method name, which sets parts of a date in local time. As in V8
// the first argument is read before the date is, and the others only if they
// can matter: what is no date stays so, unless the year is set.
func (l *lender) setter(name string) func(goja.FunctionCall) goja.Value {
	places, year := setters[name], name == "setFullYear" || name == "setYear"
	return func(c goja.FunctionCall) goja.Value {
		l.this(c.This, name)
		first := toNumber(c.Argument(0))
		ms := l.this(c.This, name)
		switch {
		case !math.IsNaN(ms):
			ms += offset(ms)
		case year:
			ms = 0
		default:
			return l.vm.ToValue(ms)
		}
		p := split(ms)
		at := places(&p)
		*at[0] = first
		for i := 1; i < min(len(c.Arguments), len(at)); i++ {
			*at[i] = toNumber(c.Arguments[i])
		}
		return l.set(goja.FunctionCall{This: c.This, Arguments: []goja.Value{l.vm.ToValue(Clip(UTC(p.join())))}})
	}
}
