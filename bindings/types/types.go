// Package types holds what editors need to complete and check rules: the
// TypeScript declarations of every JavaScript name, and a jsconfig.json. The
// program writes both into the scripts folder.
package types

import (
	"bytes"
	_ "embed" // for the files
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

//go:embed hotreply.d.ts
var own []byte

//go:embed node.d.ts
var node []byte

// Declarations is the content of hotreply.d.ts: our own names, then Node's.
var Declarations = slices.Concat(own, node)

// Config is the content of jsconfig.json.
//
//go:embed jsconfig.json
var Config []byte

// Write puts hotreply.d.ts into the folder, or refreshes it, and jsconfig.json
// unless there is one already: people add to theirs. Nothing is touched that is
// up to date.
func Write(dir string) error {
	if err := refresh(filepath.Join(dir, "hotreply.d.ts"), Declarations); err != nil {
		return err
	}
	config := filepath.Join(dir, "jsconfig.json")
	for _, own := range []string{config, filepath.Join(dir, "tsconfig.json")} {
		if _, err := os.Lstat(own); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return refresh(config, Config)
}

func refresh(path string, want []byte) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // a pipe would block the start
		return fmt.Errorf("write types for editors: %s is no plain file", path)
	}
	have, err := os.ReadFile(path)
	if err == nil && bytes.Equal(have, want) {
		return nil
	}
	if err := os.WriteFile(path, want, 0o644); err != nil {
		return fmt.Errorf("write types for editors: %w", err)
	}
	return nil
}
