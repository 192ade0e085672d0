package runtime

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/dop251/goja"

	"hotreply/runtime/pattern"
)

// Generation is what is live at one time: the scripts in the order of their
// names and the index of their rules. It never changes and is safe for use by
// several goroutines.
type Generation struct {
	set     *Scripts
	number  uint64
	scripts []*Script
	rules   []*Rule        // of all scripts in their order, fallbacks last
	index   *pattern.Index // of the rules, by their numbers
	users   atomic.Int64   // calls under way, and one while it is in force
}

func newGeneration(set *Scripts, number uint64, scripts []*Script) *Generation {
	g := &Generation{set: set, number: number, scripts: scripts, index: pattern.NewIndex()}
	g.users.Store(1)
	var last []*Rule
	for _, s := range scripts {
		for _, r := range s.loaded {
			switch r.Kind {
			case Fallback:
				last = append(last, r)
			case OnEvent:
			default:
				g.rules = append(g.rules, r)
			}
		}
	}
	g.rules = append(g.rules, last...)
	for i, r := range g.rules {
		if r.Kind == Use || r.Kind == Fallback {
			g.index.AddAlways(int32(i))
			continue
		}
		for n := range r.Patterns {
			g.index.Add(int32(i), &r.Patterns[n])
		}
	}
	return g
}

// Number counts generations from 1.
func (g *Generation) Number() uint64 { return g.number }

// Scripts lists the live scripts in the order in which they see events.
func (g *Generation) Scripts() []*Script {
	return slices.DeleteFunc(slices.Clone(g.scripts), func(s *Script) bool { return s.aside })
}

// Rules lists the rules in the order in which they see events.
func (g *Generation) Rules() []*Rule {
	return slices.DeleteFunc(slices.Clone(g.rules), func(r *Rule) bool { return r.script.aside })
}

// enter keeps the scripts of g from being stopped, or those of the generation
// in force if g's may already be.
func (g *Generation) enter() *Generation {
	for {
		n := g.users.Load()
		if n == 0 {
			g = g.set.Current()
			continue
		}
		if g.users.CompareAndSwap(n, n+1) {
			return g
		}
	}
}

func (g *Generation) leave() {
	if g.users.Add(-1) == 0 {
		g.set.sweep()
	}
}

// Emit calls the listeners of an event (rules of the kind OnEvent) in every
// script at the same time and waits for all. arg makes their argument on each
// script's loop. The error joins what failed.
func (g *Generation) Emit(ctx context.Context, name string, arg func(*Script) (goja.Value, error)) error {
	g = g.enter()
	defer g.leave()
	var wg sync.WaitGroup
	errs := make([]error, len(g.scripts))
	for i, s := range g.scripts {
		if !s.listens(name) {
			continue
		}
		wg.Go(func() { errs[i] = s.emit(ctx, name, arg) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (s *Script) listens(name string) bool {
	for _, r := range s.loaded {
		if r.hears(name) {
			return true
		}
	}
	return false
}

func (r *Rule) hears(name string) bool {
	if r.Kind != OnEvent {
		return false
	}
	for _, p := range r.Patterns {
		if p.Source() == name {
			return true
		}
	}
	return false
}

// emit calls the script's listeners one after another.
func (s *Script) emit(ctx context.Context, name string, arg func(*Script) (goja.Value, error)) error {
	var errs []error
	for _, r := range s.loaded {
		if !r.hears(name) {
			continue
		}
		err := s.Invoke(ctx, Invocation{Key: name, Place: r.Position(), Event: name, Fn: r.Handler, Args: func() ([]goja.Value, error) {
			v, err := arg(s)
			return []goja.Value{v}, err
		}})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
