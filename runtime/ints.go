package runtime

import (
	"math"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/compile"
)

// defineInt defines what large operands of bit operators go through: the
// remainder of 2^32, which has the same low 32 bits.
func defineInt(vm *goja.Runtime) {
	f := func(c goja.FunctionCall) goja.Value {
		v := c.Argument(0)
		if goja.IsNumber(v) || goja.IsString(v) { // others the operator asks for their number
			if n := v.ToFloat(); math.Abs(n) >= 1<<53 {
				return vm.ToValue(math.Mod(n, 1<<32))
			}
		}
		return v
	}
	if err := vm.GlobalObject().DefineDataProperty(compile.Int, vm.ToValue(f), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE); err != nil {
		panic(err) // a fresh global object takes it
	}
}
