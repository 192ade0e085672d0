package runtime

import (
	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
)

// MustCompile compiles JavaScript that is part of the binary the way scripts
// are compiled, so that it gets the same cures of the engine. The source is
// strict; name stands in stack traces. It panics when source does not compile.
// Any goroutine may call it, and any number of runtimes may run the program.
func MustCompile(name, source string) *goja.Program {
	return compile.Must(name, source)
}
