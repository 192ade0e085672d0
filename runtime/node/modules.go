package node

import (
	"iter"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

// support is how much of a module of Node there is.
type support int

const (
	whole  support = iota // what packages and rules use of it
	partly                // what can be had without sockets, processes and files outside the folder
	stub                  // its names, which throw when they are used
)

// moduleEntry is one module of Node.
type moduleEntry struct {
	inner    string // its name in the catalog
	part     string // the property of that which it stands for, "" for the whole
	support  support
	prefixed bool // known as node:name only
}

// modules are what can be imported, by the name without "node:".
var modules = map[string]moduleEntry{
	"assert":              {inner: "_assert"},
	"assert/strict":       {inner: "_assert", part: "strict"},
	"async_hooks":         {inner: "_asyncHooks", support: partly},
	"buffer":              {inner: "_buffer"},
	"child_process":       {inner: "_childProcess", support: stub},
	"cluster":             {inner: "_cluster", support: stub},
	"console":             {inner: "_console", support: partly},
	"constants":           {inner: "_flatConstants"},
	"crypto":              {inner: "_crypto"},
	"dgram":               {inner: "_dgram", support: stub},
	"diagnostics_channel": {inner: "_diagnostics"},
	"dns":                 {inner: "_dns", support: stub},
	"dns/promises":        {inner: "_dns", part: "promises", support: stub},
	"domain":              {inner: "_domain", support: stub},
	"events":              {inner: "_events"},
	"fs":                  {inner: "_fs", support: partly},
	"fs/promises":         {inner: "_fs", part: "promises", support: partly},
	"http":                {inner: "_http", support: partly},
	"http2":               {inner: "_http2", support: stub},
	"https":               {inner: "_https", support: partly},
	"inspector":           {inner: "_inspector", support: stub},
	"inspector/promises":  {inner: "_inspector", support: stub},
	"module":              {inner: "_module", support: partly},
	"net":                 {inner: "_net", support: stub},
	"os":                  {inner: "_os", support: partly},
	"path":                {inner: "_path"},
	"path/posix":          {inner: "_path"},
	"path/win32":          {inner: "_path", part: "win32", support: stub},
	"perf_hooks":          {inner: "_perf", support: partly},
	"process":             {inner: "process", support: partly},
	"punycode":            {inner: "_punycode"},
	"querystring":         {inner: "_querystring"},
	"readline":            {inner: "_readline", support: partly},
	"readline/promises":   {inner: "_readline", part: "promises", support: partly},
	"repl":                {inner: "_repl", support: stub},
	"sea":                 {inner: "_sea", support: stub, prefixed: true},
	"sqlite":              {inner: "_sqlite", support: stub, prefixed: true},
	"stream":              {inner: "_stream"},
	"stream/consumers":    {inner: "_consumers"},
	"stream/promises":     {inner: "_stream", part: "promises"},
	"stream/web":          {inner: "_streamWeb", support: partly},
	"string_decoder":      {inner: "_string_decoder"},
	"sys":                 {inner: "_util"},
	"test":                {inner: "_test", support: stub, prefixed: true},
	"timers":              {inner: "_timers"},
	"timers/promises":     {inner: "_timers", part: "promises"},
	"tls":                 {inner: "_tls", support: stub},
	"trace_events":        {inner: "_trace", support: stub},
	"tty":                 {inner: "_tty", support: stub},
	"url":                 {inner: "_url"},
	"util":                {inner: "_util"},
	"util/types":          {inner: "_util", part: "types"},
	"v8":                  {inner: "_v8", support: stub},
	"vm":                  {inner: "_vm", support: stub},
	"wasi":                {inner: "_wasi", support: stub},
	"worker_threads":      {inner: "_workers", support: stub},
	"zlib":                {inner: "_zlib"},
}

// moduleNames are the names that Node lists: with "node:" where there is no
// other.
func moduleNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name, m := range modules {
			if m.prefixed {
				name = "node:" + name
			}
			if !yield(name) {
				return
			}
		}
	}
}

// object is the module in one script.
func (m moduleEntry) object(r *lazy.Realm) *goja.Object {
	obj := r.Get(m.inner).ToObject(r.VM)
	if m.part != "" {
		obj = obj.Get(m.part).ToObject(r.VM)
	}
	return obj
}

// module is one name that can be imported.
type module struct {
	name  string
	entry moduleEntry
}

func (m module) Specifiers() []string {
	if m.entry.prefixed {
		return []string{"node:" + m.name}
	}
	return []string{m.name, "node:" + m.name}
}

// Exports is nil: packages import whatever they like, and get undefined for
// what is not there, as from any CommonJS module.
func (module) Exports() []string { return nil }

func (module) Install(*runtime.Script) (*goja.Object, error) { return nil, nil }

// Import makes the module when a script first asks for it.
func (m module) Import(s *runtime.Script) (*goja.Object, error) {
	return m.entry.object(s.Local(realmKey{}).(*lazy.Realm)), nil
}
