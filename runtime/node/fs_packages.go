package node

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Packages read the data that lies beside their code by its path, as __dirname
// gives it. So the folder node_modules among the scripts can be read, through a
// root of its own, and not be written.

// reading are the operations that change nothing.
var reading = map[string]bool{"readFile": true, "readdir": true, "stat": true, "lstat": true, "copyFile": true}

// openPackages opens node_modules of the folder of scripts if name is an
// absolute path into it, and gives the path inside. The folder is opened each
// time, since an install may put another in its place; nil if it is none of its
// paths. That ".." and links stay inside is the root's business.
func openPackages(scripts, name string) (root *os.Root, inner string, err error) {
	p := filepath.FromSlash(name)
	if scripts == "" || !filepath.IsAbs(p) || strings.ContainsRune(p, 0) || !strings.Contains(p, modulesFolder) {
		return nil, "", nil
	}
	for _, folder := range spellings(filepath.Join(scripts, modulesFolder)) {
		rel, err := filepath.Rel(folder, filepath.Clean(p))
		if err != nil || !filepath.IsLocal(rel) {
			continue
		}
		root, err := os.OpenRoot(folder)
		return root, filepath.ToSlash(rel), err
	}
	return nil, "", nil
}

const modulesFolder = "node_modules"

// spellings are a folder's absolute path, and the same with links resolved if
// that differs.
func spellings(folder string) []string {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return nil
	}
	list := []string{abs}
	if real, err := filepath.EvalSymlinks(abs); err == nil && real != abs {
		list = append(list, real)
	}
	if parent, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		if real := filepath.Join(parent, modulesFolder); real != abs {
			list = append(list, real) // node_modules may be a link itself
		}
	}
	return list
}

// inPackages tells whether a path leads into node_modules, which is not written.
func inPackages(scripts, name string) bool {
	root, _, err := openPackages(scripts, name)
	if root != nil {
		_ = root.Close() // it was only read
	}
	return root != nil || err != nil
}

func readOnly(op, name string) error {
	return &pathError{Code: "EROFS", Message: fmt.Sprintf("EROFS: read-only file system, %s %q", op, name),
		Hint: "files of packages can only be read: write to a relative path such as \"cache/a.json\", which lies in the files folder"}
}
