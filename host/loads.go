package host

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// loadsFile, in the state folder, says which files each script was made of in
// this life: one JSON object a line. Like the notes of turns it is never
// synced. A script that is set aside is one version of all of them.
const loadsFile = "loads"

// maxLoads bounds how many files are noted of one script.
const maxLoads = 2000

type loadNote struct {
	Script string `json:"script"`
	File   string `json:"file"` // absolute
}

// loadNotes is the file. It is written before what was read is parsed, for
// that may be the end of the process.
type loadNotes struct {
	mu    sync.Mutex // guards the fields below
	file  *os.File
	known map[string]map[string]bool // files by script
}

// openLoadNotes empties the file of the life before and returns what it held:
// files by script.
func openLoadNotes(state string) (*loadNotes, map[string][]string, error) {
	path := filepath.Join(state, loadsFile)
	left := map[string][]string{}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	for in := json.NewDecoder(f); ; { // a torn note is the last one
		var n loadNote
		if in.Decode(&n) != nil {
			break
		}
		left[n.Script] = append(left[n.Script], n.File)
	}
	if err := f.Truncate(0); err != nil {
		f.Close()
		return nil, nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		f.Close()
		return nil, nil, err
	}
	return &loadNotes{file: f, known: map[string]map[string]bool{}}, left, nil
}

// add notes a file of a script, once.
func (n *loadNotes) add(script, file string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	files := n.known[script]
	if files[file] || len(files) >= maxLoads {
		return
	}
	if files == nil {
		files = map[string]bool{}
		n.known[script] = files
	}
	files[file] = true
	b, _ := json.Marshal(loadNote{script, file}) // strings: can not fail
	_, _ = n.file.Write(append(b, '\n'))         // without it only an edit of the script itself brings it back
}

func (n *loadNotes) close() { _ = n.file.Close() }

// wholeFile is up to which size a file's content tells its versions apart;
// of a larger one, which is no code, size and time do.
const wholeFile = 32 << 20

// versionOf is a hash of a script's file, or of all files of its folder, in
// each folder of rules that has it, and of the files that it was made of; "" if
// the script is nowhere.
func (h *host) versionOf(name string, files []string) string {
	sum := sha256.New()
	found := false
	for _, dir := range h.ruleDirs() {
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
