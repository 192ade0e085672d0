package bindings

import (
	"strings"
	"time"

	"github.com/dop251/goja"
	"github.com/hashicorp/go-hclog"
)

// consoleLevels are the methods that log, with their level.
var consoleLevels = []struct {
	name  string
	level hclog.Level
}{
	{"log", hclog.Info}, {"info", hclog.Info}, {"warn", hclog.Warn}, {"error", hclog.Error},
	{"debug", hclog.Debug}, {"trace", hclog.Trace}, {"dir", hclog.Info}, {"table", hclog.Info},
}

// consoleObject is the global console. It writes to the host's log with the
// rule's name and the line of the call.
func (k *kit) consoleObject() goja.Value {
	o := k.vm.NewObject()
	for _, c := range consoleLevels {
		_ = o.Set(c.name, k.function("console."+c.name, func(a args) goja.Value {
			a.k.write(c.level, a.k.format(a.call.Arguments))
			return goja.Undefined()
		}))
	}
	timers, counts := map[string]time.Time{}, map[string]int{}
	_ = o.Set("assert", k.function("console.assert", consoleAssert))
	_ = o.Set("time", k.function("console.time", func(a args) goja.Value {
		timers[label(a)] = time.Now()
		return goja.Undefined()
	}))
	elapsed := func(a args) goja.Value {
		name := label(a)
		if start, ok := timers[name]; ok {
			a.k.write(hclog.Info, name+": "+time.Since(start).Round(time.Microsecond).String())
		} else {
			a.k.write(hclog.Warn, "console.time("+quoted(name)+") was not called")
		}
		return goja.Undefined()
	}
	_ = o.Set("timeLog", k.function("console.timeLog", elapsed))
	_ = o.Set("timeEnd", k.function("console.timeEnd", func(a args) goja.Value {
		elapsed(a)
		delete(timers, label(a))
		return goja.Undefined()
	}))
	_ = o.Set("count", k.function("console.count", func(a args) goja.Value {
		counts[label(a)]++
		a.k.write(hclog.Info, label(a)+": "+itoa(counts[label(a)]))
		return goja.Undefined()
	}))
	for _, name := range []string{"group", "groupEnd", "groupCollapsed", "clear"} {
		_ = o.Set(name, k.function("console."+name, func(a args) goja.Value {
			if len(a.call.Arguments) > 0 {
				a.k.write(hclog.Info, a.k.format(a.call.Arguments))
			}
			return goja.Undefined()
		}))
	}
	return o
}

func label(a args) string {
	if a.given(0) {
		return a.at(0).String()
	}
	return "default"
}

func consoleAssert(a args) goja.Value {
	if !a.at(0).ToBoolean() {
		text := "assertion failed"
		if rest := a.call.Arguments; len(rest) > 1 {
			text += ": " + a.k.format(rest[1:])
		}
		a.k.write(hclog.Error, text)
	}
	return goja.Undefined()
}

// write logs text with the position of the JavaScript call.
func (k *kit) write(level hclog.Level, text string) {
	file, line := k.caller()
	facts := []any{"file", file, "line", line}
	if t := k.turn(); t != nil && t.User() != "" {
		facts = append(facts, "user", t.User())
	}
	k.log.Log(level, text, facts...)
}

// caller is the position of the script's code that runs now.
func (k *kit) caller() (file string, line int) {
	for _, f := range k.vm.CaptureCallStack(0, nil) {
		p := f.Position()
		if p.Line > 0 && p.Filename != "" && !strings.HasPrefix(p.Filename, "hotreply:") {
			return p.Filename, p.Line
		}
	}
	return k.s.Name(), 0
}
