package intl

import (
	"embed"
	"os"
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
func Module() runtime.Module { return ModuleFor(machineLocale(os.Getenv, systemLocale)) }

// ModuleFor is [Module] with another default, such as "en-US".
func ModuleFor(locale string) runtime.Module {
	m := &module{locale: locale, tables: newTables()}
	src := func(name string) *lazy.Source { return lazy.FromFS(files, "js/"+name) }
	m.methods = src("methods.js")
	m.names = lazy.NewCatalog(
		lazy.Group{Source: src("locale.js"), Natives: m.localeNatives, Names: []string{"_callable", "_newOnly", "_locale", "_option", "_number", "_missing", "_digits",
			"_supportedLocalesOf", "_canonicalLocales", "_Locale"}},
		lazy.Group{Source: src("dates.js"), Natives: m.dateNatives, Names: []string{"_DateTimeFormat", "_dateToLocale"}},
		lazy.Group{Source: src("numbers.js"), Natives: m.numberNatives, Names: []string{"_NumberFormat", "_numberToLocale", "_rounding"}},
		lazy.Group{Source: src("text.js"), Natives: m.textNatives, Names: []string{"_compare", "_changeCase", "_Collator", "_Segmenter"}},
		lazy.Group{Source: src("words.js"), Natives: m.wordNatives, Names: []string{"_supportedValuesOf", "_PluralRules", "_RelativeTimeFormat", "_ListFormat", "_DisplayNames"}},
		lazy.Group{Source: src("intl.js"), Names: []string{"Intl"}},
	)
	return m
}

type module struct {
	locale  string
	methods *lazy.Source
	names   *lazy.Catalog
	tables  *tables
	zones   sync.Map // name as given → *time.Location
}

func (*module) Specifiers() []string { return nil }
func (*module) Exports() []string    { return nil }

func (m *module) Install(s *runtime.Script) (*goja.Object, error) {
	r, err := m.names.Install(s)
	if err != nil {
		return nil, err
	}
	return nil, s.WhenUsed(methodNames, func() error {
		get := s.Func("get", func(c goja.FunctionCall) goja.Value { return r.Get(c.Argument(0).String()) })
		_, err := m.methods.Call(s.VM(), get)
		return err
	})
}

// methodNames are the methods that speak a language.
var methodNames = []string{"toLocaleString", "toLocaleDateString", "toLocaleTimeString", "localeCompare", "toLocaleUpperCase", "toLocaleLowerCase"}

// localeNatives is the go of locale.js.
func (m *module) localeNatives(r *lazy.Realm) *goja.Object {
	o := r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"likely": func(c goja.FunctionCall) goja.Value {
			return r.VM.ToValue(likely(c.Argument(0).String(), c.Argument(1).ToBoolean()))
		},
	})
	_ = o.Set("defaultLocale", m.locale) // a new object takes any property
	_ = o.Set("tags", texts(r.VM, m.tables.tags))
	_ = o.Set("digits", texts(r.VM, m.tables.zones().Values["numberingSystem"]))
	return o
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
