package media

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hotreply/bot"
	"hotreply/ilink"
)

// openPath opens a file that a rule names: relative to the script's own
// folder, then to files. What is opened lies, with all links resolved, in the
// scripts' folders, in files, or in a folder of rules.read, and is a plain
// file: never a device or a pipe, which could block, and never what the state
// directory holds besides files, which is logins.
func (s *Sources) openPath(src bot.Source) (io.ReadCloser, bot.MediaInfo, error) {
	name := filepath.FromSlash(src.Path)
	tries := []string{name}
	if !filepath.IsAbs(name) {
		tries = []string{filepath.Join(s.o.Files, name)}
		if src.Dir != "" { // else it is not a script that asks
			tries = append([]string{filepath.Join(src.Dir, name)}, tries...)
		}
	}
	refused := false
	for _, try := range tries {
		f, err := s.openAllowed(try)
		switch {
		case err == nil:
			return fileInfo(f)
		case errors.Is(err, errOutside):
			refused = true
		case !errors.Is(err, fs.ErrNotExist) && !isNotDirectory(err):
			return nil, bot.MediaInfo{}, &ilink.MediaError{
				Reason: ilink.MediaPathRefused, Detail: fmt.Sprintf("open %s", src.Path), Err: cause(err),
				Advice: "it must be a plain file that may be read",
			}
		}
	}
	if refused {
		return nil, bot.MediaInfo{}, &ilink.MediaError{
			Reason: ilink.MediaPathRefused, Detail: fmt.Sprintf("%s is outside the folders that replies may send from", src.Path),
		}
	}
	return nil, bot.MediaInfo{}, &ilink.MediaError{
		Reason: ilink.MediaGone, Detail: fmt.Sprintf("there is no file %s", src.Path),
		Advice: "a path is looked for in the script's own folder, then in " + s.o.Files,
	}
}

// fileInfo describes an open file.
func fileInfo(f *os.File) (io.ReadCloser, bot.MediaInfo, error) {
	head := make([]byte, 3072)
	n, _ := f.ReadAt(head, 0)
	name := filepath.Base(f.Name())
	info := bot.MediaInfo{Name: name, MIME: ilink.MIMEOf(name, head[:n]), Size: -1}
	if stat, err := f.Stat(); err == nil {
		info.Size = stat.Size()
	}
	return f, info, nil
}

// errOutside: the path leads out of the allowed folders.
var errOutside = errors.New("outside the allowed folders")

// openAllowed opens a path if it leads into an allowed folder. The folder
// itself does the opening, so that a link put there between looking and opening
// leads nowhere else.
func (s *Sources) openAllowed(name string) (*os.File, error) {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, s.hideOutside(name, err)
	}
	if real, err = filepath.Abs(real); err != nil {
		return nil, err
	}
	if s.isState(real) {
		return nil, errOutside
	}
	for _, dir := range s.readable() {
		rel, ok := inside(dir, real)
		if !ok {
			continue
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		info, err := root.Stat(rel)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, errNoFile
		}
		return root.Open(rel)
	}
	return nil, errOutside
}

var errNoFile = errors.New("it is no plain file")

// hideOutside keeps a rule from finding out which files there are elsewhere:
// what can not be resolved is judged by its text.
func (s *Sources) hideOutside(name string, err error) error {
	abs, absErr := filepath.Abs(name)
	if absErr != nil {
		return absErr
	}
	for _, dir := range s.sendable() {
		if _, ok := inside(dir, abs); ok {
			return err
		}
	}
	return errOutside
}

// sendable are the folders that replies may send from, as configured.
func (s *Sources) sendable() []string {
	dirs := append([]string{s.o.Files}, s.o.Folders()...)
	for i, d := range dirs {
		if abs, err := filepath.Abs(d); err == nil {
			dirs[i] = abs
		}
	}
	return dirs
}

// readable are the allowed folders with links resolved, those that exist.
func (s *Sources) readable() []string {
	var dirs []string
	for _, d := range s.sendable() {
		if real, err := filepath.EvalSymlinks(d); err == nil {
			dirs = append(dirs, real)
		}
	}
	return dirs
}

// isState tells that a path lies in the state directory but not in files, as
// can be when that directory is among the scripts.
func (s *Sources) isState(real string) bool {
	state, err := filepath.EvalSymlinks(s.o.State)
	if err != nil {
		return false
	}
	if state, err = filepath.Abs(state); err != nil {
		return false
	}
	_, in := inside(state, real)
	_, inFiles := inside(filepath.Join(state, "files"), real)
	return in && !inFiles
}

// inside returns a path relative to the folder it lies in.
func inside(dir, name string) (rel string, ok bool) {
	rel, err := filepath.Rel(dir, name)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return rel, true
}

// cause drops the path from a system error: the rule knows what it asked for.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// isNotDirectory: a part of the path is a file.
func isNotDirectory(err error) bool {
	return err != nil && strings.Contains(err.Error(), "not a directory")
}
