package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

// A pathError is what a script sees when a file operation fails.
type pathError struct {
	Code, Message, Hint string
}

func (e *pathError) Error() string { return e.Message }

// An entry is a file as stat and readdir describe it.
type entry struct {
	name    string
	kind    string // "file", "dir", "link", "other"
	size    int64
	mode    uint32
	mtimeMs float64
}

// openRoot makes and opens the folder at first use.
func (s *state) openRoot() (*os.Root, error) {
	s.open.Do(func() {
		if s.options.Files == "" {
			s.err = &pathError{Code: "EACCES", Message: "EACCES: this program gives rules no folder for files"}
			return
		}
		if s.err = os.MkdirAll(s.options.Files, 0o700); s.err == nil {
			s.root, s.err = os.OpenRoot(s.options.Files)
		}
	})
	return s.root, s.err
}

// fsNatives is the go of fs.js. call(op, path, …) resolves to [error, result],
// and callSync gives it.
func (s *state) fsNatives(r *lazy.Realm) *goja.Object {
	type outcome struct {
		v   any
		err error
	}
	do := func(op, name string, work func(*os.Root, string) (any, error)) outcome {
		packages, inner, err := openPackages(r.Script.Root(), name)
		switch {
		case (packages != nil || err != nil) && !reading[op]:
			err = readOnly(op, name)
			fallthrough
		case err != nil:
			if packages != nil {
				_ = packages.Close() // nothing was read
			}
			return outcome{nil, err}
		case packages != nil:
			defer packages.Close()
			v, err := work(packages, inner)
			return outcome{v, err}
		}
		root, err := s.openRoot()
		if err == nil {
			inner, err = s.inside(name)
		}
		if err != nil {
			return outcome{nil, err}
		}
		v, err := work(root, inner)
		return outcome{v, err}
	}
	give := func(op, name string, o outcome) goja.Value {
		if o.err != nil {
			return r.VM.NewArray(errorObject(r.VM, op, name, o.err))
		}
		return r.VM.NewArray(goja.Null(), result(r, o.v))
	}
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"call": func(c goja.FunctionCall) goja.Value {
			op, name := c.Argument(0).String(), c.Argument(1).String()
			work := s.operation(r.Script, op, c)
			return r.Async(func(context.Context) (any, error) { return do(op, name, work), nil },
				func(v any) (goja.Value, error) { return give(op, name, v.(outcome)), nil })
		},
		"callSync": func(c goja.FunctionCall) goja.Value {
			op, name := c.Argument(0).String(), c.Argument(1).String()
			return give(op, name, do(op, name, s.operation(r.Script, op, c)))
		},
	})
}

// inside makes a path relative to the folder. Absolute paths are taken when
// they lie in it; that ".." and links stay inside is the root's business.
func (s *state) inside(name string) (string, error) {
	p := filepath.FromSlash(name)
	if strings.ContainsRune(p, 0) {
		return "", fmt.Errorf("%q: %w", name, fs.ErrInvalid)
	}
	if !filepath.IsAbs(p) && !strings.HasPrefix(p, string(filepath.Separator)) {
		return path.Clean(filepath.ToSlash(p)), nil
	}
	base, err := filepath.Abs(s.options.Files)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(base, p)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", outside(name)
	}
	return filepath.ToSlash(rel), nil
}

func outside(name string) error {
	return &pathError{Code: "EACCES", Message: fmt.Sprintf("EACCES: %q is outside the files folder", name),
		Hint: "fs reads and writes inside the files folder of the state directory: use a relative path such as \"notes/a.txt\"; a file beside the rule can be imported"}
}

// operation reads the arguments on the loop and returns what to do off it.
func (s *state) operation(script *runtime.Script, op string, c goja.FunctionCall) func(*os.Root, string) (any, error) {
	switch op {
	case "readFile":
		return func(r *os.Root, p string) (any, error) { return readFile(script, r, p) }
	case "writeFile":
		data, _ := lazy.Bytes(c.Argument(2))
		data, flag := bytes.Clone(data), c.Argument(3).String()
		script.Keep(data)
		return func(r *os.Root, p string) (any, error) { return nil, writeFile(r, p, data, flag) }
	case "readdir":
		recursive := c.Argument(2).ToBoolean()
		return func(r *os.Root, p string) (any, error) { return readDir(r, p, recursive) }
	case "mkdir":
		recursive := c.Argument(2).ToBoolean()
		return func(r *os.Root, p string) (any, error) {
			if recursive {
				return nil, r.MkdirAll(p, 0o700)
			}
			return nil, r.Mkdir(p, 0o700)
		}
	case "stat":
		return func(r *os.Root, p string) (any, error) { return statOf(r.Stat(p)) }
	case "lstat":
		return func(r *os.Root, p string) (any, error) { return statOf(r.Lstat(p)) }
	case "unlink", "rmdir":
		return func(r *os.Root, p string) (any, error) { return nil, removeKind(r, p, op == "rmdir") }
	case "rm":
		recursive, force := c.Argument(2).ToBoolean(), c.Argument(3).ToBoolean()
		return func(r *os.Root, p string) (any, error) { return nil, remove(r, p, recursive, force) }
	}
	to := c.Argument(2).String()
	return func(r *os.Root, p string) (any, error) {
		if inPackages(script.Root(), to) {
			return nil, readOnly(op, to)
		}
		files, err := s.openRoot()
		if err != nil {
			return nil, err
		}
		target, err := s.inside(to)
		if err != nil {
			return nil, err
		}
		if op == "rename" {
			return nil, rename(r, p, target)
		}
		return nil, copyFile(r, p, files, target)
	}
}

