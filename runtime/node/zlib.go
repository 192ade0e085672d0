package node

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

// zlibNatives is the go of zlib.js. Formats are "gzip", "zlib", "raw", "brotli"
// and, to unpack only, "auto", which is gzip or zlib.
func zlibNatives(r *lazy.Realm) *goja.Object {
	streams := newUnpackers(r.Script)
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"pack": func(c goja.FunctionCall) goja.Value {
			work := packing(r.Script, c)
			return bytesOrError(r, func() ([]byte, error) { return work(context.Background()) })
		},
		"packAsync": func(c goja.FunctionCall) goja.Value { return later(r, packing(r.Script, c)) },
		"unpack": func(c goja.FunctionCall) goja.Value {
			work := unpacking(r.Script, c)
			return bytesOrError(r, func() ([]byte, error) { return work(context.Background()) })
		},
		"unpackAsync": func(c goja.FunctionCall) goja.Value { return later(r, unpacking(r.Script, c)) },
		"packer":      func(c goja.FunctionCall) goja.Value { return packer(r, c) },
		"unpacker":    func(c goja.FunctionCall) goja.Value { return streams.object(r, c) },
		"crc32": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			return r.VM.ToValue(crc32.Update(uint32(c.Argument(1).ToInteger()), crc32.IEEETable, b))
		},
	})
}

// bytesOrError is [error, bytes]: zlib.js gives errors their class.
func bytesOrError(r *lazy.Realm, work func() ([]byte, error)) goja.Value {
	b, err := work()
	return outcomeOf(r, b, err)
}

func outcomeOf(r *lazy.Realm, b []byte, err error) goja.Value {
	if err != nil {
		return r.VM.NewArray(zlibError(r.VM, err))
	}
	return r.VM.NewArray(goja.Null(), r.Uint8Array(b))
}

// later is bytesOrError of work on a goroutine of its own.
func later(r *lazy.Realm, work func(context.Context) ([]byte, error)) goja.Value {
	type outcome struct {
		b   []byte
		err error
	}
	return r.Async(func(ctx context.Context) (any, error) {
		b, err := work(ctx)
		return outcome{b, err}, nil
	}, func(v any) (goja.Value, error) {
		o := v.(outcome)
		return outcomeOf(r, o.b, o.err), nil
	})
}

// compressor makes the writer of a format. level is Node's: -1 is the default.
func compressor(w io.Writer, format string, level int, dictionary []byte) (io.WriteCloser, error) {
	level = min(max(level, -1), 9)
	switch format {
	case "gzip":
		return gzip.NewWriterLevel(w, level)
	case "zlib":
		return zlib.NewWriterLevelDict(w, level, dictionary)
	case "raw":
		return flate.NewWriterDict(w, level, dictionary)
	}
	return brotli.NewWriterLevel(w, level), nil
}

// packing reads (bytes, format, level, dictionary).
func packing(s *runtime.Script, c goja.FunctionCall) func(context.Context) ([]byte, error) {
	data, _ := lazy.Bytes(c.Argument(0))
	format, level := c.Argument(1).String(), int(c.Argument(2).ToInteger())
	dictionary, _ := lazy.Bytes(c.Argument(3))
	data, dictionary = bytes.Clone(data), bytes.Clone(dictionary) // the script may go on writing to it
	s.Keep(data)
	return func(ctx context.Context) ([]byte, error) {
		var out bytes.Buffer
		w, err := compressor(&out, format, level, dictionary)
		if err != nil {
			return nil, err
		}
		for part := range pieces(data, 256<<10) {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			if _, err := w.Write(part); err != nil {
				return nil, err
			}
		}
		err = w.Close()
		return out.Bytes(), err
	}
}

// pieces cuts b into parts of n bytes at most.
func pieces(b []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			part := b[:min(n, len(b))]
			if b = b[len(part):]; !yield(part) {
				return
			}
		}
	}
}

