package main

import (
	"os"
	"time"

	"github.com/dop251/goja"

	"hotreply/host/cli"
	"hotreply/internal/cputime"
	"hotreply/runtime"
)

// What happens when the process dies or can not go on is tested with scripts
// that say so: in the binary that the scripts below testdata run, and in no
// other, rules have a global hook.
//
//	hook.die()          the process panics
//	hook.wedge()        a call in native code that goes on for a minute
//	hook.flood(bytes)   the same, and it holds that much memory
//	import "hook:dies"  the process panics while the file is bundled

// hooked is main with these names.
func hooked() {
	os.Exit(cli.Main(os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Modules: []runtime.Module{hookModule{}, diesBundling{}}, MatchDelay: slowMatch}))
}

// wedgeTime is longer than any test waits for the end of a wedge.
const wedgeTime = time.Minute

type hookModule struct{}

func (hookModule) Specifiers() []string { return nil }
func (hookModule) Exports() []string    { return nil }

func (hookModule) Install(s *runtime.Script) (*goja.Object, error) {
	o := s.VM().NewObject()
	for name, f := range map[string]func(goja.FunctionCall){
		"die":   func(goja.FunctionCall) { die() },
		"wedge": func(goja.FunctionCall) { work(wedgeTime) },
		"flood": flood,
	} {
		if err := o.Set(name, s.Func(name, func(c goja.FunctionCall) goja.Value { f(c); return goja.Undefined() })); err != nil {
			return nil, err
		}
	}
	return nil, s.VM().Set("hook", o)
}

// work uses a processor for so long, as native code does that finds no end.
func work(d time.Duration) {
	used := cputime.Used()
	for began := time.Now(); time.Since(began) < d || cputime.Used()-used < d; {
	}
}

// die panics where nobody recovers.
func die() {
	go panic("a hook ended the process")
	select {}
}

// flood takes memory piece by piece.
func flood(c goja.FunctionCall) {
	const piece = 8 << 20
	var held [][]byte
	for n := c.Argument(0).ToInteger(); n > 0; n -= piece {
		held = append(held, make([]byte, piece))
	}
	time.Sleep(wedgeTime)
	clear(held)
}

// diesBundling is a module whose import the bundler does not survive.
type diesBundling struct{}

func (diesBundling) Specifiers() []string                          { return []string{"hook:dies"} }
func (diesBundling) Install(*runtime.Script) (*goja.Object, error) { return nil, nil }
func (diesBundling) Exports() []string                             { die(); return nil }
