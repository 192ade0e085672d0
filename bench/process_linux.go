package main

import (
	"os/exec"
	"syscall"
)

// detach keeps a terminal's Ctrl-C from the program, which bench ends itself,
// and ends the program should bench be killed.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
