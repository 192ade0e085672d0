package blame

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// wholeFile is up to which size a file's content tells its versions apart;
// of a larger one, which is no code, size and time do.
const wholeFile = 32 << 20

// versionOf is a hash of a script's file, or of all files of its folder, in
// each folder of rules that has it, and of the files that it was made of; "" if
// the script is nowhere.
func versionOf(dirs []string, name string, files []string) string {
	sum := sha256.New()
	found := false
	for _, dir := range slices.Sorted(slices.Values(dirs)) { // in the same order each time
		root, err := filepath.EvalSymlinks(filepath.Join(dir, name))
		if err != nil {
			continue // not there
		}
		_ = filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() && hashFile(sum, p) {
				found = true
			}
			return nil
		})
	}
	if !found {
		return ""
	}
	for _, f := range files {
		if !hashFile(sum, f) {
			fmt.Fprintf(sum, "%s is gone ", f)
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:16])
}

// hashFile adds name and content of a plain file and reports whether it is one:
// to read anything else may wait for ever.
func hashFile(sum io.Writer, path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	fmt.Fprintf(sum, "%s %d ", path, info.Size())
	if info.Size() > wholeFile {
		fmt.Fprint(sum, info.ModTime().UnixNano())
		return true
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = io.CopyN(sum, f, info.Size())
	return err == nil
}

// madeOf is the files of a script that its version counts, sorted.
func madeOf(files []string) []string {
	files = slices.Clone(files)
	slices.Sort(files)
	return slices.Compact(files)
}
