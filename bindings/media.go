package bindings

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dop251/goja"

	"hotreply/ilink"
	"hotreply/runtime"
)

// media is the Go side of a media object.
type media struct {
	account string
	media   ilink.Media
}

var mediaFacts = []fact[*media]{
	{name: "kind", get: func(k *kit, m *media) goja.Value { return k.vm.ToValue(m.media.Kind) }},
	{name: "name", get: func(k *kit, m *media) goja.Value { return k.value(orNull(m.media.Name)) }},
	{name: "size", get: mediaSize},
	{name: "mime", get: func(k *kit, m *media) goja.Value { return k.vm.ToValue(mimeOf(m.media.Kind, m.media.Name)) }},
	{name: "duration", get: mediaDuration},
	{name: "text", get: func(k *kit, m *media) goja.Value { return k.vm.ToValue(m.media.Transcript) }},
}

var mediaVerbs = []verb[*media]{
	{"bytes", mediaBytes},
	{"save", mediaSave},
}

// uploadFacts are the properties of what bot.upload resolves to.
var uploadFacts = []fact[*Upload]{
	{name: "kind", get: func(k *kit, u *Upload) goja.Value { return k.vm.ToValue(u.Kind) }},
	{name: "name", get: func(k *kit, u *Upload) goja.Value { return k.value(orNull(u.Name)) }},
	{name: "to", get: func(k *kit, u *Upload) goja.Value { return k.vm.ToValue(u.To) }},
	{name: "account", get: func(k *kit, u *Upload) goja.Value { return k.vm.ToValue(u.Account) }},
	{name: "size", get: func(k *kit, u *Upload) goja.Value { return k.vm.ToValue(u.Size) }},
	{name: "md5", get: func(k *kit, u *Upload) goja.Value { return k.value(orNull(u.MD5)) }},
	{name: "date", get: func(k *kit, u *Upload) goja.Value { return k.time(u.Made) }},
}

func (k *kit) mediaOf(account string, m ilink.Media) goja.Value {
	return k.medias.make(&media{account: account, media: m})
}

func (k *kit) firstMedia(m Message) goja.Value {
	if list := m.M.Medias(); len(list) > 0 {
		return k.mediaOf(m.Account, list[0])
	}
	return goja.Null()
}

func (k *kit) allMedia(m Message) goja.Value {
	list := m.M.Medias()
	return k.list(len(list), func(i int) goja.Value { return k.mediaOf(m.Account, list[i]) })
}

// mediaSize is the plaintext size where the sender told it, else null.
func mediaSize(k *kit, m *media) goja.Value {
	if m.media.Size <= 0 {
		return goja.Null()
	}
	return k.vm.ToValue(m.media.Size)
}

// mediaDuration is seconds, or null.
func mediaDuration(k *kit, m *media) goja.Value {
	if m.media.Duration <= 0 {
		return goja.Null()
	}
	return k.vm.ToValue(m.media.Duration.Seconds())
}

func (m *media) source() Source {
	return Source{Received: &Received{Account: m.account, Media: m.media}}
}

func mediaBytes(a args, m *media) goja.Value {
	k := a.k
	return k.s.Async(runtime.AsyncOptions{StopClock: true}, func(ctx context.Context) (any, error) {
		r, _, err := k.app.Open(ctx, m.source())
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return io.ReadAll(r)
	}, func(v any) (goja.Value, error) {
		return k.vm.New(k.vm.Get("Uint8Array"), k.vm.ToValue(k.vm.NewArrayBuffer(v.([]byte))))
	})
}

// mediaSave streams into the files folder and resolves to the path there.
func mediaSave(a args, m *media) goja.Value {
	k := a.k
	name := a.optionalText(0, "path", `for example media.save("photos/cat.jpg")`)
	if name != "" {
		name = path.Clean(strings.ReplaceAll(name, "\\", "/"))
		if !filepath.IsLocal(filepath.FromSlash(name)) || name == "." {
			a.fail("path", a.at(0), "a path inside the files folder", "a relative path without ..")
		}
	}
	return k.s.Async(runtime.AsyncOptions{StopClock: true}, func(ctx context.Context) (any, error) {
		return saveMedia(ctx, k.app, m, name)
	}, func(v any) (goja.Value, error) { return k.vm.ToValue(v.(string)), nil })
}

func saveMedia(ctx context.Context, app App, m *media, name string) (string, error) {
	r, info, err := app.Open(ctx, m.source())
	if err != nil {
		return "", err
	}
	defer r.Close()
	root, err := os.OpenRoot(app.Files())
	if err != nil {
		return "", fmt.Errorf("save media: %w", err)
	}
	defer root.Close()
	f, name, err := createFor(root, name, info, m.media.Kind)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, r)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = root.Remove(name)
		return "", fmt.Errorf("save media as %s: %w", name, err)
	}
	return name, nil
}

// createFor makes the file: the path that the script named, written anew, or
// one of its own choosing that overwrites nothing.
func createFor(root *os.Root, name string, info MediaInfo, kind string) (*os.File, string, error) {
	if name != "" {
		if dir := path.Dir(name); dir != "." {
			if err := root.MkdirAll(dir, 0o700); err != nil {
				return nil, "", fmt.Errorf("save media: %w", err)
			}
		}
		f, err := root.Create(name)
		return f, name, err
	}
	base, ext := nameFor(info, kind, time.Now())
	for n := 1; n < 10000; n++ {
		try := base + ext
		if n > 1 {
			try = fmt.Sprintf("%s-%d%s", base, n, ext)
		}
		f, err := root.OpenFile(try, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, os.ErrExist) {
			return f, try, err
		}
	}
	return nil, "", fmt.Errorf("save media: 10000 files are named like %s%s", base, ext)
}

// nameFor is a file name of the sender's, made safe, or one of kind and time.
func nameFor(info MediaInfo, kind string, now time.Time) (base, ext string) {
	name := SafeName(info.Name)
	if name == "" {
		return kind + "-" + now.Format("20060102-150405"), extensionOf(kind, info.MIME)
	}
	ext = path.Ext(name)
	if ext == name {
		return name, ""
	}
	return strings.TrimSuffix(name, ext), ext
}

// SafeName makes a file name of what a stranger sent: no folders, no control
// or reserved characters, no leading dot, at most 120 bytes; "" if nothing is
// left.
func SafeName(name string) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return -1
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if stem, _, _ := strings.Cut(strings.ToUpper(name), "."); isDevice(stem) {
		name = "_" + name
	}
	ext := path.Ext(name)
	if len(ext) > 16 {
		ext = ""
	}
	base := strings.TrimSuffix(name, ext)
	for len(base)+len(ext) > 120 {
		_, size := utf8.DecodeLastRuneInString(base)
		base = base[:len(base)-size]
	}
	return base + ext
}

// isDevice says whether Windows keeps the name for a device.
func isDevice(stem string) bool {
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9'
}
