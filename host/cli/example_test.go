package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"hotreply/host/cli"
)

// A whole command: arguments in, words and an exit code out.
func ExampleMain() {
	dir, err := os.MkdirTemp("", "scripts")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	rule := filepath.Join(dir, "10-hello.js")
	if err := os.WriteFile(rule, []byte(`bot.hear("hi", msg => "hello");`), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	var out strings.Builder
	code := cli.Main([]string{"check", rule}, cli.Streams{Out: &out, Err: os.Stderr})
	fmt.Print(strings.ReplaceAll(out.String(), dir, "scripts"))
	fmt.Println("exit code", code)
	// Output:
	// ok    scripts/10-hello.js
	// exit code 0
}
