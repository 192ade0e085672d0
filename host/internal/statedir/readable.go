package statedir

import (
	"fmt"
	"os"
	"runtime"

	"github.com/hashicorp/go-hclog"
)

// TellReadable warns when a file with a secret is not its owner's alone. How it
// is on Windows its mode does not tell.
func TellReadable(log hclog.Logger, path string) {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return
	}
	log.Warn("others on this machine can read a secret", "file", path, "mode", fmt.Sprintf("%04o", info.Mode().Perm()),
		"hint", fmt.Sprintf("chmod 600 '%s'", path))
}
