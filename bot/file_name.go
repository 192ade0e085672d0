package bot

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SavePrefix begins the names of files that are not complete yet. They have
// their own name only with all of their bytes; those that are left of a killed
// process can be removed.
const SavePrefix = ".save-"

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
	if stem, _, _ := strings.Cut(strings.ToUpper(name), "."); isDevice(strings.TrimRight(stem, " ")) {
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
	return strings.TrimRight(base+ext, ". ")
}

// isDevice says whether Windows keeps the name for a device.
func isDevice(stem string) bool {
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, is := strings.CutPrefix(stem, "COM")
	if !is {
		port, is = strings.CutPrefix(stem, "LPT")
	}
	return is && utf8.RuneCountInString(port) == 1 && strings.Contains("0123456789¹²³", port)
}
