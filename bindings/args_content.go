package bindings

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/runtime/web"
)

// contentWanted is what content can be, as told to the author of a rule.
const contentWanted = `a text, {text}, {image|video|file|voice: source} or an array of these`

// contentKeys are the keys of a content object.
var contentKeys = []string{"text", "image", "video", "file", "voice", "name"}

// mediaKeys are those that hold a source, in the order they are sent.
var mediaKeys = []string{"image", "video", "file", "voice"}

// contentAliases are the keys of other frameworks.
var contentAliases = map[string]string{
	"photo": "image", "picture": "image", "img": "image", "pic": "image", "document": "file", "doc": "file",
	"attachment": "file", "audio": "voice", "caption": "text", "content": "text", "message": "text", "msg": "text",
	"body": "text", "filename": "name", "fileName": "name", "title": "name",
}

// content decodes the content argument of a send.
func (a args) content(i int, param string) bot.Content { return a.toContent(param, a.at(i)) }

// toContent decodes content; param names it in messages.
func (a args) toContent(param string, v goja.Value) bot.Content {
	var c bot.Content
	a.addContent(&c, param, v, 0)
	if len(c.Parts) == 0 {
		a.fail(param, v, contentWanted, "there is nothing in it to send")
	}
	return c
}

// isContent says whether what a handler returned is meant as its reply.
func (a args) isContent(v goja.Value) bool {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return false
	}
	o, ok := v.(*goja.Object)
	if !ok {
		if s, isText := asString(v); isText {
			return s != ""
		}
		_, isFlag := v.Export().(bool)
		return !isFlag
	}
	_, isReceipt := a.k.receipts.of(o)
	if isReceipt || o.ClassName() == "Boolean" {
		return false
	}
	if o.ClassName() == "Array" {
		return !a.onlyReceipts(o)
	}
	return true
}

// onlyReceipts is true for an empty array and for what Promise.all gives for
// several replies.
func (a args) onlyReceipts(list *goja.Object) bool {
	for i := range length(list) {
		v := list.Get(itoa(i))
		if _, ok := a.k.receipts.of(v); !ok && v != nil && !goja.IsUndefined(v) {
			return false
		}
	}
	return true
}

func (a args) addContent(c *bot.Content, param string, v goja.Value, depth int) {
	if s, ok := asString(v); ok {
		if s == "" {
			a.fail(param, v, "a text that is not empty", "")
		}
		c.Parts = append(c.Parts, bot.Part{Text: s})
		return
	}
	if _, ok := asNumber(v); ok {
		c.Parts = append(c.Parts, bot.Part{Text: v.String()})
		return
	}
	o, ok := v.(*goja.Object)
	if !ok {
		a.fail(param, v, contentWanted, a.contentHint(v))
	}
	if o.ClassName() == "Array" && depth < 4 {
		for i := range length(o) {
			a.addContent(c, param+"["+itoa(i)+"]", o.Get(itoa(i)), depth+1)
		}
		return
	}
	if !isPlain(o) || a.isWrapped(o) || isThenable(o) || isBinary(o) || len(o.Keys()) == 0 {
		a.fail(param, v, contentWanted, a.contentHint(v))
	}
	a.addObject(c, param, o)
}

// isWrapped says whether an object is one of our own and no content.
func (a args) isWrapped(o *goja.Object) bool {
	_, isMessage := a.k.messages.of(o)
	_, isMedia := a.k.medias.of(o)
	_, isUpload := a.k.uploads.of(o)
	_, isReceipt := a.k.receipts.of(o)
	return isMessage || isMedia || isUpload || isReceipt
}

// contentHint says what to write for common mistakes.
func (a args) contentHint(v goja.Value) string {
	if m, ok := a.k.medias.of(v); ok {
		return "write {" + sendKind(m.media.Kind) + ": media}"
	}
	if u, ok := a.k.uploads.of(v); ok {
		return "write {" + u.Kind + ": upload}"
	}
	if _, ok := a.k.messages.of(v); ok {
		return "msg is the whole message; its text is msg.text"
	}
	if goja.IsUndefined(v) {
		return "does the function that made it return anything?"
	}
	if isThenable(v) {
		return "put await in front of it"
	}
	if o, ok := v.(*goja.Object); ok {
		if className(o) == "Response" {
			return "a Response is read with await r.text() or await r.json()"
		}
		if o.ClassName() == "Error" {
			return "send its text: error.message"
		}
		if _, _, _, isBlob := web.BlobData(o); isBlob || isBinary(o) {
			return "say what the bytes are: {image: bytes} or {file: bytes, name: \"a.pdf\"}"
		}
		if o.ClassName() == "Date" {
			return "write it as text: date.toLocaleString(\"zh-CN\")"
		}
		if className(o) == "Object" && len(o.Keys()) == 0 {
			return "there is nothing in it to send"
		}
	}
	return ""
}

