package host

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	winapi "golang.org/x/sys/windows" // the host has a type windows of its own
)

// inherit passes files as inheritable handles, since exec.Cmd.ExtraFiles does
// not work on Windows, and names them for the child.
func inherit(cmd *exec.Cmd, control, status *os.File) (string, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	for _, f := range []*os.File{control, status} {
		h := winapi.Handle(f.Fd())
		if err := winapi.SetHandleInformation(h, winapi.HANDLE_FLAG_INHERIT, winapi.HANDLE_FLAG_INHERIT); err != nil {
			return "", fmt.Errorf("make a pipe inheritable: %w", err)
		}
		cmd.SysProcAttr.AdditionalInheritedHandles = append(cmd.SysProcAttr.AdditionalInheritedHandles, syscall.Handle(h))
	}
	return fmt.Sprintf("%d,%d", control.Fd(), status.Fd()), nil
}

// keepFromChildren stops programs that the host starts from holding the pipes
// open after its end.
func keepFromChildren(handles ...uintptr) {
	for _, h := range handles {
		_ = winapi.SetHandleInformation(winapi.Handle(h), winapi.HANDLE_FLAG_INHERIT, 0)
	}
}
