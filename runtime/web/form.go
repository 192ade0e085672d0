package web

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"mime"
	"mime/multipart"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/lazy"
)

// formPart is one field of a multipart form.
type formPart struct {
	name, file, kind string
	isFile           bool
	data             []byte
}

// parseForm reads multipart/form-data.
func parseForm(body []byte, contentType string) ([]formPart, error) {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, fmt.Errorf("content type: %w", err)
	}
	if params["boundary"] == "" {
		return nil, fmt.Errorf("content type %q names no boundary", contentType)
	}
	var parts []formPart
	for r := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		p, err := r.NextPart()
		if err == io.EOF {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		_, disposition, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
		_, isFile := disposition["filename"]
		parts = append(parts, formPart{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), isFile, data})
	}
}

// formNatives is the go of blob.js.
func formNatives(r *lazy.Realm) *goja.Object {
	o := r.Object(map[string]func(goja.FunctionCall) goja.Value{
		"encode": encodeUTF8(r),
		"decode": decodeText(r),
		"random": func(goja.FunctionCall) goja.Value { return r.VM.ToValue(rand.Text()) },
		"multipart": func(c goja.FunctionCall) goja.Value {
			body, _ := lazy.Bytes(c.Argument(0))
			parts, err := parseForm(body, c.Argument(1).String())
			if err != nil {
				panic(r.VM.NewTypeError("formData: %s", err))
			}
			list := make([]any, len(parts))
			for i, p := range parts {
				v := r.VM.NewObject()
				_ = v.Set("name", p.name)
				_ = v.Set("bytes", r.Uint8Array(p.data))
				_ = v.Set("type", p.kind)
				if p.isFile {
					_ = v.Set("file", p.file)
				}
				list[i] = v
			}
			return r.VM.NewArray(list...)
		},
	})
	_ = o.Set("keep", r.Script.Func("keep", func(c goja.FunctionCall) goja.Value {
		if b, ok := lazy.Bytes(c.Argument(0)); ok {
			r.Script.Keep(b)
		}
		return c.Argument(0)
	}))
	_ = o.Set("blob", blobMethod)
	return o
}
