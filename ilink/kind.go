package ilink

import (
	"bytes"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// HeadSize is how many of the first bytes are looked at to tell a type. Pages
// that begin with a long comment, and documents whose contents lie behind a
// picture of them, do not tell within the 4,096 that the library reads if nobody
// says otherwise.
const HeadSize = 64 << 10

// The limit is the library's own and the whole process's, and is set before
// anything is looked at. It has to be what is handed over: from its length the
// library knows that a text is cut.
func init() { mimetype.SetLimit(HeadSize) }

// isSilk tells a voice message: Tencent's SILK v3, which begins with a byte 2 or
// without it, or hides behind the header of AMR.
func isSilk(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("#!AMR\n"))
	return bytes.HasPrefix(bytes.TrimPrefix(head, []byte{2}), []byte("#!SILK_V3"))
}

// MIMEOf is the type of content by its first bytes, which are what counts, or
// by the extension of its name where they say no more than "bytes", "text" or a
// container of many. It looks at [HeadSize] bytes at most.
func MIMEOf(name string, head []byte) string {
	head = head[:min(len(head), HeadSize)]
	if isSilk(head) {
		return silkType
	}
	found := mimetype.Detect(head)
	byBytes, _, _ := strings.Cut(found.String(), ";")
	if (byBytes == "text/plain" || byBytes == "text/html" || byBytes == "text/xml") && beginsWithSVG(head) {
		return svgType
	}
	byName, ok := mimeByExtension[strings.ToLower(path.Ext(name))]
	switch {
	case len(head) > 0 && containerOf(byName) == byBytes:
		return byName
	case len(head) > 0 && byBytes != octetStream && byBytes != "text/plain":
		return byBytes
	case ok:
		return byName
	case len(head) == 0:
		return octetStream
	}
	return byBytes
}

// containerOf is the type as which the library knows a document whose contents
// lie beyond what it looks at; "" if it is no such document.
func containerOf(mimeType string) string {
	switch {
	case strings.HasPrefix(mimeType, "application/vnd.openxmlformats-"):
		return "application/zip"
	case mimeType == "application/msword", strings.HasPrefix(mimeType, "application/vnd.ms-"):
		return "application/x-ole-storage"
	}
	return ""
}

// beginsWithSVG says whether the first element of a text is svg. Many drawings
// that programs make lack the namespace by which the library knows them.
func beginsWithSVG(head []byte) bool {
	rest := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	for _, begin := range [][2]string{{"<?", "?>"}, {"<!--", "-->"}, {"<!", ">"}} {
		for bytes.HasPrefix(rest, []byte(begin[0])) {
			end := bytes.Index(rest, []byte(begin[1]))
			if end < 0 {
				return false
			}
			rest = bytes.TrimSpace(rest[end+len(begin[1]):])
		}
	}
	const tag = "<svg"
	return len(rest) > len(tag) && bytes.EqualFold(rest[:len(tag)], []byte(tag)) && bytes.IndexByte([]byte(" \t\r\n/>"), rest[len(tag)]) >= 0
}

// KindOf is how content is best sent: KindImage and KindVideo for what WeChat
// shows in place, KindFile for everything else, sound included, as the
// published client does (openclaw-weixin 2.4.9, messaging/send-media.ts).
func KindOf(name string, head []byte) string {
	switch mime := MIMEOf(name, head); {
	case mime == svgType, strings.HasPrefix(mime, "image/vnd."):
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
	svgType     = "image/svg+xml"
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