// openPlain opens a file to read it. Anything but a plain file is refused: the
// rest has no end, or makes whoever opens it wait.
func openPlain(r *os.Root, p string) (*os.File, fs.FileInfo, error) {
	info, err := r.Stat(p)
	switch {
	case err != nil:
		return nil, nil, err
	case info.IsDir():
		return nil, nil, &fs.PathError{Op: "read", Path: p, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return nil, nil, &pathError{Code: "EINVAL", Message: fmt.Sprintf("EINVAL: %q is not a plain file", p)}
	}
	f, err := r.Open(p)
	if err != nil {
		return nil, nil, err
	}
	info, err = f.Stat() // of what is open now
	return f, info, err
}

func readFile(script *runtime.Script, r *os.Root, p string) (any, error) {
	f, info, err := openPlain(r, p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return script.ReadAll(f, strconv.Quote(p), info.Size())
}

func writeFile(r *os.Root, p string, data []byte, flag string) error {
	mode := os.O_WRONLY | os.O_CREATE
	if strings.HasPrefix(flag, "a") {
		mode |= os.O_APPEND
	} else {
		mode |= os.O_TRUNC
	}
	if strings.HasSuffix(flag, "x") {
		mode |= os.O_EXCL
	}
	f, err := r.OpenFile(p, mode, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

func readDir(r *os.Root, p string, recursive bool) (any, error) {
	if !recursive {
		list, err := fs.ReadDir(r.FS(), p)
		out := make([]entry, len(list))
		for i, d := range list {
			out[i] = entry{name: d.Name(), kind: kindOf(d.Type())}
		}
		return out, err
	}
	out := []entry{}
	err := fs.WalkDir(r.FS(), p, func(name string, d fs.DirEntry, err error) error {
		if err == nil && name != p {
			rel := strings.TrimPrefix(name, p+"/")
			out = append(out, entry{name: rel, kind: kindOf(d.Type())})
		}
		return err
	})
	return out, err
}

func statOf(info fs.FileInfo, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return entry{name: info.Name(), kind: kindOf(info.Mode().Type()), size: info.Size(),
		mode: uint32(info.Mode().Perm()), mtimeMs: float64(info.ModTime().UnixMicro()) / 1e3}, nil
}

func kindOf(mode fs.FileMode) string {
	switch mode {
	case 0:
		return "file"
	case fs.ModeDir:
		return "dir"
	case fs.ModeSymlink:
		return "link"
	}
	return "other"
}

func removeKind(r *os.Root, p string, dir bool) error {
	info, err := r.Lstat(p)
	switch {
	case err != nil:
		return err
	case dir && !info.IsDir():
		return &fs.PathError{Op: "rmdir", Path: p, Err: syscall.ENOTDIR}
	case !dir && info.IsDir():
		return &fs.PathError{Op: "unlink", Path: p, Err: syscall.EISDIR}
	}
	return r.Remove(p)
}

// rename moves as the system does. The root refuses every target that is a
// folder, though an empty one may be taken the place of.
func rename(r *os.Root, from, to string) error {
	err := r.Rename(from, to)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	source, sourceErr := r.Lstat(from)
	target, targetErr := r.Lstat(to)
	switch {
	case sourceErr != nil || targetErr != nil || !target.IsDir():
		return err
	case !source.IsDir():
		return &fs.PathError{Op: "rename", Path: to, Err: syscall.EISDIR}
	case os.SameFile(source, target):
		return nil
	}
	if err := r.Remove(to); err != nil { // refused unless it is empty
		return err
	}
	return r.Rename(from, to)
}

func remove(r *os.Root, p string, recursive, force bool) error {
	_, err := r.Lstat(p)
	if errors.Is(err, fs.ErrNotExist) && force {
		return nil
	}
	if err != nil {
		return err
	}
	if p == "." {
		return outside(p)
	}
	if recursive {
		return r.RemoveAll(p)
	}
	err = removeKind(r, p, false)
	if errors.Is(err, syscall.EISDIR) {
		return &pathError{Code: "ERR_FS_EISDIR", Message: fmt.Sprintf("ERR_FS_EISDIR: rm %q: it is a directory", p), Hint: "rm(path, {recursive: true}) removes folders"}
	}
	return err
}

// copyFile copies nothing onto itself, whatever the two paths are.
func copyFile(r *os.Root, from string, files *os.Root, to string) error {
	src, info, err := openPlain(r, from)
	if err != nil {
		return err
	}
	defer src.Close()
	if there, err := files.Stat(to); err == nil && os.SameFile(info, there) {
		return nil
	}
	dst, err := files.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	return errors.Join(err, dst.Close())
}
