//go:build unix

package ilink

import (
	"net"
	"syscall"
)

// canLook tells that hasInput sees what there is.
const canLook = true

// hasInput tells, without waiting, whether there is something to read: the
// end, an error, or bytes. On a connection that nobody has asked anything on,
// each of them means that it is over. It does not disturb a read under way.
func hasInput(c net.Conn) bool {
	raw, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	s, err := raw.SyscallConn()
	if err != nil {
		return false
	}
	found := false
	err = s.Control(func(fd uintptr) {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		found = err != syscall.EAGAIN && err != syscall.EINTR
	})
	return found || err != nil
}
