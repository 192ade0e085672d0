package jsregexp

import (
	"strings"

	"github.com/dop251/goja"
)

func (r *realm) protoSplit(c goja.FunctionCall) goja.Value {
	o := r.receiver("@@split", c.This)
	s := toString(c.Argument(0))
	limit := int64(1<<32 - 1)
	if v := c.Argument(1); !goja.IsUndefined(v) {
		limit = v.ToNumber().ToInteger() & (1<<32 - 1)
	}
	if limit == 0 {
		return r.vm.NewArray()
	}
	if p := r.plain(o); p != nil && r.species(o) == r.ctor {
		return r.vm.NewArray(r.splitShort(p, s, limit)...)
	}
	return r.vm.NewArray(r.splitLong(o, s, limit)...)
}

// splitShort looks for the next match instead of trying each place.
func (r *realm) splitShort(p *program, s goja.String, limit int64) (out []any) {
	size := s.Length()
	if size == 0 {
		if r.find(p, s, 0, true) != nil {
			return nil
		}
		return []any{s}
	}
	last, at := 0, 0
	for at < size {
		found := r.find(p, s, at, false)
		if found == nil || found[0] >= size {
			break
		}
		if found[1] == last || found[0] == found[1] && found[0] == last {
			at = advance(s, max(at, found[0]), p.Unicode())
			continue
		}
		out = append(out, s.Substring(last, found[0]))
		if int64(len(out)) == limit {
			return out
		}
		for i := 1; i < len(found)/2; i++ {
			out = append(out, capture(s, found, i))
			if int64(len(out)) == limit {
				return out
			}
		}
		last = found[1]
		at = last
	}
	return append(out, s.Substring(last, size))
}

// splitLong is the same as the language describes it.
func (r *realm) splitLong(o *goja.Object, s goja.String, limit int64) (out []any) {
	flags := r.flagsOf(o)
	sticky := flags
	if !strings.Contains(flags, "y") {
		sticky += "y"
	}
	splitter := r.another(o, sticky)
	size := s.Length()
	if size == 0 {
		if !goja.IsNull(r.execute(splitter, s)) {
			return nil
		}
		return []any{s}
	}
	last := 0
	for at := 0; at < size; {
		r.setLastIndex(splitter, at)
		m, ok := r.execute(splitter, s).(*goja.Object)
		end := 0
		if ok {
			end = min(toLength(splitter.Get("lastIndex")), size)
		}
		if !ok || end == last {
			at = advance(s, at, fullUnicode(flags))
			continue
		}
		out = append(out, s.Substring(last, at))
		if int64(len(out)) == limit {
			return out
		}
		last = end
		n := toLength(m.Get("length"))
		for i := 1; i < n; i++ {
			out = append(out, orUndefined(m.Get(r.vm.ToValue(i).String())))
			if int64(len(out)) == limit {
				return out
			}
		}
		at = last
	}
	return append(out, s.Substring(last, size))
}