// addObject decodes {text, image, video, file, voice, name}: text first, then
// one message per media.
func (a args) addObject(c *bot.Content, param string, o *goja.Object) {
	for _, key := range o.Keys() {
		if !contains(contentKeys, key) {
			tip := didYouMean(key, contentKeys, contentAliases)
			if len(o.Keys()) > 2 || near(key, contentKeys, contentAliases) == "" {
				tip += "; to send data as text use JSON.stringify(…)"
			}
			a.failSaying(param, "has no key "+quoted(key), tip)
		}
	}
	if v := o.Get("text"); present(v) {
		a.addText(c, param+".text", v)
	}
	name := ""
	if v := o.Get("name"); present(v) {
		s, ok := asString(v)
		if !ok || s == "" {
			a.fail(param+".name", v, "a file name", "")
		}
		name = s
	}
	found := false
	for _, kind := range mediaKeys {
		v := o.Get(kind)
		if v == nil || !present(v) && len(c.Parts) > 0 {
			continue // {text, image: undefined} is a text
		}
		found = true
		part := bot.Part{Kind: sendKind(kind), Voice: kind == "voice", Name: name, Source: a.source(param+"."+kind, v)}
		c.Parts = append(c.Parts, part)
	}
	if name != "" && !found {
		a.failSaying(param, "has a name but no image, video, file or voice", "")
	}
}

func (a args) addText(c *bot.Content, param string, v goja.Value) {
	_, isObject := v.(*goja.Object)
	_, isText := asString(v)
	_, isNumber := asNumber(v)
	if isObject && !isText || !isText && !isNumber {
		a.fail(param, v, "a string or a number", "")
	}
	a.addContent(c, param, v, 1)
}

// sendKind is the kind that leaves: voice goes as a file.
func sendKind(kind string) string {
	if kind == "voice" || kind == "unsupported" {
		return "file"
	}
	return kind
}

const sourceWanted = "a path, a URL, bytes, a Blob, an Upload or a received media"

// source decodes where a media part comes from.
func (a args) source(param string, v goja.Value) bot.Source {
	if s, ok := asString(v); ok {
		return a.textSource(param, v, s)
	}
	o, ok := v.(*goja.Object)
	if !ok {
		a.fail(param, v, sourceWanted, "")
	}
	if u, ok := a.k.uploads.of(o); ok {
		return bot.Source{Upload: u}
	}
	if m, ok := a.k.medias.of(o); ok {
		return bot.Source{Received: &bot.Received{Account: m.account, Media: m.media}}
	}
	if data, mime, name, ok := web.BlobData(o); ok {
		return bot.Source{Bytes: a.copied(data), MIME: mime, Name: name}
	}
	if data, ok := a.bytes(o); ok {
		return bot.Source{Bytes: data}
	}
	tip := ""
	switch className(o) {
	case "Message":
		tip = "its media is msg.media"
	case "URL":
		return a.textSource(param, v, o.String())
	case "Response":
		tip = "use the URL itself, or await r.blob()"
	case "ReadableStream":
		tip = "read it to its end first: await new Response(stream).bytes()"
	case "Readable", "ReadStream":
		tip = "read it to its end first: Buffer.concat(await stream.toArray())"
	}
	if tip == "" && isThenable(o) {
		tip = "put await in front of it"
	}
	a.fail(param, v, sourceWanted, tip)
	return bot.Source{}
}

func (a args) textSource(param string, v goja.Value, s string) bot.Source {
	lower := strings.ToLower(s)
	switch {
	case s == "":
		a.fail(param, v, sourceWanted, "")
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"):
		return bot.Source{URL: s}
	case strings.HasPrefix(lower, "data:"):
		a.fail(param, v, sourceWanted, `decode it first: Buffer.from(text.split(",")[1], "base64")`)
	case strings.HasPrefix(lower, "file:"):
		a.fail(param, v, sourceWanted, "write the path alone, without file://")
	case strings.ContainsRune(s, 0):
		a.fail(param, v, sourceWanted, "a path has no NUL character")
	}
	return bot.Source{Path: s, Dir: a.k.s.Dir()}
}

// isBinary says whether an object is an ArrayBuffer or a view on one.
func isBinary(o *goja.Object) bool {
	_, ok := asNumber(o.Get("byteLength"))
	return ok
}

// bytes copies the content of an ArrayBuffer or of a view on one, Buffer
// included. It is copied because the script may go on writing to it.
func (a args) bytes(o *goja.Object) ([]byte, bool) {
	if !isBinary(o) {
		return nil, false
	}
	if x, ok := o.Export().(goja.ArrayBuffer); ok {
		return a.copied(x.Bytes()), true
	}
	if buf, ok := o.Get("buffer").(*goja.Object); ok {
		if raw, isBuffer := buf.Export().(goja.ArrayBuffer); isBuffer {
			from, to := int(o.Get("byteOffset").ToInteger()), int(o.Get("byteLength").ToInteger())
			if data := raw.Bytes(); from >= 0 && to >= 0 && from+to <= len(data) {
				return a.copied(data[from : from+to]), true
			}
		}
	}
	return nil, false
}

// copied is a copy that counts as the script's for as long as it is there.
func (a args) copied(data []byte) []byte {
	out := append([]byte{}, data...)
	a.k.s.Keep(out)
	return out
}

// present says whether a property has a value.
func present(v goja.Value) bool { return v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) }

func length(list *goja.Object) int { return int(list.Get("length").ToInteger()) }

func itoa(i int) string { return strconv.Itoa(i) }
