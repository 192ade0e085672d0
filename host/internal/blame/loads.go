package blame

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
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
