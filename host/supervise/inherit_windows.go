package supervise

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"
)

// inherit passes files as inheritable handles, since exec.Cmd.ExtraFiles does
// not work on Windows, and names them for the child.
func inherit(cmd *exec.Cmd, files ...*os.File) (string, error) {
	cmd.SysProcAttr = &syscall.SysProcAttr{}
	names := make([]string, len(files))
	for i, f := range files {
		h := windows.Handle(f.Fd())
		if err := windows.SetHandleInformation(h, windows.HANDLE_FLAG_INHERIT, windows.HANDLE_FLAG_INHERIT); err != nil {
			return "", fmt.Errorf("make a pipe inheritable: %w", err)
		}
		cmd.SysProcAttr.AdditionalInheritedHandles = append(cmd.SysProcAttr.AdditionalInheritedHandles, syscall.Handle(h))
		names[i] = strconv.FormatUint(uint64(h), 10)
	}
	return strings.Join(names, ","), nil
}

// keepFromChildren stops programs that the host starts from holding the pipes
// open after its end.
func keepFromChildren(handles ...uintptr) {
	for _, h := range handles {
		_ = windows.SetHandleInformation(windows.Handle(h), windows.HANDLE_FLAG_INHERIT, 0)
	}
}
