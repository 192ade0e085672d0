package jsregexp

import (
	"strings"

	"github.com/dop251/goja"
)

// replacement is what takes the place of a match: a function's answer, or a
// template with $1.
type replacement struct {
	call     goja.Callable
	template goja.String
	plain    bool // the template has no $
}

func replacementOf(v goja.Value) replacement {
	if f, ok := goja.AssertFunction(v); ok {
		return replacement{call: f}
	}
	t := toString(v)
	return replacement{template: t, plain: !strings.Contains(t.String(), "$")}
}

func (r *realm) protoReplace(c goja.FunctionCall) goja.Value {
	o := r.receiver("@@replace", c.This)
	s := toString(c.Argument(0))
	with := replacementOf(c.Argument(1))
	p := r.plain(o)
	if p == nil {
		return r.replaceLong(o, s, with)
	}
	var list []int
	if p.global {
		list = r.all(o, p, s)
	} else if found := r.step(o, p, s); found != nil {
		list = append(list, found...)
	}
	if len(list) == 0 {
		return s
	}
	var out goja.StringBuilder
	end, wide := 0, 2*p.Captures()
	for i := 0; i < len(list); i += wide {
		found := list[i : i+wide]
		out.WriteSubstring(s, end, found[0])
		r.substitute(&out, p, s, found, with)
		end = found[1]
	}
	out.WriteSubstring(s, end, s.Length())
	return out.String()
}

// substitute writes what takes the place of one match.
func (r *realm) substitute(out *goja.StringBuilder, p *program, s goja.String, found []int, with replacement) {
	if with.plain {
		out.WriteString(with.template)
		return
	}
	m := matched{text: s, from: found[0], to: found[1], captures: make([]goja.Value, len(found)/2)}
	for i := range m.captures {
		m.captures[i] = capture(s, found, i)
	}
	m.groups = r.groups(p, func(i int) goja.Value { return m.captures[i] }, found)
	r.write(out, m, with)
}

// matched is one match for a replacement.
type matched struct {
	text     goja.String
	from, to int
	captures []goja.Value // the whole match first
	groups   goja.Value
}

func (r *realm) write(out *goja.StringBuilder, m matched, with replacement) {
	if with.call == nil {
		if with.plain {
			out.WriteString(with.template)
			return
		}
		r.expand(out, m, with.template)
		return
	}
	args := append(m.captures[:len(m.captures):len(m.captures)], r.vm.ToValue(m.from), m.text)
	if !goja.IsUndefined(m.groups) {
		args = append(args, m.groups)
	}
	out.WriteString(toString(r.call(with.call, goja.Undefined(), args...)))
}

// expand writes a template.
func (r *realm) expand(out *goja.StringBuilder, m matched, t goja.String) {
	n := t.Length()
	done := 0
	for i := 0; i+1 < n; i++ {
		if t.CharAt(i) != '$' {
			continue
		}
		from := i
		text, next, ok := r.dollar(m, t, i+1)
		if !ok {
			continue
		}
		out.WriteSubstring(t, done, from)
		if text != nil {
			out.WriteString(text)
		}
		done, i = next, next-1
	}
	out.WriteSubstring(t, done, n)
}

// dollar is what stands for the sign at i and where that ends; ok is false if
// it stands for itself.
func (r *realm) dollar(m matched, t goja.String, i int) (text goja.String, next int, ok bool) {
	switch c := t.CharAt(i); {
	case c == '$':
		return t.Substring(i, i+1), i + 1, true
	case c == '&':
		return toString(m.captures[0]), i + 1, true
	case c == '`':
		return m.text.Substring(0, m.from), i + 1, true
	case c == '\'':
		return m.text.Substring(min(m.to, m.text.Length()), m.text.Length()), i + 1, true
	case c >= '0' && c <= '9':
		return numbered(m, t, i)
	case c == '<' && !goja.IsUndefined(m.groups):
		end := i + 1
		for end < t.Length() && t.CharAt(end) != '>' {
			end++
		}
		if end == t.Length() {
			return nil, 0, false
		}
		v := m.groups.ToObject(r.vm).Get(t.Substring(i+1, end).String())
		if v == nil || goja.IsUndefined(v) {
			return nil, end + 1, true
		}
		return toString(v), end + 1, true
	}
	return nil, 0, false
}

// numbered is $1 or $12: two digits if there are so many captures.
func numbered(m matched, t goja.String, i int) (text goja.String, next int, ok bool) {
	n := int(t.CharAt(i) - '0')
	next = i + 1
	if next < t.Length() {
		if c := t.CharAt(next); c >= '0' && c <= '9' && n*10+int(c-'0') < len(m.captures) {
			n, next = n*10+int(c-'0'), next+1
		}
	}
	if n == 0 || n >= len(m.captures) {
		return nil, 0, false
	}
	if v := m.captures[n]; !goja.IsUndefined(v) {
		return toString(v), next, true
	}
	return nil, next, true
}

// replaceLong is the same as the language describes it.
func (r *realm) replaceLong(o *goja.Object, s goja.String, with replacement) goja.Value {
	flags := r.flagsOf(o)
	var list []*goja.Object
	if strings.Contains(flags, "g") {
		list = r.allLong(o, s, flags)
	} else if m, ok := r.execute(o, s).(*goja.Object); ok {
		list = append(list, m)
	}
	var out goja.StringBuilder
	end := 0
	for _, found := range list {
		m := r.matchedOf(found, s)
		var text goja.StringBuilder
		r.write(&text, m, with)
		if m.from >= end {
			out.WriteSubstring(s, end, m.from)
			out.WriteString(text.String())
			end = min(m.to, s.Length())
		}
	}
	out.WriteSubstring(s, end, s.Length())
	return out.String()
}

// matchedOf reads a result, which may be any object.
func (r *realm) matchedOf(o *goja.Object, s goja.String) matched {
	whole := toString(orUndefined(o.Get("0")))
	m := matched{text: s, captures: []goja.Value{whole}}
	n := toLength(o.Get("length"))
	m.from = min(toLength(o.Get("index")), s.Length())
	m.to = m.from + whole.Length()
	for i := 1; i < n; i++ {
		v := orUndefined(o.Get(r.vm.ToValue(i).String()))
		if !goja.IsUndefined(v) {
			v = toString(v)
		}
		m.captures = append(m.captures, v)
	}
	m.groups = orUndefined(o.Get("groups"))
	if !goja.IsUndefined(m.groups) {
		m.groups = m.groups.ToObject(r.vm)
	}
	return m
}
