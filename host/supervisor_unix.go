//go:build unix

package host

import (
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// inherit passes files as descriptors 3 and 4, and names them for the child.
func inherit(cmd *exec.Cmd, control, status *os.File) (string, error) {
	cmd.ExtraFiles = []*os.File{control, status}
	return "3,4", nil
}

// keepFromChildren stops programs that the host starts from holding the pipes
// open after its end.
func keepFromChildren(fds ...uintptr) {
	for _, fd := range fds {
		unix.CloseOnExec(int(fd))
	}
}
