//go:build !windows

package wal

import "syscall"

// fullErrnos are no space, over quota, and over the file size limit.
var fullErrnos = [...]syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
