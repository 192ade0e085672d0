// Package intl gives rules dates, numbers and text order the way people write
// them in Chinese and English: a subset of Intl, the toLocale methods of Date,
// Number and BigInt, and localeCompare with pinyin order.
//
// Time zones are Go's, the whole database being part of the program; the order
// of text is that of golang.org/x/text. Date and number formats are tables of
// our own, since x/text has none for dates, and for numbers rounds half to
// even and does not tell parts apart. Any other language falls back to the
// default, which is that of the machine if it is one of the two, else Chinese.
package intl

import (
	"embed"
	"os"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // machines without a zone database; Windows

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

//go:embed js/*.js
var files embed.FS

// Module makes the names of this package, with the machine's language as the
// default.
func Module() runtime.Module { return ModuleFor(machineLocale(os.Getenv)) }

// ModuleFor is [Module] with another default, such as "en-US".
func ModuleFor(locale string) runtime.Module {
	m := &module{locale: locale}
	src := func(name string) *lazy.Source { return lazy.FromFS(files, "js/"+name) }
	m.methods = src("methods.js")
	m.names = lazy.NewCatalog(
		lazy.Group{Source: src("locale.js"), Natives: m.localeNatives, Names: []string{"_callable", "_locale", "_option", "_number", "_supportedLocalesOf", "_canonicalLocales"}},
		lazy.Group{Source: src("dates.js"), Natives: m.dateNatives, Names: []string{"_DateTimeFormat", "_dateToLocale"}},
		lazy.Group{Source: src("numbers.js"), Natives: numberNatives, Names: []string{"_NumberFormat"}},
		lazy.Group{Source: src("intl.js"), Natives: collatorNatives, Names: []string{"Intl", "_compare"}},
	)
	return m
}

type module struct {
	locale  string
	methods *lazy.Source
	names   *lazy.Catalog
	zones   sync.Map // name as given → *time.Location
}

func (*module) Specifiers() []string { return nil }
func (*module) Exports() []string    { return nil }

func (m *module) Install(s *runtime.Script) (*goja.Object, error) {
	r, err := m.names.Install(s)
	if err != nil {
		return nil, err
	}
	get := s.Func("get", func(c goja.FunctionCall) goja.Value { return r.Get(c.Argument(0).String()) })
	_, err = m.methods.Call(s.VM(), get)
	return nil, err
}

func (m *module) localeNatives(r *lazy.Realm) *goja.Object {
	o := r.VM.NewObject()
	_ = o.Set("defaultLocale", m.locale)
	return o
}

// machineLocale reads the language from the environment, "en_US.UTF-8".
func machineLocale(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		v, _, _ := strings.Cut(getenv(name), ".")
		v = strings.ReplaceAll(v, "_", "-")
		if lang, _, _ := strings.Cut(v, "-"); lang == "zh" || lang == "en" {
			return v
		}
	}
	return "zh-CN"
}

// zone finds a time zone by name, in any case; nil if there is none.
func (m *module) zone(name string) *time.Location {
	if l, ok := m.zones.Load(name); ok {
		return l.(*time.Location)
	}
	l := findZone(name)
	if l != nil {
		m.zones.Store(name, l)
	}
	return l
}
