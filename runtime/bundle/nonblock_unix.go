//go:build linux || darwin

package bundle

import "syscall"

const nonblock = syscall.O_NONBLOCK
