package intl

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// offset matches "+08:00", "-0330" and "+8".
var offset = regexp.MustCompile(`^([+-])(\d{1,2})(?::?(\d{2}))?$`)

func findZone(name string) *time.Location {
	switch strings.ToUpper(name) {
	case "UTC", "GMT", "ETC/UTC", "ETC/GMT":
		return time.UTC
	case "", "LOCAL":
		return nil
	}
	if m := offset.FindStringSubmatch(name); m != nil {
		return fixedZone(m)
	}
	for _, spelling := range []string{name, titleCase(name), strings.ToUpper(name)} {
		if l, err := time.LoadLocation(spelling); err == nil {
			return l
		}
	}
	return nil
}

func fixedZone(m []string) *time.Location {
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	if hours > 23 || minutes > 59 {
		return nil
	}
	seconds := hours*3600 + minutes*60
	if m[1] == "-" {
		seconds = -seconds
	}
	return time.FixedZone(fmt.Sprintf("%s%02d:%02d", m[1], hours, minutes), seconds)
}

// titleCase turns "asia/hong_kong" into "Asia/Hong_Kong".
func titleCase(s string) string {
	b := []byte(strings.ToLower(s))
	for i := range b {
		if (i == 0 || b[i-1] == '/' || b[i-1] == '_' || b[i-1] == '-') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

// localZone is the name of the machine's zone, or of the configured one.
func localZone() string {
	if name := time.Local.String(); name != "Local" {
		return name
	}
	if name := os.Getenv("TZ"); name != "" && findZone(strings.TrimPrefix(name, ":")) != nil {
		return strings.TrimPrefix(name, ":")
	}
	if target, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(target, "zoneinfo/"); ok && findZone(name) != nil {
			return name
		}
	}
	_, seconds := time.Now().Zone()
	if seconds == 0 {
		return "UTC"
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d:%02d", sign, seconds/3600, seconds%3600/60)
}

// dateNatives is the go of dates.js.
func (m *module) dateNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"localZone": func(goja.FunctionCall) goja.Value { return r.VM.ToValue(localZone()) },
		"zone": func(c goja.FunctionCall) goja.Value {
			l := m.zone(c.Argument(0).String())
			if l == nil {
				return r.VM.ToValue("")
			}
			return r.VM.ToValue(l.String())
		},
		"fields": func(c goja.FunctionCall) goja.Value {
			l := m.zone(c.Argument(1).String())
			if l == nil {
				l = time.UTC
			}
			return fields(r.VM, time.UnixMilli(c.Argument(0).ToInteger()).In(l))
		},
	})
}

func fields(vm *goja.Runtime, t time.Time) goja.Value {
	o := vm.NewObject()
	abbreviation, seconds := t.Zone()
	for _, f := range []struct {
		name string
		n    int
	}{
		{"year", t.Year()}, {"month", int(t.Month())}, {"day", t.Day()}, {"weekday", int(t.Weekday())},
		{"hour", t.Hour()}, {"minute", t.Minute()}, {"second", t.Second()}, {"ms", t.Nanosecond() / 1e6},
		{"offset", seconds / 60},
	} {
		_ = o.Set(f.name, f.n) // a new object takes any property
	}
	_ = o.Set("zone", abbreviation)
	return o
}
