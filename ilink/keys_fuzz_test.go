package ilink

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

// FuzzParseMediaKey: nothing panics, a refusal does not print what it refused,
// and a key that was read is read the same from every form it can be written in.
func FuzzParseMediaKey(f *testing.F) {
	for _, s := range []string{
		"", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "Dx4tPEtaaXiHlqW0w9Lh8A==", "Dx4tPEtaaXiHlqW0w9Lh8A",
		"MGYxZTJkM2M0YjVhNjk3ODg3OTZhNWI0YzNkMmUxZjA=", "MEYxRTJEM0M0QjVBNjk3ODg3OTZBNUI0QzNEMkUxRjA=", "____", "====", "0f1e2d",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := ParseMediaKey(Secret(text))
		if err != nil {
			if len(text) > 15 && strings.Contains(err.Error(), text) {
				t.Errorf("the refusal of %q shows it: %v", text, err)
			}
			return
		}
		digits := hex.EncodeToString(key[:])
		for _, form := range []string{
			digits, strings.ToUpper(digits), " " + digits + "\n",
			base64.StdEncoding.EncodeToString(key[:]), base64.RawURLEncoding.EncodeToString(key[:]),
			base64.StdEncoding.EncodeToString([]byte(digits)), base64.URLEncoding.EncodeToString([]byte(strings.ToUpper(digits))),
		} {
			if again, err := ParseMediaKey(Secret(form)); err != nil || again != key {
				t.Errorf("%q is read as %x, but its form %q as %x, %v", text, key, form, again, err)
			}
		}
	})
}
