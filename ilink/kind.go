package ilink

import (
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// headSize is how many of the first bytes are looked at to tell a type; the
// library looks at no more.
const headSize = 3072

// silkMagic begins a voice message: a byte 2, then Tencent's SILK v3.
const silkMagic = "\x02#!SILK_V3"

// MIMEOf is the type of content by its first bytes, which are what counts, or
// by the extension of its name where they say no more than "bytes" or "text".
func MIMEOf(name string, head []byte) string {
	if strings.HasPrefix(string(head), silkMagic) {
		return silkType
	}
	found := mimetype.Detect(head[:min(len(head), headSize)])
	byBytes, _, _ := strings.Cut(found.String(), ";")
	if len(head) > 0 && byBytes != octetStream && byBytes != "text/plain" {
		return byBytes
	}
	if byName, ok := mimeByExtension[strings.ToLower(path.Ext(name))]; ok {
		return byName
	}
	if len(head) == 0 {
		return octetStream
	}
	return byBytes
}

// KindOf is how content is best sent: KindImage and KindVideo for what WeChat
// shows in place, KindFile for everything else, sound included, as the
// published client does (openclaw-weixin 2.4.9, messaging/send-media.ts).
func KindOf(name string, head []byte) string {
	switch mime := MIMEOf(name, head); {
	case mime == "image/svg+xml", strings.HasPrefix(mime, "image/vnd."):
		return KindFile // pictures to a browser, not to a phone's chat
	case strings.HasPrefix(mime, "image/"):
		return KindImage
	case strings.HasPrefix(mime, "video/"):
		return KindVideo
	}
	return KindFile
}

// ExtensionOf is the usual extension of a MIME type, with its dot; "" if none is
// known.
func ExtensionOf(mimeType string) string {
	mimeType, _, _ = strings.Cut(mimeType, ";")
	if mimeType == silkType {
		return ".silk"
	}
	if known := mimetype.Lookup(mimeType); known != nil {
		return known.Extension()
	}
	return ""
}

const (
	octetStream = "application/octet-stream"
	silkType    = "audio/silk" // a voice message
)

// mimeByExtension is asked before the bytes are there, and for what bytes do
// not tell. The system's table is not: it differs between machines.
var mimeByExtension = map[string]string{
	".pdf": "application/pdf", ".zip": "application/zip", ".gz": "application/gzip", ".tar": "application/x-tar",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".txt":  "text/plain", ".csv": "text/csv", ".md": "text/markdown", ".json": "application/json", ".html": "text/html",
	".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav", ".m4a": "audio/mp4", ".silk": silkType,
	".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".mkv": "video/x-matroska", ".avi": "video/x-msvideo",
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".bmp": "image/bmp",
}
