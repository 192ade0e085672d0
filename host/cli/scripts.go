package cli

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"hotreply/bindings/types"
	"hotreply/host"
)

//go:embed first_rule.js
var firstRule []byte

// prepareScripts makes the scripts folders ready for a start and for editors.
func prepareScripts(c host.Config, told io.Writer) error {
	if err := firstScript(c.Scripts, told); err != nil {
		return err
	}
	dirs := []string{c.Scripts}
	for _, a := range c.Accounts {
		if a.Scripts != "" {
			dirs = append(dirs, a.Scripts)
		}
	}
	if err := host.CheckScripts(c); err != nil {
		return err
	}
	for _, dir := range dirs {
		if err := types.Write(dir); err != nil { // a folder that is read-only runs as well
			c.Logger.Warn("editors will not complete the rules", "err", err)
		}
	}
	return nil
}

// firstScript makes sure that there is a folder with a rule in it, so that the
// very first start answers something.
func firstScript(dir string, told io.Writer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return inScripts("make the scripts folder", dir, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return inScripts("read the scripts folder", dir, err)
	}
	for _, e := range entries {
		if mayBeRule(e) {
			return nil
		}
	}
	path := filepath.Join(dir, "10-hello.js")
	if err := os.WriteFile(path, firstRule, 0o644); err != nil {
		return inScripts("write a first rule into the scripts folder", dir, err)
	}
	fmt.Fprintf(told, "wrote a first rule for you: %s\n", path)
	return nil
}

// inScripts is what the system refused in a folder of rules.
func inScripts(doing, dir string, err error) error {
	return &host.FolderError{Doing: doing, Dir: dir, Flag: "--scripts", Err: err}
}

// mayBeRule tells whether a folder entry is somebody's rule, loosely: the
// loader knows exactly, but any doubt means that the folder is not empty.
func mayBeRule(e os.DirEntry) bool {
	name := e.Name()
	switch {
	case strings.HasPrefix(name, "_"), strings.HasPrefix(name, "."), name == "node_modules":
		return false
	case e.IsDir():
		return true
	case strings.HasSuffix(name, ".d.ts"):
		return false
	}
	switch filepath.Ext(name) {
	case ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx":
		return true
	}
	return false
}
