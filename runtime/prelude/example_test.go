package prelude_test

import (
	"fmt"

	"github.com/dop251/goja"

	"hotreply/runtime/prelude"
)

// The programs serve any goja runtime, not only those of scripts.
func ExampleInstall() {
	vm := goja.New()
	if err := prelude.Install(vm); err != nil {
		fmt.Println(err)
		return
	}
	v, err := vm.RunString(`"a好b".match(new RegExp("\\p{Script=Han}", "u"))[0] + [1, 2, 3].values().take(2).toArray()`)
	fmt.Println(v, err)
	// Output: 好1,2 <nil>
}
