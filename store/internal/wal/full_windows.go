package wal

import "syscall"

// fullErrnos are ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL and
// ERROR_FILE_TOO_LARGE.
var fullErrnos = [...]syscall.Errno{112, 39, 223}
