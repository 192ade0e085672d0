package runtime

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/dop251/goja"
)

// Bundle is one script as the loader made it: a single program with
// everything the script imports. It is immutable and holds no JavaScript
// values, so any number of runtimes may run it.
type Bundle struct {
	Script  string            // file name of the script
	Entry   string            // file of its first line, as errors name it ("scripts/10-hello.js")
	Code    string            // JavaScript with an inline source map
	Sources map[string]string // original text by the name errors use; no node_modules
	Inputs  []Input           // every file the code was made of
	Notes   []Note            // warnings of the bundler

	name    string // of the program
	program *goja.Program
}

// Input is a file that a bundle was made of.
type Input struct {
	Path string // absolute
	Hash uint64 // of its content
}

// compile makes the program.
func (b *Bundle) compile() (err error) {
	b.name = programName(b.Sources)
	b.program, err = goja.Compile(b.name, b.Code, true)
	return err
}

// frame is the code frame of a position in one of the sources.
func (b *Bundle) frame(file string, line, column int) string {
	if b == nil {
		return ""
	}
	return codeFrame(b.Sources[file], line, column)
}

// entryFile finds the file a script starts with: the file itself, or the
// index of a folder.
func entryFile(dir, name string) (path string, ok bool) {
	if strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "node_modules" {
		return "", false
	}
	path = filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err != nil {
		return "", false
	}
	if !info.IsDir() {
		return path, isScriptFile(name)
	}
	for _, index := range []string{"index.js", "index.ts", "index.mjs", "index.mts"} {
		p := filepath.Join(path, index)
		if info, err := os.Stat(p); err == nil && !info.IsDir() {
			return p, true
		}
	}
	return "", false
}

var scriptExtensions = []string{".js", ".ts", ".mjs", ".mts", ".cjs", ".cts", ".jsx", ".tsx"}

// isScriptFile reports whether a file of that name in the folder is a rule.
func isScriptFile(name string) bool {
	base, ext := cutExtension(name)
	if ext == "" || base == "" {
		return false
	}
	return !strings.HasSuffix(base, ".d") && !strings.HasSuffix(base, ".test")
}

func cutExtension(name string) (base, ext string) {
	for _, ext := range scriptExtensions {
		if base, ok := strings.CutSuffix(name, ext); ok {
			return base, ext
		}
	}
	return name, ""
}

// Namespace is the name under which the state of a script is kept: its file
// name without extension and without a leading number and what separates it.
func Namespace(script string) string {
	base, _ := cutExtension(script)
	rest := strings.TrimLeft(base, "0123456789")
	if rest != base {
		rest = strings.TrimLeft(rest, "-_. ")
	}
	if rest == "" {
		return base
	}
	return rest
}