// unpacking reads (bytes, format, dictionary, most). What comes out is bounded
// by what one read may bring, whatever the bytes claim.
func unpacking(s *runtime.Script, c goja.FunctionCall) func(context.Context) ([]byte, error) {
	data, _ := lazy.Bytes(c.Argument(0))
	format := c.Argument(1).String()
	dictionary, _ := lazy.Bytes(c.Argument(2))
	most := int64(-1)
	if v := c.Argument(3); !goja.IsUndefined(v) {
		most = v.ToInteger()
	}
	data, dictionary = bytes.Clone(data), bytes.Clone(dictionary)
	s.Keep(data)
	return func(ctx context.Context) ([]byte, error) {
		src, err := decompressor(bufio.NewReader(&stoppable{bytes.NewReader(data), ctx}), format, dictionary)
		if err != nil {
			return nil, err
		}
		if most >= 0 {
			src = io.LimitReader(src, most+1)
		}
		b, err := s.ReadAll(src, "what zlib unpacks", -1)
		if err == nil && most >= 0 && int64(len(b)) > most {
			return nil, &runtime.TooLargeError{What: "what zlib unpacks", Size: -1, Limit: most}
		}
		return b, err
	}
}

// stoppable is a reader that ends with its context.
type stoppable struct {
	io.Reader
	ctx context.Context
}

func (s *stoppable) Read(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, context.Cause(s.ctx)
	}
	return s.Reader.Read(p)
}

// decompressor makes the reader of a format.
func decompressor(r *bufio.Reader, format string, dictionary []byte) (io.Reader, error) {
	if format == "auto" {
		if format = "zlib"; startsGzip(r) {
			format = "gzip"
		}
	}
	switch format {
	case "gzip":
		return &members{src: r}, nil
	case "zlib":
		if _, err := r.Peek(2); err != nil {
			return nil, errEnd(err)
		}
		return zlib.NewReaderDict(r, dictionary)
	case "raw":
		return flate.NewReaderDict(r, dictionary), nil
	}
	return brotli.NewReader(r), nil
}

func startsGzip(r *bufio.Reader) bool {
	head, _ := r.Peek(2)
	return len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b
}

// errEnd makes an end that comes too early what it is.
func errEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// members reads gzip files that stand one behind the other. What is behind the
// last and is none is left out, as zlib does.
type members struct {
	src *bufio.Reader
	z   *gzip.Reader
	end bool
}

func (m *members) Read(p []byte) (n int, err error) {
	if m.end {
		return 0, io.EOF
	}
	if m.z == nil {
		if head, _ := m.src.Peek(2); len(head) > 0 && !bytes.HasPrefix([]byte{0x1f, 0x8b}, head) {
			return 0, gzip.ErrHeader
		}
		if m.z, err = gzip.NewReader(m.src); err != nil {
			return 0, errEnd(err)
		}
		m.z.Multistream(false)
	}
	for {
		if n, err = m.z.Read(p); n > 0 || !errors.Is(err, io.EOF) {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return n, err
		}
		if m.end = !startsGzip(m.src); m.end {
			return 0, io.EOF
		}
		if err = m.z.Reset(m.src); err != nil {
			return 0, errEnd(err)
		}
		m.z.Multistream(false)
	}
}

// zlibError is the error as Node's zlib names it.
func zlibError(vm *goja.Runtime, err error) goja.Value {
	o := vm.NewObject()
	set := func(code string, errno int, message string) {
		_ = o.Set("code", code)
		_ = o.Set("errno", errno)
		_ = o.Set("message", message)
	}
	var large *runtime.TooLargeError
	var memory *runtime.MemoryError
	switch {
	case errors.As(err, &large):
		set("ERR_BUFFER_TOO_LARGE", 0, large.Error())
		_ = o.Set("hint", large.Hint())
	case errors.As(err, &memory):
		set(memory.Code(), 0, memory.Error())
		_ = o.Set("hint", memory.Hint())
	case errors.Is(err, io.ErrUnexpectedEOF):
		set("Z_BUF_ERROR", -5, "unexpected end of file")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zlib.ErrHeader):
		set("Z_DATA_ERROR", -3, "incorrect header check")
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zlib.ErrChecksum):
		set("Z_DATA_ERROR", -3, "incorrect data check")
	case errors.Is(err, zlib.ErrDictionary):
		set("Z_NEED_DICT", 2, "Missing dictionary")
	case strings.HasPrefix(err.Error(), "brotli: "):
		set("ERR__ERROR_FORMAT_PADDING_1", -2, "Decompression failed")
	default:
		set("Z_DATA_ERROR", -3, fmt.Sprintf("invalid data: %s", strings.TrimPrefix(err.Error(), "flate: ")))
	}
	return o
}
