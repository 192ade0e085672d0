package bundle

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// entry is what a name in the folder of scripts stands for.
type entry struct {
	path   string // of the script's first file; empty: it is no script
	folder string // its own folder, if it is one
	why    *Note  // it looks like a script and is none; nil otherwise
}

var indexFiles = []string{"index.js", "index.ts", "index.mjs", "index.mts"}

// entryOf finds the file a script starts with: the file itself, or the index
// of a folder.
func (l *Loader) entryOf(name string) (e entry) {
	if strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "node_modules" {
		return e
	}
	path := filepath.Join(l.dir, name)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		if at, lerr := os.Lstat(path); lerr == nil && at.Mode()&os.ModeSymlink != 0 {
			e.why = l.passOver(name, "the link leads to no file: "+brief(err).Error(), "put the file there, or remove the link")
		}
	case info.IsDir():
		return l.folderEntry(name, path)
	case !info.Mode().IsRegular():
		err := notPlain(info.Mode()).(*unfitError)
		e.why = l.passOver(name, err.problem, err.advice)
	case l.pick != nil:
		e.path = path
	case !utf8.ValidString(name) && isScriptFile(strings.ToValidUTF8(name, "x")):
		e.why = l.passOver(name, "its name is not UTF-8 text", "rename it; names out of an archive made on Windows are often GBK")
	case isScriptFile(name):
		e.path = path
	default:
		if meant := meantName(name); meant != "" {
			e.why = l.passOver(name, fmt.Sprintf("its name ends in %s, so it is no rule", ending(name)), "rename it to "+meant)
		}
	}
	return e
}

// folderEntry looks for the index of a folder.
func (l *Loader) folderEntry(name, path string) (e entry) {
	if above(realPath(path), realPath(l.dir)) {
		e.why = l.passOver(name, "it leads to a folder that holds the folder of scripts itself", "remove the link")
		return e
	}
	e.folder = path
	for _, index := range indexFiles {
		info, err := os.Stat(filepath.Join(path, index))
		if err != nil {
			continue
		}
		if info.Mode().IsRegular() {
			e.path, e.why = filepath.Join(path, index), nil
			return e
		}
		if e.why == nil && !info.IsDir() {
			err := notPlain(info.Mode()).(*unfitError)
			e.why = l.passOver(filepath.Join(name, index), err.problem, err.advice)
		}
	}
	for _, near := range []string{"Index.js", "INDEX.JS", "index.JS", "Index.ts", "index.js.txt", "index.ts.txt"} {
		if _, err := os.Lstat(filepath.Join(path, near)); e.why == nil && err == nil {
			e.why = l.passOver(filepath.Join(name, near), "a folder is a rule when it holds an index.js, and this is none", "rename it to "+meantName(strings.ToLower(near[:5])+near[5:]))
		}
	}
	return e
}

// above reports whether path is dir or a folder above it.
func above(path, dir string) bool {
	rel, err := filepath.Rel(path, dir)
	return err == nil && filepath.IsLocal(rel)
}

func (l *Loader) passOver(name, problem, advice string) *Note {
	script, _, _ := strings.Cut(filepath.ToSlash(name), "/")
	return &Note{Script: script, File: strings.ToValidUTF8(l.Display(filepath.Join(l.dir, name)), "\uFFFD"),
		Text: "passed over: " + problem, Hint: advice}
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

// added are extensions that editors and browsers put behind the one that was
// typed, often unseen.
var added = []string{".txt", ".text", ".rtf", ".doc", ".docx", ".html", ".htm", ".download"}

// meantName is the name of a rule that a file was probably meant to have;
// empty if it was not meant to be one.
func meantName(name string) string {
	meant := strings.TrimRight(name, " .")
	for _, dot := range []string{"．", "。"} {
		if i := strings.LastIndex(meant, dot); i > 0 {
			meant = meant[:i] + "." + meant[i+len(dot):]
		}
	}
	for _, ext := range added {
		if n := len(meant) - len(ext); n > 0 && strings.EqualFold(meant[n:], ext) {
			if _, script := cutExtension(strings.ToLower(meant[:n])); script != "" {
				meant = meant[:n]
			}
			break
		}
	}
	if _, ext := cutExtension(strings.ToLower(meant)); ext != "" {
		meant = meant[:len(meant)-len(ext)] + ext
	}
	if meant == name || !isScriptFile(meant) {
		return ""
	}
	return meant
}

// ending is the part of a name that keeps it from being a rule's.
func ending(name string) string {
	if i := strings.LastIndexAny(name, ".．。"); i >= 0 && strings.TrimSpace(name[i:]) != "" {
		return fmt.Sprintf("%q", name[i:])
	}
	return fmt.Sprintf("%q", name)
}
