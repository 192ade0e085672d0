//go:build unix

package supervise

import (
	"os"
	"os/exec"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// inherit passes files as descriptors 3 and up, and names them for the child.
func inherit(cmd *exec.Cmd, files ...*os.File) (string, error) {
	cmd.ExtraFiles = files
	names := make([]string, len(files))
	for i := range files {
		names[i] = strconv.Itoa(3 + i)
	}
	return strings.Join(names, ","), nil
}

// keepFromChildren stops programs that the host starts from holding the pipes
// open after its end.
func keepFromChildren(fds ...uintptr) {
	for _, fd := range fds {
		unix.CloseOnExec(int(fd))
	}
}
