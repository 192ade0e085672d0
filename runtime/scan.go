package runtime

import (
	"hash/maphash"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// racy is how old a file's time must be before an equal time and size are
// taken for equal content: coarse clocks give two quick saves one time.
const racy = 2 * time.Second

// files remembers what was found on disk, so that a scan reads only what may
// have changed. It belongs to the keeper's goroutine.
type files struct {
	seed  maphash.Seed
	known map[string]fileState
}

type fileState struct {
	size    int64
	mtime   time.Time
	checked time.Time
	hash    uint64 // 0: there is no such file
}

func newFiles() *files {
	return &files{seed: maphash.MakeSeed(), known: make(map[string]fileState)}
}

// hash is the hash of a file's content, 0 if it can not be read.
func (f *files) hash(path string) uint64 {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		delete(f.known, path)
		return 0
	}
	old, ok := f.known[path]
	if ok && old.size == info.Size() && old.mtime.Equal(info.ModTime()) && old.checked.Sub(old.mtime) > racy {
		return old.hash
	}
	now := time.Now()
	text, err := os.ReadFile(path)
	if err != nil {
		delete(f.known, path)
		return 0
	}
	st := fileState{size: info.Size(), mtime: info.ModTime(), checked: now, hash: f.sum(text)}
	f.known[path] = st
	return st.hash
}

// sum hashes content; it is never 0.
func (f *files) sum(text []byte) uint64 { return maphash.Bytes(f.seed, text) | 1 }

// found is a script on disk.
type found struct {
	name  string // of the script
	entry string // absolute path of its first file
	aside bool   // it is not to be loaded
}

// listing is what a look at the folder of scripts found.
type listing struct {
	scripts []found  // in byte order of the names
	folders []string // to watch, the root first
	print   uint64   // of all names below the root
}

// list looks at the folder of scripts. Only the names count; node_modules is
// looked at one level deep, so that an installed package is noticed.
func (l *loader) list(f *files) listing {
	var out listing
	var h maphash.Hash
	h.SetSeed(f.seed)
	walkFolders(l.dir, func(dir string, entries []os.DirEntry) {
		out.folders = append(out.folders, dir)
		for _, e := range entries {
			h.WriteString(dir)
			h.WriteByte('/')
			h.WriteString(e.Name())
			h.WriteByte(0)
		}
		if dir != l.dir {
			return
		}
		for _, e := range entries {
			entry, ok := entryFile(dir, e.Name())
			if l.pick != nil {
				ok = entry != "" && l.pick(e.Name())
			}
			if ok {
				aside := l.skip != nil && l.skip(e.Name())
				out.scripts = append(out.scripts, found{e.Name(), entry, aside})
			}
		}
	})
	slices.SortFunc(out.scripts, func(a, b found) int { return strings.Compare(a.name, b.name) })
	out.print = h.Sum64() | 1
	return out
}

// walkFolders visits root and the folders below it, links to folders
// included, but nothing inside node_modules.
func walkFolders(root string, visit func(dir string, entries []os.DirEntry)) {
	const deepest = 16 // links may lead in a circle
	var walk func(dir string, depth int)
	walk = func(dir string, depth int) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return
		}
		visit(dir, entries)
		if depth == deepest || filepath.Base(dir) == "node_modules" {
			return
		}
		for _, e := range entries {
			if e.Name() == ".git" || !isFolder(dir, e) {
				continue
			}
			walk(filepath.Join(dir, e.Name()), depth+1)
		}
	}
	walk(root, 0)
}

func isFolder(dir string, e os.DirEntry) bool {
	if e.Type()&os.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && info.IsDir()
}
