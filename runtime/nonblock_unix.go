//go:build linux || darwin

package runtime

import "syscall"

const nonblock = syscall.O_NONBLOCK
