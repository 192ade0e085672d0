package bot_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"hotreply/bot"
)

// FuzzSafeName: a stranger's file name never leaves the folder.
func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"../../x", `..\x`, "/etc/passwd", "CON.txt", ".hidden", "a\x00b", "报告.pdf", strings.Repeat("长", 300) + ".txt", "..", "a/", "x\u202efdp.exe",
		"com¹.log", "CONIN$", "aux .txt", strings.Repeat("x", 119) + " y"} {
		f.Add(s)
	}
	device := regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)`)
	f.Fuzz(func(t *testing.T, s string) {
		name := bot.SafeName(s)
		if name == "" {
			return
		}
		if !filepath.IsLocal(name) || strings.ContainsAny(name, `/\:*?"<>|`) || name[0] == '.' || len(name) > 130 || !utf8.ValidString(name) ||
			device.MatchString(name) || strings.TrimRight(name, ". ") != name || strings.ContainsFunc(name, unicode.IsControl) {
			t.Errorf("%q became %q", s, name)
		}
	})
}
