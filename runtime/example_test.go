package runtime_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/pattern"
)

// answers is a host module of one function: answer(pattern, handler).
type answers struct{}

func (answers) Specifiers() []string { return []string{"answers"} }
func (answers) Exports() []string    { return []string{"answer"} }

func (answers) Install(s *runtime.Script) (*goja.Object, error) {
	exports := s.VM().NewObject()
	err := exports.Set("answer", s.Func("answer", func(call goja.FunctionCall) goja.Value {
		looked, err := pattern.Text(call.Argument(0).String())
		if err != nil {
			s.Throw(err)
		}
		handler, ok := goja.AssertFunction(call.Argument(1))
		if !ok {
			panic(s.VM().NewTypeError("answer: the second argument must be a function"))
		}
		err = s.AddRule(runtime.Rule{Kind: runtime.Hear, Patterns: []pattern.Pattern{looked}, Handler: handler})
		if err != nil {
			s.Throw(err)
		}
		return goja.Undefined()
	}))
	return exports, err
}

// question is an event: a text whose answer is printed.
type question string

func (q question) Subject() pattern.Subject { return pattern.Subject{Text: string(q)} }
func (q question) Key() string              { return string(q) }
func (q question) Value() any               { return nil }

func (q question) Argument(s *runtime.Script) (goja.Value, error) { return s.VM().NewObject(), nil }

func (q question) Matched(s *runtime.Script, arg goja.Value, m pattern.Match) error {
	return arg.(*goja.Object).Set("params", m.Params)
}

func (q question) Result(s *runtime.Script, v goja.Value) error {
	fmt.Println(v)
	return nil
}

// A Go program embeds the runtime with a module of one function. The rule can
// be edited while the program runs.
func Example() {
	dir, _ := os.MkdirTemp("", "rules")
	defer os.RemoveAll(dir)
	rule := `
		import { answer } from "answers";
		answer("hello [name]", async msg => "Hello, " + msg.params.name + "!");`
	os.WriteFile(filepath.Join(dir, "hello.js"), []byte(rule), 0o644)

	set, err := runtime.New(runtime.Options{Dir: dir, Modules: []runtime.Module{answers{}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	if err := set.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer set.Close(ctx)

	outcome, err := set.Current().Dispatch(ctx, question("hello 世界"))
	fmt.Println(outcome.Script, outcome.Handled, err)
	// Output:
	// Hello, 世界!
	// hello.js true <nil>
}
