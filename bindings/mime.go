package bindings

import "hotreply/ilink"

// mimeOf is the likely type of a received media before its bytes are there.
func mimeOf(kind, name string) string {
	const unknown = "application/octet-stream"
	if m := ilink.MIMEOf(name, nil); m != unknown {
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
	return unknown
}

// extensionOf is the extension for a file without a name: after its bytes, or
// what is usual for its kind.
func extensionOf(kind, mime string) string {
	if ext := ilink.ExtensionOf(mime); ext != "" {
		return ext
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
