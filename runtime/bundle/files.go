package bundle

import (
	"hash/maphash"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hotreply/internal/filestamp"
)

// Files remembers what was found on disk, so that a scan reads only what may
// have changed. It belongs to one goroutine; what [Loader.Load] does beside
// it touches none of its memory.
type Files struct {
	seed    maphash.Seed
	known   map[string]fileState
	kinds   map[string]kindState
	folders map[string]folderState
	limits  Limits // on the size of what is read
	round   uint64 // number of the scan; what was seen in it is not looked at twice
}

type fileState struct {
	stamp   filestamp.Stamp
	checked time.Time
	state   uint64
	round   uint64
}

type kindState struct {
	kind, round uint64
	folder      folderState // in which it was seen
	settled     bool        // it stays so while the folder stays so
}

// folderState is a folder as a link leads to it.
type folderState struct {
	stamp filestamp.Stamp
	real  string
	round uint64
}

func newFiles(limits Limits) *Files {
	return &Files{limits: limits, seed: maphash.MakeSeed(), known: make(map[string]fileState),
		kinds: make(map[string]kindState), folders: make(map[string]folderState)}
}

// Begin begins a scan.
func (f *Files) Begin() {
	f.round++
	if f.round%1000 != 0 {
		return
	}
	for p, st := range f.known {
		if f.round-st.round > 1 {
			delete(f.known, p)
		}
	}
	for p, st := range f.kinds {
		if f.round-st.round > 1 {
			delete(f.kinds, p)
		}
	}
	clear(f.folders)
}

// Doubt forgets what is known of a path and of what is below it: an event
// named it.
func (f *Files) Doubt(path string) {
	delete(f.kinds, path)
	if _, ok := f.known[path]; ok {
		delete(f.known, path)
		return
	}
	below := path + string(filepath.Separator)
	for p := range f.known {
		if strings.HasPrefix(p, below) {
			delete(f.known, p)
		}
	}
}

// Now is what is there in the place of an input.
func (f *Files) Now(in Input) uint64 {
	if in.Use == Candidate {
		return f.kind(in.Path)
	}
	return f.hash(in.Path)
}

// hash is the state of a file with its content.
func (f *Files) hash(path string) uint64 {
	st, ok := f.known[path]
	if ok && st.round == f.round {
		return st.state
	}
	now := time.Now()
	if info, err := os.Stat(path); err != nil || !ok || !info.Mode().IsRegular() || !st.holds(filestamp.Of(info), now) {
		_, st, _ = f.look(path)
		st.checked = now
	}
	st.round = f.round
	f.known[path] = st
	return st.state
}

// holds reports whether a file with this stamp needs no reading.
func (s fileState) holds(now filestamp.Stamp, at time.Time) bool {
	if s.state&1 == 0 || s.stamp != now || !now.Settled(s.checked) {
		return false
	}
	return now.Changed != 0 || now.Size > filestamp.Readable || at.Sub(s.checked) < filestamp.Racy
}

// States of what is no readable file. Those of content are odd.
const (
	isNothing    = 0
	isFolder     = 2
	isFile       = 4 // for candidates, whose content does not matter
	isOther      = 6
	isUnreadable = 8
)

// look reads a file. It touches no memory of f, so loads may call it as well.
func (f *Files) look(path string) (text []byte, st fileState, err error) {
	text, info, err := readPlain(path, f.limits.largest(path))
	if info != nil {
		st.stamp = filestamp.Of(info)
	}
	switch {
	case err == nil:
		st.state = f.sum(text)
	case info == nil && !os.IsPermission(err):
		st.state = isNothing
	case info == nil:
		st.state = isUnreadable
	case info.IsDir():
		st.state = isFolder
	case !info.Mode().IsRegular():
		st.state = isOther
	case info.Size() > f.limits.largest(path):
		st.state = f.mix(st.stamp) | 1
	default:
		st.state = isUnreadable
	}
	return text, st, err
}

// mix is a hash of a stamp.
func (f *Files) mix(s filestamp.Stamp) uint64 { return maphash.Comparable(f.seed, s) }

// sum hashes content; it is odd.
func (f *Files) sum(text []byte) uint64 { return stableSum(text) | 1 }

// kind is the state of a path without its content.
func (f *Files) kind(path string) uint64 {
	st, ok := f.kinds[path]
	if ok && st.round == f.round {
		return st.kind
	}
	dir := f.folder(filepath.Dir(path))
	if !ok || !st.settled || st.folder.stamp != dir.stamp || st.folder.real != dir.real {
		var link bool
		st.kind, link = f.kindIn(dir.real, path)
		st.folder = dir
		st.settled = !link && dir.stamp.Changed != 0 && dir.stamp.Settled(time.Now())
	}
	st.round = f.round
	f.kinds[path] = st
	return st.kind
}

// folder is a folder now.
func (f *Files) folder(dir string) folderState {
	st, ok := f.folders[dir]
	if ok && st.round == f.round {
		return st
	}
	st = folderState{round: f.round}
	if info, err := os.Stat(dir); err == nil {
		st.stamp = filestamp.Of(info)
		st.real = realPath(dir)
	}
	f.folders[dir] = st
	return st
}

// kindIn looks at a path in a folder whose real path is known. What a link
// leads to is part of the state.
func (f *Files) kindIn(realDir, path string) (state uint64, link bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return isNothing, false
	}
	real := filepath.Join(realDir, filepath.Base(path))
	if link = info.Mode()&os.ModeSymlink != 0; link {
		if info, err = os.Stat(path); err != nil {
			return isNothing, true
		}
		real = realPath(path)
	}
	switch {
	case info.IsDir():
		state = isFolder
	case info.Mode().IsRegular():
		state = isFile
	default:
		state = isOther
	}
	if real != path {
		state |= stableSum([]byte(real)) &^ 0xF
	}
	return state, link
}

// realPath is where a path leads with all links followed; the path itself if
// that is nowhere.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
