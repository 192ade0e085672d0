package runtime

import (
	"context"
	"errors"

	"github.com/dop251/goja"
)

// goja leaves a runtime damaged when an interrupt or a stack overflow hits it
// inside an async function: frames of the function stay on its stack, and from
// then on no promise job runs. So after each such end of a turn the loop tests
// its runtime, and one that failed the test is replaced: the same bundle is
// started afresh, as after an edit, and swapped in.

// errBroken says that a handler was not called because the script is about to
// be replaced. It never leaves the package.
var errBroken = errors.New("the script is being started again")

// RestartError ends the other handlers of a script that had to be started
// again because one of its handlers was stopped.
type RestartError struct{ Script string }

// Error names the script.
func (e *RestartError) Error() string {
	return e.Script + " was started again because JavaScript in it was stopped in the middle"
}

// Name is the name of the JavaScript error.
func (e *RestartError) Name() string { return "AbortError" }

// Code is the code of the JavaScript error.
func (e *RestartError) Code() string { return "SCRIPT_RESTARTED" }

// Hint says what to do about it.
func (e *RestartError) Hint() string {
	return "the log names the handler that ran too long or too deep; this one was only beside it"
}

// checkUp tests the runtime after a turn that ended abruptly.
func (l *loop) checkUp() {
	l.abrupt = false
	if l.broken || l.sound() {
		return
	}
	l.giveUp(&RestartError{Script: l.script.name})
}

// giveUp ends all that the script does, for reason, and has it started again.
func (l *loop) giveUp(reason error) {
	l.broken = true
	l.timers.clearAll()
	for t := range l.tasks {
		t.abort(reason)
	}
	l.script.maybeDrained()
	if !l.script.loading && !l.script.retiring {
		l.script.broken.Store(true)
		l.script.set.askRestart(l.script)
	}
}

// sound reports whether promise jobs still run.
func (l *loop) sound() bool {
	ran := false
	err := l.protect(func() {
		p, resolve, _ := l.vm.NewPromise()
		l.throwIf(l.script.then(l.vm.ToValue(p), func(goja.Value) { ran = true }, func(goja.Value) {}))
		l.throwIf(resolve(goja.Undefined()))
	})
	return err == nil && ran
}

func (s *Scripts) askRestart(sc *Script) {
	select {
	case s.broken <- sc:
	default: // never block a loop
		s.running.Go(func() {
			select {
			case s.broken <- sc:
			case <-s.life.Done():
			}
		})
	}
}

// succession waits until a broken script has been replaced and returns the new
// one, or nil.
func (s *Script) succession(ctx context.Context) *Script {
	select {
	case <-s.replaced:
		return s.successor
	case <-s.set.life.Done():
	case <-ctx.Done():
	}
	return nil
}

// sameRule finds a rule in another script of the same bundle.
func (s *Script) sameRule(r *Rule) *Rule {
	if s == nil || r.number >= len(s.loaded) || s.loaded[r.number].String() != r.String() {
		return nil
	}
	return s.loaded[r.number]
}

// restart begins to replace a broken script by a new one of the same bundle.
func (k *keeper) restart(ctx context.Context, old *Script) {
	s := k.slots[old.name]
	if s == nil || s.live != old {
		close(old.replaced) // its successor is in force already
		return
	}
	number, gen := s.load, k.set.Current().number+1
	k.load(func() result {
		r := result{slot: s, number: number, bundle: old.bundle, restarts: old}
		script := newScript(k.set, old.bundle, old.dir, gen)
		if err := script.start(ctx); err != nil {
			r.err = asScriptError(old.name, err)
		} else {
			r.script = script
		}
		return r
	})
}

// restarted files the result of restart.
func (k *keeper) restarted(r result) {
	s, old := r.slot, r.restarts
	k.replaced = append(k.replaced, old)
	if k.slots[s.name] != s || s.live != old {
		r.drop()
		return
	}
	k.changed = true
	s.live = r.script
	if r.err != nil {
		s.failure = r.err
		k.report.Failed = append(k.report.Failed, r.err)
		return
	}
	old.successor = r.script
	k.set.log.Warn("the script was started again, its variables are lost", "rule", s.name, "generation", r.script.gen,
		"hint", "a handler of it had to be stopped; the error before this line says where")
}

// succeeded wakes who waits for the replacement, after the swap.
func (k *keeper) succeeded() {
	for _, old := range k.replaced {
		close(old.replaced)
	}
	k.replaced = nil
}
