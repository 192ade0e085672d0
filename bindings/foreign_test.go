package bindings

import "testing"

func TestMissingHint(t *testing.T) {
	hint := MissingHint(func(name string) string { return "next: " + name })
	for name, want := range map[string]string{
		"telegraf": "not needed: the bot is the global bot",
		"zlib":     "next: zlib",
	} {
		if got := hint(name); got != want {
			t.Errorf("hint for %s is %q, want %q", name, got, want)
		}
	}
}

// TestForeignNames finds entries that would hide a name of ours.
func TestForeignNames(t *testing.T) {
	ours := map[string]bool{}
	for _, n := range allNames() {
		ours[n.String()] = true
	}
	for object, table := range map[string]map[string]string{"bot": botForeign, "msg": messageForeign, "store": storeForeign, "": foreignGlobals} {
		for name, instead := range table {
			if ours[jsName{object, name}.String()] {
				t.Errorf("%s is ours and stands in the table of foreign names", jsName{object, name})
			}
			if instead == "" {
				t.Errorf("%s: nothing to use instead", jsName{object, name})
			}
		}
	}
}
