package web

import (
	"github.com/dop251/goja"
	whatwg "github.com/nlnwa/whatwg-url/url"

	"hotreply/runtime/internal/lazy"
)

// setURL changes one part of u as an assignment to url.part does: a value that
// does not fit changes nothing.
func setURL(u *whatwg.Url, part, v string) {
	switch part {
	case "username", "password", "host", "hostname":
		if len(v) > maxAuthority {
			return
		}
	case "pathname":
		if pathWork(v) > maxPathWork {
			return
		}
	}
	switch part {
	case "protocol":
		u.SetProtocol(v)
	case "username":
		u.SetUsername(v)
	case "password":
		u.SetPassword(v)
	case "host":
		u.SetHost(v)
	case "hostname":
		u.SetHostname(v)
	case "port":
		u.SetPort(v)
	case "pathname":
		u.SetPathname(v)
	case "search":
		u.SetSearch(v)
	case "hash":
		u.SetHash(v)
	}
}

// urlObject is u as the files of this package see it.
func urlObject(vm *goja.Runtime, u *whatwg.Url) goja.Value {
	o := vm.NewObject()
	for _, p := range [][2]string{
		{"href", u.Href(false)}, {"origin", origin(u)}, {"protocol", u.Protocol()}, {"username", u.Username()},
		{"password", u.Password()}, {"host", u.Host()}, {"hostname", u.Hostname()}, {"port", u.Port()},
		{"pathname", u.Pathname()}, {"search", u.Search()}, {"hash", u.Hash()},
	} {
		_ = o.Set(p[0], p[1])
	}
	return o
}

func parseNative(r *lazy.Realm) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		var base *whatwg.Url
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
		return urlObject(r.VM, u)
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
			setURL(u, c.Argument(1).String(), c.Argument(2).String())
			return urlObject(r.VM, u)
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
