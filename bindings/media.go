package bindings

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"strings"

	"github.com/dop251/goja"

	"hotreply/bot"
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
var uploadFacts = []fact[*bot.Upload]{
	{name: "kind", get: func(k *kit, u *bot.Upload) goja.Value { return k.vm.ToValue(u.Kind) }},
	{name: "name", get: func(k *kit, u *bot.Upload) goja.Value { return k.value(orNull(u.Name)) }},
	{name: "to", get: func(k *kit, u *bot.Upload) goja.Value { return k.vm.ToValue(u.To) }},
	{name: "account", get: func(k *kit, u *bot.Upload) goja.Value { return k.vm.ToValue(u.Account) }},
	{name: "size", get: func(k *kit, u *bot.Upload) goja.Value { return k.vm.ToValue(u.Size) }},
	{name: "md5", get: func(k *kit, u *bot.Upload) goja.Value { return k.value(orNull(u.MD5)) }},
	{name: "date", get: func(k *kit, u *bot.Upload) goja.Value { return k.time(u.Made) }},
}

func (k *kit) mediaOf(account string, m ilink.Media) goja.Value {
	return k.medias.make(&media{account: account, media: m})
}

func (k *kit) firstMedia(m bot.Message) goja.Value {
	if list := m.M.Medias(); len(list) > 0 {
		return k.mediaOf(m.Account, list[0])
	}
	return goja.Null()
}

func (k *kit) allMedia(m bot.Message) goja.Value {
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

func (m *media) source() bot.Source {
	return bot.Source{Received: &bot.Received{Account: m.account, Media: m.media}}
}

func mediaBytes(a args, m *media) goja.Value {
	k := a.k
	return k.s.Async(runtime.AsyncOptions{StopClock: true}, func(ctx context.Context) (any, error) {
		r, info, err := k.app.Open(ctx, m.source())
		if err != nil {
			return nil, err
		}
		defer r.Close()
		data, err := k.s.ReadAll(r, "the media", info.Size)
		if large, ok := errors.AsType[*runtime.TooLargeError](err); ok {
			err = &ilink.MediaError{Reason: ilink.MediaTooLarge, Size: max(large.Size, 0), Limit: large.Limit, Detail: large.Error(),
				Advice: "await msg.media.save() puts it into a file and gives the path; only bytes() holds it in memory"}
		}
		return data, err
	}, func(v any) (goja.Value, error) {
		k.s.Keep(v.([]byte))
		if err := k.s.MakeAll(); err != nil {
			return nil, err
		}
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
