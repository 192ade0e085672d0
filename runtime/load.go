package runtime

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/bundle"
	"hotreply/runtime/internal/compile"
	"hotreply/runtime/internal/jsregexp"
)

// loopLabel marks the goroutines of loops in profiles, with the script's name.
const loopLabel = "script"

// newScript makes a script that has not run yet.
func newScript(set *Scripts, b *bundle.Bundle, dir string, gen uint64) *Script {
	ctx, cancel := context.WithCancelCause(set.life)
	s := &Script{set: set, name: b.Script, namespace: bundle.Namespace(b.Script), dir: dir, gen: gen, bundle: b, ctx: ctx, cancel: cancel,
		exports: make(map[string]*goja.Object), replaced: make(chan struct{}), errSymbol: goja.NewSymbol("go error"), held: new(holdings)}
	s.log = set.log.With("rule", s.name, "generation", gen)
	s.loop = newLoop(s)
	s.matcher = newMatcher(set, s.name, ctx.Done())
	return s
}

// start runs the top level and blocks until it and its awaits are over. On an
// error the script is stopped already.
func (s *Script) start(ctx context.Context) error {
	s.loading = true // from its first turn on
	s.set.guard.add(s.loop)
	s.set.running.Go(func() {
		pprof.Do(s.set.life, pprof.Labels(loopLabel, s.name), func(context.Context) { s.loop.run() })
		s.set.guard.drop(s.loop)
	})
	done := make(chan error, 1)
	s.loop.post(nil, func() { s.loadTop(func(err error) { done <- err }) })
	err := s.awaitLoad(ctx, done)
	if err != nil {
		s.discard()
	}
	return err
}

func (s *Script) awaitLoad(ctx context.Context, done <-chan error) error {
	late := make(chan struct{})
	if limit := s.set.limits.Load; limit > 0 {
		stop := s.set.clock.AfterFunc(limit, func() { close(late) })
		defer stop()
	}
	stop := s.set.clock.AfterFunc(loadNotice, s.tellLoading)
	defer stop()
	select {
	case err := <-done:
		return err
	case <-late:
		return &ScriptError{Script: s.name, File: s.bundle.Entry, Generation: s.gen, Name: "TimeoutError",
			Message: fmt.Sprintf("the top level took longer than %v", s.set.limits.Load),
			Advice:  "look for a top-level await that never settles"}
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-s.loop.done:
		return ErrGone
	}
}

// loadNotice is how long a top level may wait before people are told: whoever
// saved the file looks for the new answers by then.
const loadNotice = 3 * time.Second

// tellLoading logs that the top level still waits for something, and who
// answers meanwhile.
func (s *Script) tellLoading() {
	meanwhile := "none of its rules answers yet"
	now := s.set.Current()
	switch {
	case slices.ContainsFunc(now.scripts, func(old *Script) bool { return old.name == s.name }):
		meanwhile = "the old version keeps answering"
	case now.number == 0:
		meanwhile = "the start waits for it"
	}
	facts := []any{"rule", s.name, "after", loadNotice, "hint", "look for a top-level await that does not settle"}
	if limit := s.set.limits.Load; limit > 0 {
		facts = append(facts, "limit", limit)
	}
	s.set.log.Warn("still loading: "+meanwhile, facts...)
}

// loadTop is the first turn: it installs the host's names and runs the
// program. finish is told on the loop once the top level has settled.
func (s *Script) loadTop(finish func(error)) {
	over := func(err error) {
		// Rejections of this turn are known when it ends.
		s.loop.control(func() { finish(s.loadOver(err)) })
	}
	if err := s.install(); err != nil {
		over(err)
		return
	}
	v, err := s.loop.vm.RunProgram(s.bundle.Program())
	if err != nil {
		over(err)
		return
	}
	main, ok := goja.AssertFunction(v)
	if !ok {
		over(fmt.Errorf("the program is not a function"))
		return
	}
	v, err = main(goja.Undefined(), s.loop.vm.ToValue(s.hostModule), s.requirer("MODULE_NOT_FOUND"), s.requirer("ERR_MODULE_NOT_FOUND"))
	if err != nil {
		over(err)
		return
	}
	if p, ok := promiseOf(v); ok && p.State() == goja.PromiseStateRejected {
		s.loop.forgive(p)
		over(&thrown{value: p.Result()})
		return
	}
	err = s.then(v, func(goja.Value) { over(nil) }, func(reason goja.Value) { over(&thrown{value: reason}) })
	if err != nil {
		over(err)
	}
}

// loadOver ends the load and says whether it worked.
func (s *Script) loadOver(err error) error {
	if !s.loading {
		return err
	}
	s.loading = false
	s.loaded, s.idle = s.rules, s.isIdle()
	if err == nil && len(s.loadErrs) > 0 {
		err = s.loadErrs[0]
	}
	if err != nil {
		return s.scriptError(err)
	}
	return nil
}

