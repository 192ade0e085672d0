package bundle

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Found is a script on disk.
type Found struct {
	Name  string // of the script
	Entry string // absolute path of its first file
	Aside bool   // it is not to be loaded
}

// Listing is what a look at the folder of scripts found.
type Listing struct {
	There   bool     // the folder is
	Scripts []Found  // in byte order of the names
	Folders []string // to watch, the root first
	Passed  []Note   // what looks like a script and is none, in byte order
}

// List looks at the names in the folder of scripts and for the index files of
// its folders, no deeper: what scripts import is known by their inputs.
func (l *Loader) List() (out Listing) {
	names, more, err := readNames(l.dir, l.files.limits.Names)
	if err != nil {
		return out
	}
	out.There, out.Folders = true, []string{l.dir}
	for _, name := range names {
		if l.pick != nil && !l.pick(name) {
			continue
		}
		e := l.entryOf(name)
		if e.folder != "" {
			out.Folders = append(out.Folders, e.folder)
		}
		switch {
		case e.why != nil:
			out.Passed = append(out.Passed, *e.why)
		case e.path == "":
		case len(out.Scripts) == l.files.limits.Scripts:
			more = true
		default:
			out.Scripts = append(out.Scripts, Found{name, e.path, l.skip != nil && l.skip(name)})
		}
	}
	if more {
		out.Passed = append(out.Passed, Note{File: l.label, Hint: "keep only rules and what they import in it",
			Text: fmt.Sprintf("the folder holds more than %d rules or %d names, the rest is left out", l.files.limits.Scripts, l.files.limits.Names)})
	}
	return out
}

// WatchFolders are the folders whose events matter: those of the scripts, of
// files they use from elsewhere, and the parent of the root, which tells when
// the root comes back. inputs are paths, true for those that were loaded. Of what was only looked for, those below the root do.
func (ls Listing) WatchFolders(root string, inputs map[string]bool) []string {
	folders := append([]string{filepath.Dir(root)}, ls.Folders...)
	seen := make(map[string]bool)
	for _, f := range folders {
		seen[f] = true
	}
	for path, loaded := range inputs {
		dirs := []string{filepath.Dir(path)}
		if loaded {
			dirs = append(dirs, realDir(path))
		} else if !above(root, dirs[0]) {
			continue
		}
		for _, dir := range dirs {
			if dir != "" && !seen[dir] && !insideModules(filepath.Dir(dir)) {
				seen[dir] = true
				folders = append(folders, dir)
			}
		}
	}
	return folders
}

// realDir is the folder of what a link leads to.
func realDir(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil || real == path {
		return ""
	}
	return filepath.Dir(real)
}

// readNames reads so many of the names in a folder, in byte order; more says
// that there may be more.
func readNames(dir string, most int) (names []string, more bool, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	names, err = f.Readdirnames(most)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	slices.Sort(names)
	return names, len(names) == most, err
}
