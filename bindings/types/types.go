// Package types holds what editors need to complete and check rules: the
// TypeScript declarations of every JavaScript name, and a jsconfig.json. The
// program writes both into the scripts folder.
package types

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

//go:embed hotreply.d.ts
var own []byte

//go:embed web.d.ts
var web []byte

//go:embed node.d.ts
var node []byte

// Declarations gives the content of hotreply.d.ts: our own names, then those of
// the web that there are, then Node's.
func Declarations() []byte { return slices.Concat(own, web, node) }

// Config is the content of jsconfig.json.
//
//go:embed jsconfig.json
var Config []byte

// earlier holds what jsconfig.json was in earlier versions, one file each.
//
//go:embed earlier/*.json
var earlier embed.FS

// Write puts hotreply.d.ts into the folder, or refreshes it, and jsconfig.json
// unless people have one of their own: theirs stays, and one that an earlier
// version wrote, and nobody changed since, is refreshed. Nothing is touched
// that is up to date.
func Write(dir string) error {
	if err := refresh(filepath.Join(dir, "hotreply.d.ts"), Declarations()); err != nil {
		return err
	}
	config := filepath.Join(dir, "jsconfig.json")
	if _, err := os.Lstat(filepath.Join(dir, "tsconfig.json")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	switch info, err := os.Lstat(config); {
	case errors.Is(err, fs.ErrNotExist):
		return refresh(config, Config)
	case err != nil || !info.Mode().IsRegular():
		return err
	}
	have, err := os.ReadFile(config)
	if err != nil {
		return fmt.Errorf("read the settings of editors: %w", err)
	}
	if !isEarlier(have) {
		return nil
	}
	return refresh(config, Config)
}

// isEarlier tells whether a jsconfig.json is as an earlier version wrote it. Git
// may have changed the ends of its lines.
func isEarlier(have []byte) bool {
	have = bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n"))
	files, err := fs.Glob(earlier, "earlier/*.json")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	return slices.ContainsFunc(files, func(name string) bool {
		old, err := earlier.ReadFile(name)
		return err == nil && bytes.Equal(have, old)
	})
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