// install runs the prelude and the modules.
func (s *Script) install() error {
	vm := s.loop.vm
	if err := s.loop.timers.install(s.loop); err != nil {
		return err
	}
	s.keepThen()
	if err := s.installLanguage(); err != nil {
		return err
	}
	for _, m := range s.set.opts.Modules {
		obj, err := m.Install(s)
		if err != nil {
			return fmt.Errorf("module %v: %w", m.Specifiers(), err)
		}
		if _, later := m.(LazyModule); later {
			continue
		}
		for _, name := range m.Specifiers() {
			if obj == nil {
				obj = vm.NewObject()
			}
			s.exports[name] = obj
		}
	}
	s.installed = len(s.dispose) + len(s.onLive)
	return nil
}

// installLanguage installs what the engine lacks of the language.
func (s *Script) installLanguage() error {
	vm := s.loop.vm
	if err := s.WhenUsed(textNames, s.loop.depth.installText); err != nil {
		return err
	}
	err := s.WhenUsed(regexpNames, func() error { return jsregexp.Install(vm, s.loop.cutShort, s.set.opts.MatchStack) })
	for _, p := range s.set.opts.Prelude {
		if err != nil {
			return err
		}
		err = s.WhenUsed(p.Names, func() error {
			if _, err := vm.RunProgram(p.Program); err != nil {
				return fmt.Errorf("prelude: %w", err)
			}
			return nil
		})
	}
	return err
}

// The names by which scripts come to functions made of text and to regular
// expressions.
var (
	textNames   = []string{"eval", "Function", "constructor"}
	regexpNames = []string{compile.Literals, "RegExp", "match", "matchAll", "search"}
)

// exported is the object of a module of the host, nil if there is none. It
// makes it when its time has come.
func (s *Script) exported(name string) *goja.Object {
	if obj := s.exports[name]; obj != nil {
		return obj
	}
	m, ok := s.set.modules[name].(LazyModule)
	if !ok {
		return nil
	}
	obj, err := m.Import(s)
	if err != nil {
		s.Throw(err)
	}
	for _, n := range m.Specifiers() {
		s.exports[n] = obj
	}
	return obj
}

// hostModule gives a bundled import its module.
func (s *Script) hostModule(c goja.FunctionCall) goja.Value {
	name := c.Argument(0).String()
	if name == bundle.ExportsName {
		s.showExports(c.Argument(1))
		return goja.Undefined()
	}
	if obj := s.exported(name); obj != nil {
		return obj
	}
	panic(s.loop.vm.NewTypeError("there is no module %s", c.Argument(0)))
}

// requirer makes the function that serves calls which the bundler could not
// resolve before the run; code is what npm packages ask its errors for.
func (s *Script) requirer(code string) goja.Value {
	require := s.Func("require", func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		if obj := s.exported(name); obj != nil {
			return obj
		}
		by := ""
		if v := c.Argument(1); !goja.IsUndefined(v) {
			by = v.String()
		}
		s.Throw(bundle.Absent(name, by, code, s.missingHint))
		return nil
	})
	resolve := s.Func("resolve", func(c goja.FunctionCall) goja.Value {
		name := c.Argument(0).String()
		if s.exported(name) == nil && !filepath.IsAbs(name) { // an absolute one was found by the bundler
			s.Throw(bundle.Absent(name, "", code, s.missingHint))
		}
		return c.Argument(0)
	})
	require.ToObject(s.loop.vm).Set("resolve", resolve)
	return require
}

// missingHint says what to do about an import that a run has not found.
func (s *Script) missingHint(name string) string {
	if hint := bundle.ForeignHint(name); hint != "" {
		return hint
	}
	if strings.HasPrefix(name, ".") || strings.HasPrefix(name, "/") {
		return "look at the spelling; a name that is only made at run time is not found: write it as a plain string"
	}
	return s.set.loader.ImportHint(name)
}

// retire begins the end of a script that a newer version has replaced: what it
// made at top level goes at once, its handlers may finish. drained is called
// on the loop as soon as nothing of them is left, now or later.
func (s *Script) retire(drained func()) {
	ok := s.loop.control(func() {
		s.retiring = true
		s.drained = drained
		s.runDispose()
		s.loop.timers.retire()
		s.boundLeftovers()
		s.maybeDrained()
	})
	if !ok {
		drained()
	}
}

func (s *Script) runDispose() {
	for _, fn := range s.dispose {
		if err := s.loop.protect(fn); err != nil {
			s.report(err, nil)
		}
	}
	s.dispose = nil
}

// discard ends a version that never was in force.
func (s *Script) discard() {
	s.loop.control(func() {
		s.retiring = true
		s.runDispose()
	})
	s.stop()
}

func (s *Script) maybeDrained() {
	l := s.loop
	if !s.retiring || s.drained == nil || l.handlers > 0 {
		return
	}
	// A stop waits for handlers, not for what they left to be done one day.
	if s.set.closing.Load() || l.broken || len(l.families) == 0 {
		if s.unbound != nil {
			s.unbound()
		}
		f := s.drained
		s.drained = nil
		f()
	}
}

// stop ends the script now. Handlers that still run fail with ErrGone.
func (s *Script) stop() {
	s.cancel(ErrGone)
	s.loop.close()
}
