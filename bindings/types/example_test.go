package types_test

import (
	"fmt"
	"os"

	"hotreply/bindings/types"
)

// A scripts folder gets the files that let editors complete and check rules.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "scripts")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fmt.Println(types.Write(dir))
	files, _ := os.ReadDir(dir)
	for _, f := range files {
		fmt.Println(f.Name())
	}
	// Output:
	// <nil>
	// hotreply.d.ts
	// jsconfig.json
}
