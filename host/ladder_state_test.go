package host

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestFolderPrint holds that any save in the folder of rules is seen while
// scripts are off, also one of the same size and time.
func TestFolderPrint(t *testing.T) {
	r := newRig(t, map[string]string{"a.js": `bot.hear("a", () => "one")`})
	path, then := filepath.Join(r.cfg.Scripts, "a.js"), time.Unix(1_000_000, 0)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
	r.start()
	before := r.host.folderPrint()
	if !maps.Equal(before, r.host.folderPrint()) {
		t.Error("a folder that was not touched has two prints")
	}
	r.write("a.js.new", `bot.hear("a", () => "two")`)
	if err := os.Chtimes(path+".new", then, then); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	if maps.Equal(before, r.host.folderPrint()) {
		t.Error("a save of the same size and time is not seen")
	}
}
