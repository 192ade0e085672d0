package intl_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/intl"
)

// A script that formats a date, in a set of scripts with no other names.
func ExampleModuleFor() {
	dir, err := os.MkdirTemp("", "intl")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	rule := `globalThis.text = new Date(0).toLocaleDateString("zh-CN", { dateStyle: "full", timeZone: "Asia/Shanghai" });`
	if err := os.WriteFile(filepath.Join(dir, "date.js"), []byte(rule), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	set, err := runtime.New(runtime.Options{Dir: dir, Watch: runtime.WatchOff, Modules: []runtime.Module{intl.ModuleFor("zh-CN")}})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := set.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	defer set.Close(ctx)
	s := set.Current().Scripts()[0]
	err = s.Invoke(ctx, runtime.Invocation{
		Fn: func(goja.Value, ...goja.Value) (goja.Value, error) { return s.VM().Get("text"), nil },
		Result: func(_ *runtime.Script, v goja.Value) error {
			fmt.Println(v)
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output: 1970年1月1日星期四
}
