package web

import (
	"strings"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// set changes one part of u as an assignment to url.part does: a value that
// does not fit changes nothing.
func (u *record) set(part, v string) {
	v = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(v)
	switch part {
	case "protocol":
		u.setProtocol(v)
	case "username", "password":
		if u.host == "" || u.scheme == "file" {
			return
		}
		if part == "username" {
			u.username = escape(v, inUserinfo)
		} else {
			u.password = escape(v, inUserinfo)
		}
	case "host", "hostname":
		u.assignHost(v, part == "host")
	case "port":
		u.assignPort(v)
	case "pathname":
		if !u.opaque {
			query := u.query
			u.path = nil
			if v == "" || !u.isSlash(v[0]) {
				v = "/" + v
			}
			u.parsePath(strings.NewReplacer("?", "%3F", "#", "%23").Replace(v))
			u.query = query
		}
	case "search":
		v = strings.TrimPrefix(v, "?")
		u.setQuery(strings.ReplaceAll(v, "#", "%23"), v != "")
	case "hash":
		v = strings.TrimPrefix(v, "#")
		u.fragment = nil
		if v != "" {
			v = escape(v, inFragment)
			u.fragment = &v
		}
	}
}

func (u *record) setProtocol(v string) {
	scheme, _, ok := cutScheme(v + ":")
	_, special := defaultPorts[scheme]
	hasLogin := u.username != "" || u.password != "" || u.port != ""
	if !ok || special != u.special() || scheme == "file" && hasLogin || u.scheme == "file" && u.host == "" {
		return
	}
	u.scheme = scheme
	if u.port == defaultPorts[scheme] {
		u.port = ""
	}
}

func (u *record) assignHost(v string, withPort bool) {
	if u.opaque {
		return
	}
	if end := strings.IndexFunc(v, func(c rune) bool { return c == '?' || c == '#' || c < 128 && u.isSlash(byte(c)) }); end >= 0 {
		v = v[:end]
	}
	host, port := v, ""
	if i := strings.LastIndexByte(v, ':'); i > strings.LastIndexByte(v, ']') && u.scheme != "file" {
		host, port = v[:i], leadingDigits(v[i+1:])
		if !withPort {
			return
		}
	}
	if host == "" && (u.special() && u.scheme != "file" || u.username != "" || u.port != "") {
		return
	}
	h, err := parseHost(host, u.special())
	if err != nil && host != "" {
		return
	}
	u.host, u.hasHost = h, true
	if p, err := parsePort(port, u.scheme); err == nil && port != "" {
		u.port = p
	}
}

func (u *record) assignPort(v string) {
	if u.host == "" || u.scheme == "file" {
		return
	}
	if v == "" {
		u.port = ""
		return
	}
	digits := leadingDigits(v)
	if p, err := parsePort(digits, u.scheme); err == nil && digits != "" {
		u.port = p
	}
}

func leadingDigits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

// object is u as the files of this package see it.
func (u *record) object(vm *goja.Runtime) goja.Value {
	o := vm.NewObject()
	search, hash := "", ""
	if u.query != nil && *u.query != "" {
		search = "?" + *u.query
	}
	if u.fragment != nil && *u.fragment != "" {
		hash = "#" + *u.fragment
	}
	for _, p := range [][2]string{
		{"href", u.href()}, {"origin", u.origin()}, {"protocol", u.scheme + ":"}, {"username", u.username},
		{"password", u.password}, {"host", u.hostPort()}, {"hostname", u.host}, {"port", u.port},
		{"pathname", u.pathname()}, {"search", search}, {"hash", hash},
	} {
		_ = o.Set(p[0], p[1])
	}
	return o
}

func parseNative(r *lazy.Realm) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		var base *record
		var err error
		if v := c.Argument(1); !goja.IsUndefined(v) {
			if base, err = parseURL(v.String(), nil); err != nil {
				throwURL(r, err)
			}
		}
		u, err := parseURL(c.Argument(0).String(), base)
		if err != nil {
			throwURL(r, err)
		}
		return u.object(r.VM)
	}
}

func throwURL(r *lazy.Realm, err error) {
	e := r.VM.NewTypeError("%s", err)
	_ = e.Set("code", "ERR_INVALID_URL")
	panic(e)
}

// urlNatives is the go of url.js.
func urlNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"parse": parseNative(r),
		"set": func(c goja.FunctionCall) goja.Value {
			u, err := parseURL(c.Argument(0).String(), nil)
			if err != nil {
				throwURL(r, err)
			}
			u.set(c.Argument(1).String(), c.Argument(2).String())
			return u.object(r.VM)
		},
		"parseQuery": func(c goja.FunctionCall) goja.Value {
			list := parseQuery(c.Argument(0).String())
			out := make([]any, len(list))
			for i, e := range list {
				out[i] = r.VM.NewArray(e[0], e[1])
			}
			return r.VM.NewArray(out...)
		},
		"formatQuery": func(c goja.FunctionCall) goja.Value {
			var list [][2]string
			r.VM.ForOf(c.Argument(0), func(pair goja.Value) bool {
				p := pair.ToObject(r.VM)
				list = append(list, [2]string{p.Get("0").String(), p.Get("1").String()})
				return true
			})
			return r.VM.ToValue(formatQuery(list))
		},
	})
}
