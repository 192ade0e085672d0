package bindings

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/dop251/goja"
	"github.com/hashicorp/go-hclog"

	"hotreply/bot"
	"hotreply/runtime"
)

// Options are what [Modules] need besides the host.
type Options struct {
	Logger hclog.Logger // gets console and notices; nil is silence
}

// Modules are the JavaScript names of this package: the import "hotreply" and
// the globals bot, store, env, console and the error classes.
func Modules(app bot.App, o Options) []runtime.Module {
	if o.Logger == nil {
		o.Logger = hclog.NewNullLogger()
	}
	return []runtime.Module{&module{app: app, log: o.Logger, all: &registry{lists: map[*kit][]command{}}}}
}

type module struct {
	app bot.App
	log hclog.Logger
	all *registry
}

// Specifiers are the import names.
func (m *module) Specifiers() []string { return []string{"hotreply"} }

// Exports are the named exports: the globals of this package.
func (m *module) Exports() []string { return Globals() }

// Globals are the names that Install defines.
func Globals() []string {
	names := []string{"bot", "store", "env", "console"}
	for _, c := range Errors {
		names = append(names, c.Name)
	}
	return names
}

// Install defines the names in one script.
func (m *module) Install(s *runtime.Script) (*goja.Object, error) {
	k, err := newKit(m.app, s, m.log.With("rule", s.Name()))
	if err != nil {
		return nil, err
	}
	k.all = m.all
	exports := k.vm.NewObject()
	for _, name := range Globals() {
		err := s.WhenUsed([]string{name}, func() error {
			v, err := k.global(name)
			if err != nil {
				return err
			}
			define(k.vm.GlobalObject(), name, v)
			return exports.Set(name, v)
		})
		if err != nil {
			return nil, err
		}
	}
	s.OnLive(func() { m.all.add(k) })
	s.OnDispose(func() { m.all.remove(k) })
	return exports, nil
}

// global makes the value of one of the globals.
func (k *kit) global(name string) (goja.Value, error) {
	switch name {
	case "bot":
		return k.botObject(), nil
	case "store":
		return k.storeGlobal(), nil
	case "env":
		return k.value(k.app.Env()), nil
	case "console":
		return k.consoleObject(), nil
	}
	if err := k.makeFaults(); err != nil {
		return nil, err
	}
	return k.classes[name], nil
}

// botNames are the names of bot's methods.
func botNames() (names []string) {
	for _, f := range botFunctions {
		names = append(names, f.name)
	}
	return names
}

// botObject is the global bot.
func (k *kit) botObject() goja.Value {
	return guarded(k, "bot", botNames(), botForeign, func(name string) goja.Value {
		for _, f := range botFunctions {
			if f.name == name {
				return k.function("bot."+name, f.do)
			}
		}
		return nil
	})
}

// command is one bot.command, for bot.commands.
type command struct {
	name    string
	aliases []string
	help    string
	script  string
}

// registry knows the commands of all live scripts. A kit's own commands are
// read on its loop only; the registry keeps copies.
type registry struct {
	mu    sync.Mutex // guards lists
	lists map[*kit][]command
}

func (r *registry) add(k *kit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lists[k] = k.commands
}

func (r *registry) remove(k *kit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.lists, k)
}

// commands lists them by script, then in the order they were made. The asking
// script's own are current even while it loads.
func (r *registry) commands(asking *kit) []command {
	r.mu.Lock()
	lists := maps.Clone(r.lists)
	r.mu.Unlock()
	lists[asking] = asking.commands
	var all []command
	for k, list := range lists {
		if k != asking && k.s.Name() == asking.s.Name() {
			continue // the version that this one replaces, or is replaced by
		}
		for _, c := range list {
			c.script = k.s.Name()
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b command) int { return strings.Compare(a.script, b.script) })
	return all
}

// ConsoleModule is the global console alone, for scripts that are no rules.
func ConsoleModule(log hclog.Logger) runtime.Module {
	if log == nil {
		log = hclog.NewNullLogger()
	}
	return consoleModule{log}
}

type consoleModule struct{ log hclog.Logger }

// Specifiers are none: console is a global.
func (consoleModule) Specifiers() []string { return nil }

// Exports are none.
func (consoleModule) Exports() []string { return nil }

// Install defines the global.
func (m consoleModule) Install(s *runtime.Script) (*goja.Object, error) {
	k := &kit{s: s, vm: s.VM(), log: m.log.With("rule", s.Name())}
	builtin := k.vm.Get("JSON").ToObject(k.vm)
	k.stringify, _ = goja.AssertFunction(builtin.Get("stringify"))
	define(k.vm.GlobalObject(), "console", k.consoleObject())
	return nil, nil
}
