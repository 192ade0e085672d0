// Package intl gives rules dates, numbers and text order the way people in
// China and English speakers write them.
package intl

import (
	"github.com/dop251/goja"

	"hotreply/runtime"
)

// Module makes the names of this package.
func Module() runtime.Module { return module{} }

type module struct{}

func (module) Specifiers() []string                            { return nil }
func (module) Exports() []string                               { return nil }
func (module) Install(s *runtime.Script) (*goja.Object, error) { return nil, nil }
