package prelude

import (
	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/scriptjson"
)

// JSON is a module with JSON.parse, stringify and rawJSON as the language has
// them, within [runtime.Limits].Allocate and Nesting. It belongs before all
// other modules, some of which keep these functions for themselves.
func JSON() runtime.Module { return jsonModule{} }

type jsonModule struct{}

func (jsonModule) Specifiers() []string { return nil }
func (jsonModule) Exports() []string    { return nil }

func (jsonModule) Install(s *runtime.Script) (*goja.Object, error) {
	return nil, scriptjson.Install(s.VM(), scriptjson.Limits{Depth: s.Limits().Nesting, Bytes: s.Limits().Allocate})
}
