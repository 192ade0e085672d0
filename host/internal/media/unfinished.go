package media

import (
	"os"
	"path/filepath"
	"strings"

	"hotreply/bot"
	"hotreply/ilink"
)

// RemoveUnfinished removes what a process that was killed left of its uploads
// and saves: temporary files, of which nobody has the rest. It is for the
// start, before anything makes such files.
func (s *Sources) RemoveUnfinished() {
	for dir, prefix := range map[string]string{s.o.State: ilink.TempPrefix, s.o.Files: bot.SavePrefix} {
		files, _ := os.ReadDir(dir)
		for _, f := range files {
			if strings.HasPrefix(f.Name(), prefix) {
				_ = os.Remove(filepath.Join(dir, f.Name()))
			}
		}
	}
}
