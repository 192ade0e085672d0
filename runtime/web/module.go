// Package web gives rules the names of the web platform: fetch and what goes
// with it, URL, text encodings, streams, events, crypto, structuredClone.
//
// [Module] makes them for a script. The names are made at first use, by small
// JavaScript files over Go functions; a script that uses none pays under a
// microsecond. Requests go through one [Client], which holds the rules: which
// hosts, no private addresses unless configured, checked at every redirect and,
// after DNS, at every connection.
//
// What it will not do: WebSocket, XMLHttpRequest, workers, cookies kept
// between requests, a cache.
package web

import (
	"embed"
	"sync"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/internal/lazy"
)

//go:embed js/*.js
var files embed.FS

// blobMethod is the method by which Go reads a Blob.
var blobMethod = goja.NewSymbol("hotreply.blob")

// Module makes the names of this package, with fetch going through c.
func Module(c *Client) runtime.Module { return module{c.catalog()} }

type module struct{ names *lazy.Catalog }

func (module) Specifiers() []string { return nil }
func (module) Exports() []string    { return nil }

func (m module) Install(s *runtime.Script) (*goja.Object, error) {
	_, err := m.names.Install(s)
	return nil, err
}

// catalog lists the names. Only fetch needs the client.
func (c *Client) catalog() *lazy.Catalog {
	return lazy.NewCatalog(
		group("codes.js", nil, "_coded"),
		group("events.js", nil, "Event", "EventTarget", "CustomEvent", "DOMException"),
		group("abort.js", abortNatives, "AbortSignal", "AbortController"),
		group("streams.js", nil, "ReadableStream", "ReadableStreamDefaultReader", "_streamUsed"),
		group("transform.js", nil, "WritableStream", "TransformStream", "TextDecoderStream", "TextEncoderStream"),
		group("headers.js", nil, "Headers"),
		group("blob.js", formNatives, "Blob", "File", "FormData", "_encodeForm", "_decodeForm", "_bytesOf", "_join"),
		group("body.js", bodyNatives, "Request", "Response", "_takeBody"),
		group("url.js", urlNatives, "URL", "URLSearchParams"),
		group("encoding.js", encodingNatives, "TextEncoder", "TextDecoder"),
		group("crypto.js", cryptoNatives, "crypto", "Crypto", "CryptoKey", "SubtleCrypto"),
		group("clone.js", nil, "structuredClone"),
		group("basics.js", basicNatives, "atob", "btoa", "performance", "reportError"),
		group("fetch.js", c.fetchNatives, "fetch"),
	)
}

// abortNatives is a timer that keeps nothing going: the signal of a request that
// was answered long ago waits for nobody.
func abortNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"after": func(c goja.FunctionCall) goja.Value {
			if fn, ok := goja.AssertFunction(c.Argument(1)); ok {
				r.Script.After(c.Argument(0), fn)
			}
			return goja.Undefined()
		},
	})
}

// sources are the embedded files, compiled at first use by whichever runtime
// comes first.
var sources = sync.OnceValue(func() map[string]*lazy.Source { return lazy.Sources(files) })

func group(file string, natives func(*lazy.Realm) *goja.Object, names ...string) lazy.Group {
	return lazy.Group{Names: names, Source: sources()[file], Natives: natives}
}

func (c *Client) fetchNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"exchange": func(call goja.FunctionCall) goja.Value { return newExchange(r, c, call) },
	})
}

func bodyNatives(r *lazy.Realm) *goja.Object {
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"decode": decodeText(r),
		"parse":  parseNative(r),
		"limit":  func(goja.FunctionCall) goja.Value { return r.VM.ToValue(r.Script.ReadLimit()) },
		"tooLarge": func(goja.FunctionCall) goja.Value {
			panic(errorValue(r.VM, &runtime.TooLargeError{What: "the body", Size: -1, Limit: r.Script.ReadLimit()}))
		},
	})
}

func basicNatives(r *lazy.Realm) *goja.Object {
	start := time.Now()
	base64 := func(f func(string) (string, error)) func(goja.FunctionCall) goja.Value {
		return func(c goja.FunctionCall) goja.Value {
			o := r.VM.NewObject()
			text, err := f(c.Argument(0).String())
			if err != nil {
				_ = o.Set("error", err.Error())
			} else {
				_ = o.Set("text", text)
			}
			return o
		}
	}
	return r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"atob": base64(atob),
		"btoa": base64(btoa),
		"now": func(goja.FunctionCall) goja.Value {
			return r.VM.ToValue(float64(time.Since(start).Microseconds()) / 1e3)
		},
		"origin": func(goja.FunctionCall) goja.Value {
			return r.VM.ToValue(float64(start.UnixMicro()) / 1e3)
		},
	})
}

// BlobData returns what a Blob or File of a script holds. The name is a
// File's; ok is false for any other value. The data must not be modified.
func BlobData(v goja.Value) (data []byte, mime, name string, ok bool) {
	o, isObject := v.(*goja.Object)
	if !isObject {
		return nil, "", "", false
	}
	method, isFunc := goja.AssertFunction(o.GetSymbol(blobMethod))
	if !isFunc {
		return nil, "", "", false
	}
	ret, err := method(o)
	if err != nil {
		return nil, "", "", false
	}
	parts, isObject := ret.(*goja.Object)
	if !isObject {
		return nil, "", "", false
	}
	data, ok = lazy.Bytes(parts.Get("bytes"))
	return data, parts.Get("type").String(), parts.Get("name").String(), ok
}
