package jsregexp_test

import (
	"errors"
	"testing"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
	"hotreply/runtime/internal/jsregexp"
)

// A match that is ended because the runtime is interrupted ends all code with
// that: no catch, no promise and no caller gets another error.
func TestAnInterruptedMatchEndsTheTurn(t *testing.T) {
	for name, source := range map[string]string{
		"alone":         `long.search(/x(?=y)/)`,
		"caught":        `try { long.replace(/x(?=y)/g, "") } catch (e) { seen = e }`,
		"in a callback": `[1].map(() => /x(?=y)/.test(long))`,
		"async":         `(async () => { await 1; /x(?=y)/.exec(long) })().catch(e => { seen = e })`,
		"split":         `long.split(/x(?=y)/)`,
	} {
		t.Run(name, func(t *testing.T) {
			vm, reason := goja.New(), errors.New("time is up")
			poll := func() error { vm.Interrupt(reason); return errors.New("ended") }
			if err := jsregexp.Install(vm, poll, 0); err != nil {
				t.Fatal(err)
			}
			_, err := vm.RunProgram(compile.Must("x.js", `var seen; const long = "x".repeat(3e5); `+source))
			if !errors.Is(err, reason) {
				t.Errorf("ended with %v", err)
			}
			vm.ClearInterrupt()
			if seen := vm.Get("seen"); !goja.IsUndefined(seen) {
				t.Errorf("the script saw %v", seen)
			}
			if v, err := vm.RunString(`1 + 1`); err != nil || v.ToInteger() != 2 {
				t.Errorf("afterwards %v, %v", v, err)
			}
		})
	}
}
