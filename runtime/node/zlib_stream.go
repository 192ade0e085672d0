package node

import (
	"bufio"
	"bytes"
	"io"
	"iter"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

// packer makes the object that packs what is written to it piece by piece:
// write(bytes), flush() and close() give what has come out by then. It reads
// (format, level, dictionary).
func packer(r *lazy.Realm, c goja.FunctionCall) goja.Value {
	var out bytes.Buffer
	dictionary, _ := lazy.Bytes(c.Argument(2))
	w, err := compressor(&out, c.Argument(0).String(), int(c.Argument(1).ToInteger()), bytes.Clone(dictionary))
	if err != nil {
		panic(r.VM.NewGoError(err))
	}
	step := func(do func(goja.FunctionCall) error) func(goja.FunctionCall) goja.Value {
		return func(c goja.FunctionCall) goja.Value {
			return bytesOrError(r, func() ([]byte, error) {
				if err := do(c); err != nil {
					return nil, err
				}
				b := bytes.Clone(out.Bytes())
				out.Reset()
				return b, nil
			})
		}
	}
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"write": step(func(c goja.FunctionCall) error {
			b, _ := lazy.Bytes(c.Argument(0))
			_, err := w.Write(b)
			return err
		}),
		"flush": step(func(goja.FunctionCall) error { return w.(interface{ Flush() error }).Flush() }),
		"close": step(func(goja.FunctionCall) error { return w.Close() }),
	})
}

// unpackers are the streams of one script that unpack and have not ended. Go's
// readers ask for bytes, and scripts give them when they have some: each
// reader runs as a coroutine that stands still where its bytes ended, on the
// script's own goroutine, and is ended with the script at the latest.
type unpackers struct{ open map[*unpacker]bool }

func newUnpackers(s *runtime.Script) *unpackers {
	u := &unpackers{open: map[*unpacker]bool{}}
	s.OnDispose(func() {
		for p := range u.open {
			p.stop()
		}
		clear(u.open)
	})
	return u
}

// unpacker unpacks what it is fed.
type unpacker struct {
	next func() (piece, bool)
	stop func()
	in   []byte // fed and not read yet
	last bool   // there is nothing to come
}

// piece is what came out, or the wish for more bytes when it is empty.
type piece struct {
	out []byte
	err error
}

// object makes what zlib.js feeds: feed(bytes), end(), read() and close(). read
// gives [error, bytes, over]; no bytes and not over is the wish for more.
func (u *unpackers) object(r *lazy.Realm, c goja.FunctionCall) goja.Value {
	format := c.Argument(0).String()
	dictionary, _ := lazy.Bytes(c.Argument(1))
	p := &unpacker{}
	p.next, p.stop = iter.Pull(p.run(format, bytes.Clone(dictionary)))
	u.open[p] = true
	end := func() {
		p.stop()
		p.in = nil
		delete(u.open, p)
	}
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"feed": func(c goja.FunctionCall) goja.Value {
			b, _ := lazy.Bytes(c.Argument(0))
			p.in = append(p.in, b...)
			return goja.Undefined()
		},
		"end": func(goja.FunctionCall) goja.Value {
			p.last = true
			return goja.Undefined()
		},
		"read": func(goja.FunctionCall) goja.Value {
			got, more := p.next()
			switch {
			case got.err != nil:
				end()
				return r.VM.NewArray(zlibError(r.VM, got.err))
			case !more:
				end()
				return r.VM.NewArray(goja.Null(), goja.Null(), true)
			case got.out == nil:
				return r.VM.NewArray(goja.Null(), goja.Null(), false)
			}
			return r.VM.NewArray(goja.Null(), r.Uint8Array(got.out), false)
		},
		"close": func(goja.FunctionCall) goja.Value {
			end()
			return goja.Undefined()
		},
	})
}

// run is the coroutine.
func (p *unpacker) run(format string, dictionary []byte) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		src, err := decompressor(bufio.NewReader(&fed{p, yield}), format, dictionary)
		for err == nil {
			buf := make([]byte, 32<<10)
			var n int
			if n, err = src.Read(buf); n > 0 && !yield(piece{out: buf[:n]}) {
				return
			}
		}
		if err != io.EOF && err != errStopped {
			yield(piece{err: err})
		}
	}
}

// fed reads what was fed, and stands still where there is nothing.
type fed struct {
	p     *unpacker
	yield func(piece) bool
}

// errStopped ends a reader whose stream was closed.
var errStopped = io.ErrClosedPipe

func (f *fed) Read(b []byte) (int, error) {
	for len(f.p.in) == 0 {
		if f.p.last {
			return 0, io.EOF
		}
		if !f.yield(piece{}) {
			return 0, errStopped
		}
	}
	n := copy(b, f.p.in)
	f.p.in = f.p.in[n:]
	return n, nil
}
