package bindings

import (
	"path"
	"strings"
)

// mimes are the types of common extensions. The system's table is not asked,
// because it differs from machine to machine.
var mimes = map[string]string{
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
	".mp4": "video/mp4", ".mov": "video/quicktime", ".mp3": "audio/mpeg", ".wav": "audio/wav", ".silk": "audio/silk",
	".m4a": "audio/mp4", ".pdf": "application/pdf", ".zip": "application/zip", ".json": "application/json",
	".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv", ".html": "text/html",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// mimeOf is the likely type of a received media before its bytes are there.
func mimeOf(kind, name string) string {
	if m, ok := mimes[strings.ToLower(path.Ext(name))]; ok {
		return m
	}
	switch kind {
	case "image":
		return "image/jpeg"
	case "voice":
		return "audio/silk"
	case "video":
		return "video/mp4"
	}
	return "application/octet-stream"
}

// extensionOf is the extension for a file without a name.
func extensionOf(kind, mime string) string {
	switch mime {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/webp":
		return ".webp"
	}
	switch kind {
	case "image":
		return ".jpg"
	case "voice":
		return ".silk"
	case "video":
		return ".mp4"
	}
	return ".bin"
}
