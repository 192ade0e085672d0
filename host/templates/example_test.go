package templates_test

import (
	"fmt"
	"os"
	"path/filepath"

	"hotreply/host/templates"
)

// What `hotreply new 20-weather --template command` does.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "scripts")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	paths, err := templates.Write(dir, "command", "20-weather")
	for _, p := range paths {
		fmt.Println(filepath.Base(p))
	}
	fmt.Println(err)
	// Output:
	// 20-weather.js
	// 20-weather.test.js
	// <nil>
}
