package node

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

// codes are the conditions that scripts ask for, in the order they are tried.
var codes = []struct {
	err  error
	code string
	text string
}{
	{fs.ErrNotExist, "ENOENT", "no such file or directory"},
	{syscall.ENOTEMPTY, "ENOTEMPTY", "directory not empty"},
	{syscall.Errno(145), "ENOTEMPTY", "directory not empty"}, // of Windows, elsewhere no error
	{fs.ErrExist, "EEXIST", "file already exists"},
	{syscall.ENOTDIR, "ENOTDIR", "not a directory"},
	{syscall.EISDIR, "EISDIR", "it is a directory"},
	{fs.ErrPermission, "EACCES", "permission denied"},
	{syscall.ENOSPC, "ENOSPC", "no space left on the disk"},
	{fs.ErrInvalid, "EINVAL", "not a usable path"},
}

// errorObject is an error as Node would describe it.
func errorObject(vm *goja.Runtime, op, name string, err error) goja.Value {
	e := describe(op, name, err)
	o := vm.NewObject()
	_ = o.Set("code", e.Code)
	_ = o.Set("message", e.Message)
	if e.Hint != "" {
		_ = o.Set("hint", e.Hint)
	}
	return o
}

func describe(op, name string, err error) *pathError {
	var e *pathError
	if errors.As(err, &e) {
		return e
	}
	if large, ok := errors.AsType[*runtime.TooLargeError](err); ok {
		return &pathError{Code: "ERR_FS_FILE_TOO_LARGE", Message: "ERR_FS_FILE_TOO_LARGE: " + large.Error(), Hint: large.Hint()}
	}
	if full, ok := errors.AsType[*runtime.MemoryError](err); ok {
		return &pathError{Code: full.Code(), Message: full.Error(), Hint: full.Hint()}
	}
	// The root reports an escape as text only.
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) && pe.Err != nil && pe.Err.Error() == "path escapes from parent" {
		return outside(name).(*pathError)
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return &pathError{Code: c.code, Message: fmt.Sprintf("%s: %s, %s %q", c.code, c.text, op, name)}
		}
	}
	return &pathError{Code: "EIO", Message: fmt.Sprintf("EIO: %s %q: %s", op, name, err)}
}

// result is what an operation returns, for JavaScript.
func result(r *lazy.Realm, v any) goja.Value {
	switch v := v.(type) {
	case []byte:
		return r.Uint8Array(v)
	case entry:
		return v.object(r.VM)
	case []entry:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = e.object(r.VM)
		}
		return r.VM.NewArray(list...)
	}
	return goja.Undefined()
}

func (e entry) object(vm *goja.Runtime) goja.Value {
	o := vm.NewObject()
	_ = o.Set("name", e.name)
	_ = o.Set("kind", e.kind)
	_ = o.Set("size", e.size)
	_ = o.Set("mode", e.mode)
	_ = o.Set("mtimeMs", e.mtimeMs)
	return o
}
